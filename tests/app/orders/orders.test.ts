import { http, HttpResponse } from 'msw'
import { describe, expect, test, vi } from 'vitest'
import type { OrderId } from '../../../contract/ids.ts'
import type { Order } from '../../../contract/orders.schema.ts'
import { anOrder, aSidebar } from '../../../mock/api/sample.ts'
import { cleanPages, find, openCustomer, openTab, sheet, tap, textOf, toastText, undo, until, untilText } from '../../support/app-customer.ts'
import { api } from '../support/api.ts'

cleanPages()

const order = (at: number, change: Partial<Order> = {}): Order => anOrder({ orderId: String(at) as OrderId, orderNo: `no-${at}`, lines: [{ ...anOrder().lines[0]!, productName: `燕窝${at}号`, quantity: 1 }], ...change })
const withOrders = (orders: Order[]) => aSidebar({ orders: { ...aSidebar().orders, lastFive: orders } })
const five = [1, 2, 3, 4, 5].map(at => order(at))
const pressed = () => [...document.querySelectorAll('.sheet .chip[aria-pressed=true]')].map(chip => chip.textContent)

async function openOrders(sidebar = withOrders(five), prepare?: Parameters<typeof openCustomer>[2], options = {}) {
  const state = await openCustomer(sidebar, options, prepare)
  await openTab('订单')
  return state
}

describe('the list', () => {
  test('begins with totals, average and rhythm, and says what is left as a range', async () => {
    await openOrders()
    expect(textOf('.figures')).toContain('¥38,600共 12 笔，已减退款')
    expect(textOf('.figures')).toContain('¥3,216平均一笔')
    expect(textOf('.figures')).toContain('34 天平时隔多久买')
    expect(textOf('.figures')).toContain('约剩 3–6 天即食燕窝')
  })

  test('reads older orders only when asked, then goes on by itself as the end comes near; appends, and shows none twice', async () => {
    const requests: string[] = []
    await openOrders(withOrders(five), (state) => { state.olderOrders = Array.from({ length: 495 }, (_, at) => order(at + 6)) })
    api.use(http.get('/api/customers/:id/orders', ({ request }) => { requests.push(new URL(request.url).search) }))
    const before = [...document.querySelectorAll('.orders .item')]
    expect(before).toHaveLength(5)
    expect(requests).toEqual([])
    await tap('看更早的')
    // A screen and its margin hold some twenty rows: with twelve ahead two pages are read, and then no more until somebody scrolls.
    await until(() => requests.length === 2 && textOf('.orders').includes('燕窝20号'))
    expect([...document.querySelectorAll('.orders .item')].slice(0, 5)).toEqual(before)
    const shown = [...document.querySelectorAll('.orders .item b')].map(each => each.textContent)
    expect(new Set(shown).size).toBe(shown.length)
    expect(shown.length).toBeLessThan(40)
    expect(find('.orders li')?.getAttribute('aria-setsize')).toBe('-1')
    vi.spyOn(find('.orders .windowed')!, 'getBoundingClientRect').mockReturnValue({ top: -1200 } as DOMRect)
    window.dispatchEvent(new Event('scroll'))
    await until(() => textOf('.orders').includes('燕窝40号'))
    expect(requests).toEqual(['?limit=20', '?limit=20&cursor=20', '?limit=20&cursor=40'])
  })

  test('keeps what it has when older ones can\'t be read, and tries again', async () => {
    await openOrders(withOrders(five), (state) => { state.olderOrders = [order(6)] })
    let isAway = true
    api.use(http.get('/api/customers/:id/orders', () => isAway ? HttpResponse.json({ code: 'database-away', message: '稍后再试。' }, { status: 503 }) : undefined))
    await tap('看更早的')
    await untilText('.orders', '更早的订单没读到，上面的还在。稍后再试。')
    expect(document.querySelectorAll('.orders .item')).toHaveLength(5)
    isAway = false
    await tap('再试一次')
    await untilText('.orders', '燕窝6号')
  })

  test('says so where nothing was bought', async () => {
    await openOrders(aSidebar({ orders: { ...aSidebar().orders, count: 0, lastFive: [] } }))
    expect(textOf('.panel')).toBe('还没有对上这位客户的订单。她报了订单号的话，可以在这里对上。按订单号找')
    expect(find('.charts')).toBeNull()
  })
})

describe('an opened order', () => {
  test('shows lines with specification, quantity and refund, the reason for its use, the masked recipient', async () => {
    const line = { ...anOrder().lines[0]!, refundFen: 10_000 }
    await openOrders(withOrders([order(1, { refundFen: 10_000, lines: [line, { ...line, productName: null, title: '礼袋', spec: '', quantity: 1, paidFen: null, refundFen: 0, isGift: true }] })]))
    find('.orders .item-main')!.click()
    await untilText('.sheet', '即食燕窝')
    expect(sheet()).toContain('70g×6 · 6 件 · 退了 ¥100')
    expect(sheet()).toContain('礼袋金额未分到件规格未知 · 1 件 · 赠品')
    expect(sheet()).toContain('收货人是本人')
    expect(sheet()).toContain('王* 138****1234')
    expect(sheet()).toContain('还剩约剩 3–6 天，6 盒，一天一瓶')
  })

  test('without product data shows what is known and how to get the rest', async () => {
    await openOrders(withOrders([order(1, { lines: [], logistics: null, recipient: null })]))
    expect(textOf('.orders')).toContain('明细未知')
    find('.orders .item-main')!.click()
    await untilText('.sheet', '没有商品明细')
    expect(sheet()).toContain('未知，到平台后台查')
    expect(sheet()).toContain('实付¥1,980')
  })

  test('copies the parcel\'s number', async () => {
    const copy = vi.fn(async () => true)
    await openOrders(withOrders(five), undefined, { bridge: { copy } })
    find('.orders .item-main')!.click()
    await tap('复制单号')
    expect(copy).toHaveBeenCalledWith('SF1234567890')
    expect(toastText()).toBe('单号已复制')
  })
})

describe('the correction of what an order was for', () => {
  test('is one tap, and can be taken back', async () => {
    const state = await openOrders()
    find('.orders .item-main')!.click()
    await tap('送人')
    await until(() => state.sidebar.orders.lastFive[0]?.use === 'gift')
    await untilText('.sheet', '陈晓更正')
    expect(pressed()).toEqual(['送人'])
    await undo()
    await until(() => state.sidebar.orders.lastFive[0]?.use === 'self')
    await until(() => pressed()[0] === '自用')
  })

  test('is put back when the server refuses it, with the server\'s words', async () => {
    await openOrders()
    let answer = () => {}
    api.use(http.patch('/api/customers/:id/orders/:orderId', () => new Promise((resolve) => {
      answer = () => resolve(HttpResponse.json({ code: 'not-allowed', message: '这笔订单你不能改。' }, { status: 403 }))
    })))
    find('.orders .item-main')!.click()
    await tap('送人')
    expect(pressed()).toEqual(['送人'])
    await until(() => { answer(); return toastText() === '这笔订单你不能改。' })
    expect(pressed()).toEqual(['自用'])
    expect(sheet()).toContain('收货人是本人')
  })

  test('works on an order that was read later', async () => {
    const state = await openOrders(withOrders(five), (prepared) => { prepared.olderOrders = [order(6)] })
    await tap('看更早的')
    await untilText('.orders', '燕窝6号')
    document.querySelectorAll<HTMLElement>('.orders .item-main')[5]!.click()
    await tap('给家人')
    await until(() => state.olderOrders[0]?.use === 'relative')
    await until(() => pressed()[0] === '给家人')
  })
})
