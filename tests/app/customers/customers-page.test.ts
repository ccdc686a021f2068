import { flushPromises, type VueWrapper } from '@vue/test-utils'
import { http, HttpResponse } from 'msw'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Router } from 'vue-router'
import type { CustomerRow } from '../../../contract/customers.schema.ts'
import type { CustomerId } from '../../../contract/ids.ts'
import type { SyncProgress } from '../../../contract/team.schema.ts'
import type { FoundOrder } from '../../../contract/orders.schema.ts'
import { anOrder } from '../../../mock/api/sample.ts'
import { until } from '../../support/app-customer.ts'
import { aProfile, aSidebar } from '../../support/a-sidebar.ts'
import { api } from '../support/api.ts'
import { openPage } from '../support/open-page.ts'

class QuietObserver { observe() {} disconnect() {} }

let app: VueWrapper
let router: Router
async function open(...options: Parameters<typeof openPage>): Promise<void> {
  ({ app, router } = await openPage(...options))
}
beforeEach(() => {
  vi.stubGlobal('IntersectionObserver', QuietObserver)
  sessionStorage.setItem('zhike-sign-in-tried', '1')
  api.use(http.get('/api/sync', () => HttpResponse.json({ status: 'done', startedAt: null, finishedAt: null, repsDone: 1, repsTotal: 1, customers: 1, failure: null } satisfies SyncProgress)))
  api.use(http.get('/api/team/unattended', () => HttpResponse.json({ items: [] })))
})
afterEach(() => {
  app.unmount()
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
  window.scrollTo(0, 0)
})

const names = () => [...document.querySelectorAll('.line-name')].map(name => name.textContent)
const text = (selector: string) => document.querySelector(selector)?.textContent
const page = (items: CustomerRow[], nextCursor: string | null = null, total = items.length) => HttpResponse.json({ items, nextCursor, total })
const refuse = (code: string, status: number) => HttpResponse.json({ code, message: '不行' }, { status })
function aRow(at: number, changes: Partial<CustomerRow> = {}): CustomerRow {
  const { avatarUrl, tier, scene, oneToOne, lifetimeSpendFen, lastOrderAt, lastTouchAt, addedAt, ownerName, isFollowedByMe, lostAt } = aProfile()
  return {
    externalUserId: `wm${at}` as CustomerId, name: `客户${at}`, remark: '', avatarUrl, tier, scene, oneToOne, lifetimeSpendFen, lastOrderAt, lastTouchAt, addedAt, ownerName, isFollowedByMe, lostAt, ...changes,
  }
}
function type(word: string): void {
  const field = document.querySelector<HTMLInputElement>('.find-field')!
  field.value = word
  field.dispatchEvent(new Event('input'))
}
/** Scrolls as a browser does: happy-dom has no layout, so the list says where it is by what was scrolled. */
async function scrollTo(px: number): Promise<void> {
  vi.spyOn(HTMLUListElement.prototype, 'getBoundingClientRect').mockImplementation(() => ({ top: -px }) as DOMRect)
  window.dispatchEvent(new Event('scroll'))
  await flushPromises()
}
const bodyOf = async (request: Request) => await request.json() as { q: string, cursor?: string }

describe('when the list can\'t be read', () => {
  test.each([
    ['database-away', 503, '知客的服务器没有回应'], ['not-allowed', 403, '你的身份不能看这一页'], ['not-signed-in', 401, '登录过期了'],
  ])('%s is said in words with one thing to do', async (code, status, words) => {
    api.use(http.post('/api/customers/search', () => refuse(code, status)))
    await open('/customers')
    await until(() => text('[role=alert] p')?.includes(words))
    expect(document.querySelectorAll('[role=alert] button')).toHaveLength(1)
  })

  test('the network being away is said, and the list is read by itself when it is back', async () => {
    let isAway = true
    const online = vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(false)
    api.use(http.post('/api/customers/search', () => isAway ? HttpResponse.error() : page([aRow(1)])))
    await open('/customers')
    await until(() => text('[role=alert] p')?.includes('网络断开了'))
    isAway = false
    online.mockReturnValue(true)
    window.dispatchEvent(new Event('online'))
    await until(() => names().length === 1)
  })

  test('a later page that fails keeps what is there, and one tap reads on', async () => {
    let isAway = true
    api.use(http.post('/api/customers/search', async ({ request }) => {
      const { cursor } = await bodyOf(request)
      return !cursor ? page([aRow(1)], 'two', 2) : isAway ? refuse('database-away', 503) : page([aRow(2)], null, 2)
    }))
    await open('/customers')
    await until(() => text('.list-body [role=alert]'))
    expect(names()).toEqual(['客户1'])
    isAway = false
    document.querySelector<HTMLElement>('[role=alert] button')!.click()
    await until(() => names().length === 2)
  })
})

describe('search', () => {
  test('shows the answer to the last word, whatever comes late, and keeps what is typed out of URLs', async () => {
    const waiting = new Map<string, () => void>()
    const urls: string[] = []
    api.use(http.post('/api/customers/search', async ({ request }) => {
      urls.push(request.url)
      const { q } = await bodyOf(request)
      if (q === '') return page([aRow(1)])
      await new Promise<void>(go => waiting.set(q, go))
      return page([aRow(1, { name: `找到的${q}` })])
    }))
    await open('/customers')
    await until(() => names().length === 1)
    type('王')
    await until(() => waiting.has('王'))
    type('王敏')
    await until(() => waiting.has('王敏'))
    waiting.get('王敏')!()
    await until(() => names()[0] === '找到的王敏')
    waiting.get('王')!()
    await flushPromises()
    expect(names()).toEqual(['找到的王敏'])
    expect([...urls, router.currentRoute.value.fullPath].filter(url => decodeURIComponent(url).includes('王'))).toEqual([])
  })

  test('asks once for what was typed in one go', async () => {
    const asked: string[] = []
    api.use(http.post('/api/customers/search', async ({ request }) => {
      asked.push((await bodyOf(request)).q)
      return page([aRow(1)])
    }))
    await open('/customers')
    for (const word of ['1', '13', '138', '1380']) type(word)
    await until(() => asked.includes('1380'))
    expect(asked).toEqual(['', '1380'])
  })

  test('that finds nobody says what else can be typed and leads back to everybody', async () => {
    api.use(http.post('/api/customers/search', async ({ request }) => page((await bodyOf(request)).q ? [] : [aRow(1)])))
    await open('/customers')
    type('没有这个人')
    await until(() => text('.state p')?.includes('没有找到“没有这个人”'))
    document.querySelector<HTMLElement>('.state button')!.click()
    await until(() => names().length === 1)
    expect(document.querySelector<HTMLInputElement>('.find-field')!.value).toBe('')
  })
})

describe('a list of 5,000', () => {
  const all = Array.from({ length: 5_000 }, (_, at) => aRow(at))

  test('has at most 60 rows in the page, at its beginning, middle and end', async () => {
    api.use(http.post('/api/customers/search', () => page(all)))
    await open('/customers')
    await until(() => names().length > 0)
    expect(text('.list-top .count-row')).toBe('共 5,000 位最近有往来的在前')
    for (const [px, expected] of [[0, '客户0'], [150_000, '客户2500'], [5_000 * 60 - 600, '客户4999']] as const) {
      await scrollTo(px)
      expect(names()).toContain(expected)
      expect(names().length).toBeLessThanOrEqual(60)
    }
  })

  test('reads the next page when its end comes near, each once', async () => {
    const cursors: (string | undefined)[] = []
    api.use(http.post('/api/customers/search', async ({ request }) => {
      const { cursor } = await bodyOf(request)
      cursors.push(cursor)
      const from = Number(cursor ?? 0)
      return page(all.slice(from, from + 60), String(from + 60), 5_000)
    }))
    await open('/customers')
    await until(() => names().length > 0)
    expect(cursors).toEqual([undefined])
    await scrollTo(50 * 60)
    await until(() => cursors.length === 2)
    await scrollTo(62 * 60)
    await until(() => names().includes('客户65'))
    expect(cursors).toEqual([undefined, '60'])
  })
})

test('a customer is opened in the app, and the way back finds the list and the word as they were left, without asking again', async () => {
  let asked = 0
  api.use(
    http.post('/api/customers/search', () => { asked++; return page([aRow(1)]) }),
    http.get('/api/customers/:id/sidebar', () => HttpResponse.json(aSidebar('nothing_due'))),
  )
  await open('/customers')
  type('王姐')
  await until(() => asked === 2 && names().length === 1)
  document.querySelector<HTMLElement>('.line-main')!.click()
  await until(() => text('.who-name') === '王姐')
  expect(router.currentRoute.value.fullPath).toBe('/customer/wm1')
  expect(text('.fv-bar [data-do=open-chat]')).toBe('打开聊天')
  document.querySelector<HTMLElement>('[data-do=go-back]')!.click()
  await until(() => names().length === 1)
  expect(document.querySelector<HTMLInputElement>('.find-field')!.value).toBe('王姐')
  expect(asked).toBe(2)
})

test('the name comes first, two facts beside it, the rest below', async () => {
  api.use(http.post('/api/customers/search', () => page([aRow(1, { remark: '王姐', lostAt: '2026-05-13T03:00:00.000Z' }), aRow(2, { lifetimeSpendFen: 0, lastOrderAt: null, lastTouchAt: null, oneToOne: false, tier: 'new' })])))
  await open('/customers')
  await until(() => names().length === 2)
  const lines = [...document.querySelectorAll('.line-main')].map(line => [...line.querySelectorAll('.line-head > *, .dotted > *')].map(part => part.textContent))
  expect(lines[0]).toEqual(['王姐', 'VIP', '1V1', '2天前删了我', '¥38,600', '12天前下单', '12天前联系'])
  expect(lines[1]).toEqual(['客户2', '新', '没有订单', '还没联系过'])
})

test('a lead opens chats of own contacts only', async () => {
  api.use(http.post('/api/customers/search', () => page([aRow(1), aRow(2, { isFollowedByMe: false })])))
  await open('/customers', { role: 'lead' })
  await until(() => names().length === 2)
  expect([...document.querySelectorAll('.line')].map(line => line.querySelector('.line-do') !== null)).toEqual([true, false])
})

test('the chat is opened from the row; a client that can\'t is said', async () => {
  const openChat = vi.fn(async () => false)
  api.use(http.post('/api/customers/search', () => page([aRow(7)])))
  await open('/customers', { bridge: { openChat } })
  await until(() => names().length === 1)
  document.querySelector<HTMLElement>('.line-do')!.click()
  await until(() => text('.toast')?.includes('没能打开聊天'))
  expect(openChat).toHaveBeenCalledWith('wm7')
})

describe('while customers are being synchronised', () => {
  const progress: SyncProgress = { status: 'running', startedAt: null, finishedAt: null, repsDone: 3, repsTotal: 6, customers: 412, failure: null }

  test('a lead sees how far it is, and the list is read again at the end', async () => {
    let sync = progress
    let isDone = false
    api.use(http.get('/api/sync', () => HttpResponse.json(sync)), http.post('/api/customers/search', () => page(isDone ? [aRow(1)] : [])))
    await open('/customers', { role: 'lead' })
    await until(() => text('.due-line') === '正在同步客户：3/6 位销售，已到 412 位')
    isDone = true
    sync = { ...progress, status: 'done' }
    await until(() => names().length === 1)
    expect(document.querySelector('.due-line')).toBeNull()
  })

  test('a rep, whom the server would not tell, is not asked for', async () => {
    api.use(http.post('/api/customers/search', () => page([])))
    await open('/customers')
    await until(() => text('.state p')?.includes('名下还没有客户'))
    expect(document.querySelector('.due-line')).toBeNull()
  })
})

describe('an order number in the search', () => {
  const hit: FoundOrder = { order: anOrder({ orderNo: '2930679858170647' }), customer: { externalUserId: 'wm7' as CustomerId, name: '立夏', remark: '夏姐' } }

  test('shows which order it is, whose, and opens that customer; a name asks for no orders', async () => {
    const asked: string[] = []
    api.use(
      http.post('/api/customers/search', () => page([aRow(7)])),
      http.post('/api/orders/search', async ({ request }) => { asked.push((await bodyOf(request)).q); return HttpResponse.json({ items: [hit] }) }),
    )
    await open('/customers')
    await until(() => names().length === 1)
    type('小满')
    await until(() => text('.count')?.includes('找到'))
    type('58170647')
    await until(() => text('.order-hits')?.includes('夏姐'))
    expect(text('.order-hits')).toContain('…58170647')
    expect(asked).toEqual(['58170647'])
    expect(document.querySelector('.order-hits a')?.getAttribute('href')).toContain('/customer/wm7')
    type('')
    await until(() => !document.querySelector('.order-hits'))
  })

  test('leaves the customers alone when orders can\'t be searched', async () => {
    api.use(http.post('/api/customers/search', () => page([aRow(7)])), http.post('/api/orders/search', () => refuse('database-away', 503)))
    await open('/customers')
    type('58170647')
    await until(() => text('.count')?.includes('找到') && names().length === 1)
    expect(document.querySelector('.order-hits')).toBeNull()
  })
})
