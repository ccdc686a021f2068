import type { VueWrapper } from '@vue/test-utils'
import { http, HttpResponse } from 'msw'
import type { Router } from 'vue-router'
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
async function open(path = '/over-limit', role: 'lead' | 'rep' = 'lead'): Promise<{ router: Router }> {
  const opened = await openPage(path, { role })
  app = opened.app
  return opened
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

test('keeps to one member and one reason, in the query and in the address, and says how many each has', async () => {
  const asked: string[] = []
  const [wu, chen] = [{ byUserId: 'rep-wu', byName: '吴敏' }, { byUserId: 'rep-chen', byName: '陈晓' }]
  const counts = [{ ...wu, reason: 'urgent', count: 1_200 }, { ...wu, reason: 'other', count: 3 }, { ...chen, reason: 'urgent', count: 2 }]
  api.use(http.get('/api/team/over-limit', ({ request }) => {
    const { searchParams } = new URL(request.url)
    asked.push(searchParams.toString())
    const isNone = searchParams.get('member') === 'rep-chen' && searchParams.get('reason') === 'other'
    const item = { id: 'o1', at: '2026-05-03T03:00:00.000Z', ...wu, customerId: 'wm1', customerName: '王姐', channel: 'call', kind: 'by_hand', reason: 'urgent', warning: null }
    return HttpResponse.json({ items: isNone ? [] : [item], nextCursor: null, total: isNone ? 0 : 1, counts })
  }))
  const { router } = await open('/over-limit?reason=nonsense')
  const chips = () => [...document.querySelectorAll('.team-filter .chip')].map(chip => `${chip.textContent?.trim()}${chip.getAttribute('aria-pressed') === 'true' ? '*' : ''}`)
  const tap = (words: string) => [...document.querySelectorAll<HTMLElement>('.team-filter .chip')].find(chip => chip.textContent?.includes(words))!.click()
  await until(() => chips().length === 4)
  expect(chips()).toEqual(['吴敏 1,203', '陈晓 2', '急事 1,202', '其他 3'])
  tap('陈晓')
  await until(() => asked.includes('member=rep-chen') && chips()[1] === '陈晓 2*')
  expect([chips(), router.currentRoute.value.fullPath]).toEqual([['吴敏 1,203', '陈晓 2*', '急事 2', '其他 0'], '/over-limit?member=rep-chen'])
  tap('其他')
  await until(() => document.body.textContent?.includes('近 30 天没有这样的联系。'))
  expect([asked.at(-1), router.currentRoute.value.query]).toEqual(['member=rep-chen&reason=other', { member: 'rep-chen', reason: 'other' }])
  ;[...document.querySelectorAll('button')].find(each => each.textContent?.includes('看全部'))!.click()
  await until(() => document.querySelectorAll('.windowed > li').length === 1 && router.currentRoute.value.fullPath === '/over-limit')
})

test('nobody exceeded anything: says so', async () => {
  api.use(http.get('/api/team/over-limit', () => HttpResponse.json({ items: [], nextCursor: null, total: 0, counts: [] })))
  await open()
  await until(() => document.body.textContent?.includes('近 30 天没有人超出次数联系客户。'))
})

test('is one tap from 我 for a lead', async () => {
  await open('/me')
  await until(() => document.querySelector('a[href="#/over-limit"]'))
})
