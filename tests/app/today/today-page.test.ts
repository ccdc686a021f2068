import { flushPromises, type VueWrapper } from '@vue/test-utils'
import { http, HttpResponse } from 'msw'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Router } from 'vue-router'
import type { CustomerId, ReminderId } from '../../../contract/ids.ts'
import type { DueReminder } from '../../../contract/reminders.schema.ts'
import { aReminder } from '../../../mock/api/sample.ts'
import { closeAllSheets } from '../../../src/ui/sheet-stack.ts'
import { aSidebar } from '../../support/a-sidebar.ts'
import { api } from '../support/api.ts'
import { openPage } from '../support/open-page.ts'

vi.setConfig({ testTimeout: 20_000 })
class QuietObserver { observe() {} disconnect() {} }

let app: VueWrapper
let router: Router
async function open(...options: Parameters<typeof openPage>): Promise<void> {
  ({ app, router } = await openPage(...options))
}
beforeEach(() => {
  vi.stubGlobal('IntersectionObserver', QuietObserver)
  sessionStorage.setItem('zhike-sign-in-tried', '1')
})
afterEach(() => {
  closeAllSheets()
  app.unmount()
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

const until = (holds: () => unknown) => vi.waitUntil(holds, { timeout: 10_000, interval: 5 })
const names = () => [...document.querySelectorAll('.line-name')].map(name => name.textContent)
const text = (selector: string) => document.querySelector(selector)?.textContent
const buttonOf = (words: string) => [...document.querySelectorAll('button')].find(button => button.textContent?.trim().startsWith(words))
const tap = async (words: string) => {
  await until(() => buttonOf(words))
  buttonOf(words)!.click()
  await flushPromises()
}
function aDue(at: number, changes: Partial<DueReminder> = {}): DueReminder {
  return {
    ...aReminder({ reminderId: `r${at}` as ReminderId, dueAt: '2026-05-15T02:00:00.000Z', windowEndAt: '2026-05-22T01:00:00.000Z' }),
    externalUserId: `wm${at}` as CustomerId, customerName: `客户${at}`, tier: 'vip', oneToOne: at % 2 === 0, repName: null, escalatedAt: null, ...changes,
  }
}
/** What each view holds: tests change it as the server would. */
function serve(views: Partial<Record<string, DueReminder[]>>): void {
  api.use(http.get('/api/reminders', ({ request }) => {
    const items = views[new URL(request.url).searchParams.get('view') ?? ''] ?? []
    return HttpResponse.json({ items, nextCursor: null, total: items.length })
  }))
}

test.each([['database-away', 503, '知客的服务器没有回应'], ['not-allowed', 403, '你的身份不能看这一页']])('%s is said in words', async (code, status, words) => {
  api.use(http.get('/api/reminders', () => HttpResponse.json({ code, message: '不行' }, { status })))
  await open('/today')
  await until(() => text('[role=alert] p')?.includes(words))
})

test('nothing due is one sentence and one way on', async () => {
  serve({ upcoming: [aDue(1)] })
  await open('/today')
  await until(() => text('.state p') === '今天没有该跟的客户了。')
  await tap('看接下来的')
  await until(() => names().length === 1)
  expect(text('.tab[aria-selected=true]')).toContain('接下来')
})

test('a row says who, what, why and until when, and the views say how many', async () => {
  serve({ today: [aDue(2)], overdue: [aDue(4, { windowEndAt: null, dueAt: '2026-05-10T02:00:00.000Z' }), aDue(5)] })
  await open('/today')
  await until(() => names().length === 1)
  expect([...document.querySelectorAll('.due .line-head > *, .due-reason, .due-when')].map(part => part.textContent))
    .toEqual(['客户2', 'VIP', '1V1', '该补货了', '5月3日的 30 天装大约还剩 3–6 天；通常 34 天左右买一次', '今天 10:00起，到5月22日'])
  expect([...document.querySelectorAll('.tab')].map(tab => tab.textContent?.trim())).toEqual(['今日1', '过期2', '接下来'])
  await tap('过期')
  expect(text('.due-when')).toBe('5月10日起，办完为止')
})

test('many reminders leave at most 60 rows in the page', async () => {
  serve({ today: Array.from({ length: 2_000 }, (_, at) => aDue(at)) })
  await open('/today')
  await until(() => names().length > 0)
  expect(names().length).toBeLessThanOrEqual(60)
})

test('a row opens the customer, and the way back finds the same view', async () => {
  serve({ overdue: [aDue(1)] })
  api.use(http.get('/api/customers/:id/sidebar', () => HttpResponse.json(aSidebar('nothing_due'))))
  await open('/today')
  await tap('过期')
  await until(() => names().length === 1)
  document.querySelector<HTMLElement>('.due-main')!.click()
  await until(() => text('.who-name') === '王姐')
  expect(router.currentRoute.value.fullPath).toBe('/customer/wm1')
  document.querySelector<HTMLElement>('[data-do=go-back]')!.click()
  await until(() => text('.tab[aria-selected=true]')?.startsWith('过期') && names().length === 1)
})

describe('这次不联系', () => {
  test('that the server refuses leaves the row, and says why in the sheet', async () => {
    serve({ today: [aDue(1)] })
    api.use(http.post('/api/reminders/:id/skip', () => HttpResponse.json({ code: 'state-conflict', message: '这条提醒刚被处理过了。' }, { status: 409 })))
    await open('/today')
    await tap('这次不联系')
    await tap('刚聊过')
    await until(() => text('.sheet .error-line') === '这条提醒刚被处理过了。')
    expect(names()).toEqual(['客户1'])
  })

  test('takes the row away at once, and the undo brings it back', async () => {
    const views = { today: [aDue(1), aDue(2)] }
    const asked: string[] = []
    serve(views)
    api.use(
      http.post('/api/reminders/:id/skip', async ({ request, params }) => {
        asked.push(`skip ${String(params.id)} ${JSON.stringify(await request.json())}`)
        views.today = [aDue(2)]
        return HttpResponse.json(aReminder({ state: 'skipped' }))
      }),
      http.post('/api/reminders/:id/reopen', ({ params }) => {
        asked.push(`reopen ${String(params.id)}`)
        views.today = [aDue(1), aDue(2)]
        return HttpResponse.json(aReminder())
      }),
    )
    await open('/today')
    await tap('这次不联系')
    await tap('刚聊过')
    await until(() => names().join() === '客户2')
    expect(text('.toast')).toContain('这次不联系 客户1')
    await tap('撤销')
    await until(() => names().join() === '客户1,客户2')
    expect(asked).toEqual(['skip r1 {"reason":"just_talked"}', 'reopen r1'])
  })
})

test('晚点提醒 moves the row to what comes next and says the exact hour', async () => {
  const views: Record<string, DueReminder[]> = { today: [aDue(1)], upcoming: [] }
  serve(views)
  api.use(http.post('/api/reminders/:id/snooze', async ({ request }) => {
    const { until: snoozedUntil } = await request.json() as { until: string }
    views.today = []
    views.upcoming = [aDue(1, { state: 'snoozed', snoozedUntil })]
    return HttpResponse.json(aReminder({ state: 'snoozed', snoozedUntil }))
  }))
  await open('/today')
  await tap('晚点提醒')
  await tap('明天上午')
  await tap('到时提醒我')
  await until(() => text('.toast')?.includes('2026年5月16日 10:00 再提醒'))
  await tap('接下来')
  await until(() => text('.due-when') === '明天 10:00起，到5月22日')
})

test('an operator, who only looks, has nothing to change in the row', async () => {
  serve({ today: [aDue(1)] })
  await open('/today', { role: 'operator' })
  await until(() => names().length === 1)
  expect(document.querySelector('.due-foot button')).toBeNull()
})
