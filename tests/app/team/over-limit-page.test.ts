import type { VueWrapper } from '@vue/test-utils'
import { http, HttpResponse } from 'msw'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { handlers } from '../../../mock/api/handlers.ts'
import { aSidebar } from '../../../mock/api/sample.ts'
import { mockState } from '../../../mock/api/state.ts'
import { api } from '../support/api.ts'
import { openPage } from '../support/open-page.ts'

let app: VueWrapper
beforeEach(() => { api.use(...handlers(mockState())) })
afterEach(() => { app.unmount() })
const until = (holds: () => unknown) => vi.waitUntil(holds, { timeout: 60_000, interval: 5 })
async function open(path = '/over-limit', role: 'lead' | 'rep' = 'lead'): Promise<void> {
  ({ app } = await openPage(path, { role }))
}

test('a rep has no way to it, and is told so', async () => {
  api.use(http.get('/api/team/over-limit', () => HttpResponse.json({ code: 'not-allowed', message: '不行' }, { status: 403 })))
  await open('/over-limit', 'rep')
  await until(() => document.querySelector('[role=alert] p')?.textContent?.includes('你的身份不能看这一页'))
})

test('says who contacted whom, when, how, why and what was exceeded; leads to the customer', async () => {
  await open()
  await until(() => document.querySelectorAll('.windowed > li').length === 2)
  const [sent, byHand] = [...document.querySelectorAll('.windowed > li')]
  expect(sent!.textContent).toMatch(/客户约的陈晓.*在这里发的30 天内已主动联系 2 次/)
  expect(byHand!.textContent).toMatch(/急事.*电话，事后记的$/)
  expect(document.querySelector('[role=status]')?.textContent).toBe('近 30 天 2 次，都写了原因')
  expect(sent!.querySelector('a')?.getAttribute('href')).toBe(`#/customer/${aSidebar().profile.externalUserId}`)
})

test('nobody exceeded anything: says so', async () => {
  api.use(http.get('/api/team/over-limit', () => HttpResponse.json({ items: [], nextCursor: null, total: 0 })))
  await open()
  await until(() => document.body.textContent?.includes('近 30 天没有人超出次数联系客户。'))
})

test('is one tap from 我 for a lead', async () => {
  await open('/me')
  await until(() => document.querySelector('a[href="#/over-limit"]'))
})
