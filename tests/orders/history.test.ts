import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Order, OrderRhythm } from '../../contract/orders.schema.ts'
import { settleOrders } from '../../server/orders/customer-orders.ts'
import { importFiles } from '../../server/orders/import-files.ts'
import { rhythmView, type PurchaseDay } from '../../server/orders/rhythm.rules.ts'
import { aCustomer, anOrder, aRep } from '../support/factories.ts'
import { testServer, type TestServer } from '../support/test-server.ts'
import { aTaobaoOrder, csvBytes, headerOf, rowOf } from './fixtures/write.ts'

let server: TestServer
let count = 0
let customer = ''
beforeAll(async () => {
  server = await testServer()
  await aRep(server.db, { userId: 'operator-he', role: 'operator' })
  await aRep(server.db, { userId: 'rep-chen', name: '陈晓' })
  await aRep(server.db, { userId: 'rep-zhou' })
})
afterAll(() => server.close())
beforeEach(async () => {
  count += 1
  customer = await aCustomer(server.db, { externalUserId: `wmHistory${count}`, followedBy: ['rep-chen'] })
  const { vault } = server.context
  await server.db.insertInto('followPhone').values({ externalUserId: customer, userId: 'rep-chen', phoneHash: vault.hashPhone(phoneOf()), phoneCipher: vault.seal(phoneOf()), lastFour: '0000' }).execute()
})

const phoneOf = (): string => `1861000${String(count).padStart(4, '0')}`
const orders = async (): Promise<Order[]> => (await server.as('rep-chen')('GET', `/api/customers/${customer}/orders`)).json<{ items: Order[] }>().items
const rhythm = async (as = 'rep-chen') => (await server.as(as)('GET', `/api/customers/${customer}/orders/rhythm`)).json<OrderRhythm>()
async function importOrder(refund: string, row: Parameters<typeof aTaobaoOrder>[0] = {}): Promise<void> {
  const columns = headerOf('taobao_order')
  const filled = aTaobaoOrder({ 订单编号: `="${71000000000 + count}"`, 联系手机: phoneOf(), 买家会员名: `buyer${count}`, 买家实际支付金额: '300.50', 订单状态: '交易成功', 订单创建时间: '2026-05-01 10:00:00', 订单付款时间: '2026-05-01 10:01:00', ...row })
  await importFiles(server.context, { userId: 'operator-he', files: [{ name: 'a.csv', bytes: csvBytes([[...columns, '退款金额'], [...rowOf(columns, filled), refund]]) }] })
}
async function bought(paidAt: string, paidFen: number, row: object = {}): Promise<void> {
  await anOrder(server.db, { externalUserId: customer, matchedBy: 'phone', paidAt: new Date(paidAt), paidFen, purpose: 'self', purposeBy: 'rep-chen', ...row })
  await server.db.transaction().execute(trx => settleOrders(trx, [], [customer], server.context.clock.now()))
}

describe('a history that is never wrong', () => {
  test('dates a refund by when a later export first told of it, and to the fen', async () => {
    await importOrder('无退款申请')
    server.setNow('2026-06-16T10:00:00+08:00')
    await importOrder('100.05')
    const [order] = await orders()
    expect(order).toMatchObject({ paidFen: 30_050, refundFen: 10_005, refundSeenAt: '2026-06-16T02:00:00.000Z', state: 'completed' })
    server.setNow('2026-06-17T10:00:00+08:00')
    await importOrder('100.05')
    expect((await orders())[0]?.refundSeenAt).toBe('2026-06-16T02:00:00.000Z')
    const entries = (await server.as('rep-chen')('GET', `/api/customers/${customer}/timeline`)).json<{ items: { kind: string, at: string }[] }>().items
    expect(entries.find(({ kind }) => kind === 'refund')?.at).toBe('2026-06-16T02:00:00.000Z')
    server.setNow('2026-06-15T10:00:00+08:00')
  })

  test('knows no day of a refund that came with the order', async () => {
    await importOrder('100.05')
    expect((await orders())[0]).toMatchObject({ refundFen: 10_005, refundSeenAt: null })
  })

  test('keeps the correction of whom it was for, whatever a newer export says', async () => {
    await importOrder('无退款申请', { 买家留言: '给妈妈的' })
    const [order] = await orders()
    expect(order).toMatchObject({ use: 'relative', useReason: '备注写着「给妈妈」' })
    await server.as('rep-chen')('PATCH', `/api/customers/${customer}/orders/${order!.orderId}`, { use: 'self', note: '她自己吃' })
    await importOrder('50.00', { 买家留言: '给妈妈的' })
    expect((await orders())[0]).toMatchObject({ use: 'self', useReason: '陈晓更正：她自己吃', refundFen: 5_000 })
  })
})

describe('money and rhythm over time', () => {
  test('are for who sees the customer only', async () => {
    expect((await server.as('rep-zhou')('GET', `/api/customers/${customer}/orders/rhythm`)).json()).toMatchObject({ code: 'customer-not-found' })
  })

  test('without an order are six empty months and an unknown next purchase', async () => {
    const { months, next, days, earlierFen } = await rhythm()
    expect(months.map(({ month }) => month)).toEqual(['2026-01', '2026-02', '2026-03', '2026-04', '2026-05', '2026-06'])
    expect(next).toEqual({ kind: 'unknown', reason: '还没买过，买过两次才看得出多久买一次' })
    expect([days, earlierFen]).toEqual([[], 0])
  })

  test('count by the company\'s day and month over all channels, net of refunds; presents are marked and start no clock', async () => {
    await bought('2026-03-31T23:59:00+08:00', 30_000)
    await bought('2026-04-30T16:30:00Z', 50_000, { platform: 'jd', refundFen: 20_000 })
    await bought('2026-05-20T10:00:00+08:00', 90_000, { purpose: 'gift' })
    const { months, days, next } = await rhythm()
    expect(months.filter(({ netFen }) => netFen > 0)).toEqual([{ month: '2026-03', netFen: 30_000, orders: 1 }, { month: '2026-05', netFen: 120_000, orders: 2 }])
    expect(days).toEqual([{ day: '2026-03-31', netFen: 30_000, isGift: false }, { day: '2026-05-01', netFen: 30_000, isGift: false }, { day: '2026-05-20', netFen: 90_000, isGift: true }])
    expect(next).toMatchObject({ kind: 'expected', gaps: 1 })
    expect(next.reason).toContain('自己吃的买过 2 次')
  })

  test('say once that a single own purchase tells nothing yet', async () => {
    await bought('2026-05-20T10:00:00+08:00', 90_000)
    expect((await rhythm()).next).toEqual({ kind: 'unknown', reason: '自己吃的只买过一次，买过两次才看得出多久买一次' })
  })
})

describe('the view of a rhythm', () => {
  const today = '2026-06-15'
  const dayBack = (back: number): string => new Date(Date.UTC(2026, 5, 15) - back * 86_400_000).toISOString().slice(0, 10)
  const history = fc.uniqueArray(fc.record({ back: fc.integer({ min: 0, max: 1500 }), netFen: fc.integer({ min: 1, max: 1e7 }), orders: fc.integer({ min: 1, max: 3 }), isGift: fc.boolean() }), { maxLength: 40, selector: ({ back }) => back })
    .map(days => days.sort((a, b) => b.back - a.back).map(({ back, ...day }): PurchaseDay => ({ day: dayBack(back), ...day })))

  test('loses no fen and no month, and says an expected range only with two own purchases, after the last of them', () => {
    fc.assert(fc.property(history, (days) => {
      const view = rhythmView({ days, today, priorGapDays: 45, shopSpread: null })
      const total = days.reduce((sum, { netFen }) => sum + netFen, 0)
      expect(view.months.reduce((sum, { netFen }) => sum + netFen, view.earlierFen)).toBe(total)
      expect(view.months.length >= 6 && view.months.length <= 24 && view.months.at(-1)?.month === '2026-06').toBe(true)
      const numbers = view.months.map(({ month }) => Number(month.slice(0, 4)) * 12 + Number(month.slice(5)))
      expect(numbers.every((number, at) => at === 0 || number === numbers[at - 1]! + 1)).toBe(true)
      const own = days.filter(({ isGift }) => !isGift)
      expect(view.next.kind).toBe(own.length < 2 ? 'unknown' : 'expected')
      if (view.next.kind !== 'expected') return
      expect(view.next.from > own.at(-1)!.day && view.next.from < view.next.to).toBe(true)
      expect(view.next.isOverdue).toBe(today > view.next.to)
      expect(view.next.reason).toContain(`${own.length} 次`)
    }))
  })
})
