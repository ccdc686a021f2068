import type { VueWrapper } from '@vue/test-utils'
import { http, HttpResponse } from 'msw'
import { afterEach, describe, expect, test } from 'vitest'
import type { TouchId } from '../../../contract/ids.ts'
import type { Touch } from '../../../contract/touches.schema.ts'
import { cleanPages, tap, undo, until } from '../../support/app-customer.ts'
import { api } from '../support/api.ts'
import { openPage } from '../support/open-page.ts'
import { aDue, serve } from '../support/served-queue.ts'

let app: VueWrapper
async function open(...options: Parameters<typeof openPage>): Promise<void> {
  ({ app } = await openPage(...options))
}
cleanPages()
afterEach(() => app.unmount())

const names = () => [...document.querySelectorAll('.line-name')].map(name => name.textContent)
const text = (selector: string) => document.querySelector(selector)?.textContent

describe('a guide', () => {
  const touch: Touch = {
    touchId: 't1' as TouchId, channel: 'call', contactClass: 'proactive', startedAt: '2026-05-15T06:00:00.000Z', lastAt: '2026-05-15T06:00:00.000Z', sendCount: 0,
    byUserId: 'guide-fang' as never, byName: '方', reply: { state: 'unknown', source: null, at: null },
  }
  const actions = () => [...document.querySelectorAll('.due-foot button')].map(button => button.textContent?.trim())

  test('records a call from the row itself; what it settled goes, and comes back with the undo', async () => {
    const views = { due: [aDue(1), aDue(2)] }
    serve(views)
    const bodies: unknown[] = []
    let deleted = 0
    api.use(
      http.post('/api/customers/:id/touches', async ({ request, params }) => {
        bodies.push([params.id, await request.clone().json()])
        views.due = [aDue(2)]
        return HttpResponse.json(touch, { status: 201 })
      }),
      http.delete('/api/touches/:id', () => {
        deleted += 1
        views.due = [aDue(1), aDue(2)]
        return new HttpResponse(null, { status: 204 })
      }),
    )
    await open('/today', { role: 'guide' })
    await until(() => names().length === 2)
    expect(actions()).toEqual(['晚点提醒', '这次不联系', '我已联系', '晚点提醒', '这次不联系', '我已联系'])
    await tap('我已联系 客户1')
    await tap('电话')
    await tap('已联系 客户1')
    await until(() => names().join() === '客户2')
    expect(bodies).toEqual([['wm1', { channel: 'call' }]])
    await undo()
    await until(() => names().join() === '客户1,客户2')
    expect(deleted).toBe(1)
  })

  test('stands where the row was when the sheet is closed without', async () => {
    serve({ due: [aDue(1)] })
    await open('/today', { role: 'guide' })
    await tap('我已联系 客户1')
    await tap('关闭')
    expect(names()).toEqual(['客户1'])
    expect(document.querySelector('.toast')).toBeNull()
  })

  test('hears why it could not be recorded', async () => {
    serve({ due: [aDue(1)] })
    api.use(http.post('/api/customers/:id/touches', () => HttpResponse.json({ code: 'customer-not-found', message: '没有找到这位客户' }, { status: 404 })))
    await open('/today', { role: 'guide' })
    await tap('我已联系 客户1')
    await tap('已联系 客户1')
    await until(() => text('.sheet .error-line')?.includes('没有找到这位客户'))
    expect(names()).toEqual(['客户1'])
  })
})
