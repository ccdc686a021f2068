import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Order } from '../../contract/orders.schema.ts'
import { settleOrders } from '../../server/orders/customer-orders.ts'
import { aLead, anOrder, aRep } from '../support/factories.ts'
import type { TestServer } from '../support/test-server.ts'
import { twoCustomers, twoOwnersServer } from '../support/two-owners.ts'

let server: TestServer
let count = 0
/** Each test has customers, orders and a member of its own. */
let rep = ''
let mine = ''
let others = ''

beforeAll(async () => { server = await twoOwnersServer() })
afterAll(() => server.close())
beforeEach(async () => {
  count += 1
  ;({ rep, mine, others } = await twoCustomers(server.db, count))
})

const waiting = (orderNo: string, row: Partial<Parameters<typeof anOrder>[1]> = {}) =>
  anOrder(server.db, { externalUserId: null, orderNo, phoneLastFour: '1234', paidFen: 60_000, ...row })
const bind = (orderNo: string, lastFour = '1234', more: object = {}, id = mine, as = rep) => server.as(as)('POST', `/api/customers/${id}/orders/bind`, { orderNo, lastFour, ...more })
const release = (orderId: string, id = mine, as = rep) => server.as(as)('DELETE', `/api/customers/${id}/orders/${orderId}/bind`)
const stored = (id: string) => server.db.selectFrom('order').selectAll().where('id', '=', Number(id)).executeTakeFirstOrThrow()
const figures = (id: string) => server.db.selectFrom('customer').select(['lifetimeSpendFen', 'orderCount']).where('externalUserId', '=', id).executeTakeFirstOrThrow()
const audits = async (action: string) => (await server.db.selectFrom('audit').selectAll().where('action', '=', action).where('userId', '=', rep).execute()).length

describe('an order is not bound', () => {
  test('by an operator, or to a customer out of scope', async () => {
    await waiting('B1000001')
    expect((await bind('B1000001', '1234', {}, mine, 'operator-he')).json()).toMatchObject({ code: 'not-allowed' })
    expect((await bind('B1000001', '1234', {}, others)).json()).toMatchObject({ code: 'customer-not-found' })
    expect((await stored((await server.db.selectFrom('order').select('id').where('orderNo', '=', 'B1000001').executeTakeFirstOrThrow()).id.toString())).externalUserId).toBeNull()
  })

  test('when nothing has that number, when the digits do not fit, and says how often one may still try', async () => {
    await waiting('B1000002')
    const nothing = await bind('B9999999')
    expect([nothing.statusCode, nothing.json()]).toMatchObject([404, { code: 'not-found', message: expect.stringContaining('还能试 4 次') as string }])
    const misfit = await bind('B1000002', '4321')
    expect([misfit.statusCode, misfit.json()]).toMatchObject([422, { code: 'digits-do-not-fit', message: expect.stringContaining('还能试 3 次') as string }])
  })

  test('when it is somebody else\'s, without telling whose', async () => {
    await waiting('B1000003', { externalUserId: others, matchedBy: 'phone' })
    const taken = await bind('B1000003')
    expect([taken.statusCode, taken.json()]).toMatchObject([409, { code: 'order-taken' }])
    expect(taken.body).not.toMatch(/立夏|周航|wmOther/)
    // Who does not know the digits does not even learn that somebody has it.
    expect((await bind('B1000003', '9999')).json()).toMatchObject({ code: 'digits-do-not-fit' })
  })

  test('when the export has no phone to compare with', async () => {
    await waiting('B1000004', { phoneLastFour: null })
    expect((await bind('B1000004')).json()).toMatchObject({ code: 'state-conflict', message: expect.stringMatching(/没有收货手机[^]*还能试 4 次/) as string })
    // It tells that the order exists: a try like another.
    expect(await audits('order-bind-missed')).toBe(1)
  })

  test.each([['', '1234'], ['订单号', '1234'], ['B1000005', '12a4'], ['B1000005', '123456']])('where %j with %j is no number and tail', async (orderNo, lastFour) => {
    const reply = await bind(orderNo, lastFour)
    expect([400, 422]).toContain(reply.statusCode)
    expect(await audits('order-bind-missed')).toBe(0)
  })

  test('after five misses in ten minutes, and then not even rightly; after that it is', async () => {
    await waiting('B1000006')
    server.setNow('2026-06-15T10:00:00+08:00')
    for (const lastFour of ['0001', '0002', '0003', '0004', '0005']) expect((await bind('B1000006', lastFour)).json()).toMatchObject({ code: 'digits-do-not-fit' })
    server.setNow('2026-06-15T10:03:00+08:00')
    const stopped = await bind('B1000006')
    expect([stopped.statusCode, stopped.json()]).toMatchObject([429, { message: expect.stringContaining('请 7 分钟后再试') as string }])
    // Another member is stopped at this order, and at no other.
    await server.db.insertInto('follow').values({ externalUserId: mine, userId: 'rep-other', addedAt: server.context.clock.now(), addWay: 1, syncedAt: server.context.clock.now() }).execute()
    await waiting('B1000016')
    expect((await bind('b1000006', '0006', {}, mine, 'rep-other')).json()).toMatchObject({ code: 'too-many-requests', message: expect.stringContaining('包括同事试的') as string })
    expect((await bind('B1000016', '0006', {}, mine, 'rep-other')).json()).toMatchObject({ code: 'digits-do-not-fit' })
    server.setNow('2026-06-15T10:10:00+08:00')
    expect((await bind('B1000006')).statusCode).toBe(200)
    server.setNow('2026-06-15T10:00:00+08:00')
  })

  test('by guessing at the same time: twenty tries side by side are weighed one after the other', async () => {
    await waiting('B1000007')
    const replies = await Promise.all(Array.from({ length: 20 }, (_, at) => bind('B1000007', String(2000 + at))))
    expect(replies.filter(({ statusCode }) => statusCode === 422)).toHaveLength(5)
    expect(replies.filter(({ statusCode }) => statusCode === 429)).toHaveLength(15)
  })
})

describe('an order that is bound', () => {
  test('stands in her history with figures, plan and audit in the same moment, marked as by hand', async () => {
    const id = await waiting('B2000001', { recipientMasked: '王** ****1234' })
    const reply = await bind(' ｂ2000001 '.replace('ｂ', 'Ｂ'), '138 0000 1234')
    expect([reply.statusCode, reply.json<Order>()]).toMatchObject([200, { orderId: id, matchedBy: 'hand', recipient: '王** ****1234' }])
    expect(await figures(mine)).toEqual({ lifetimeSpendFen: 60_000, orderCount: 1 })
    expect(await audits('order-bound')).toBe(1)
    const list = (await server.as(rep)('GET', `/api/customers/${mine}/orders`)).json<{ items: Order[] }>()
    expect(list.items.map(({ orderId }) => orderId)).toEqual([id])
  })

  test('once more is the same order and no second audit', async () => {
    const id = await waiting('B2000002')
    const [first, second] = [await bind('B2000002'), await bind('B2000002')]
    expect([first.json<Order>().orderId, second.json<Order>().orderId]).toEqual([id, id])
    expect(await audits('order-bound')).toBe(1)
    expect(await figures(mine)).toMatchObject({ orderCount: 1 })
  })

  test('of several platforms is the one that is named; before that nothing is written', async () => {
    const taobao = await waiting('32000030')
    await waiting('32000030', { platform: 'jd', shop: '京东店' })
    const unclear = await bind('32000030')
    expect([unclear.statusCode, unclear.json()]).toMatchObject([409, { code: 'order-ambiguous', details: [{ platform: 'taobao', shop: '滋补旗舰店' }, { platform: 'jd', shop: '京东店' }] }])
    expect((await stored(taobao)).externalUserId).toBeNull()
    expect((await bind('32000030', '1234', { platform: 'jd', shop: '京东店' })).json()).toMatchObject({ platform: 'jd' })
    expect((await stored(taobao)).externalUserId).toBeNull()
  })

  test('of several platforms needs no choice where the digits leave one', async () => {
    await waiting('32000040', { phoneLastFour: '9876' })
    const jd = await waiting('32000040', { platform: 'jd' })
    expect((await bind('32000040')).json<Order>().orderId).toBe(jd)
  })

  test('teaches neither the buyer\'s account nor the phone: other orders of them keep waiting', async () => {
    const { vault } = server.context
    const keys = { buyerId: `buyer-${count}`, phoneHash: vault.hashPhone(`1880000${String(count).padStart(4, '0')}`) }
    await waiting('B2000005', keys)
    const other = await waiting('B2000006', keys)
    await bind('B2000005')
    await server.db.transaction().execute(trx => settleOrders(trx, [Number(other)], [], server.context.clock.now()))
    expect((await stored(other)).externalUserId).toBeNull()
    expect(await server.db.selectFrom('buyerIdentity').selectAll().where('buyerId', '=', keys.buyerId).execute()).toEqual([])
  })
})

describe('a released order', () => {
  test('waits again, gives its money back, and releasing it twice is harmless', async () => {
    const id = await waiting('B3000001')
    await bind('B3000001')
    expect((await release(id)).statusCode).toBe(204)
    expect((await release(id)).statusCode).toBe(204)
    expect(await stored(id)).toMatchObject({ externalUserId: null, matchedBy: null })
    expect(await figures(mine)).toEqual({ lifetimeSpendFen: 0, orderCount: 0 })
    expect(await audits('order-unbound')).toBe(1)
  })

  test('goes to whom a key leads that appeared meanwhile', async () => {
    const { vault } = server.context
    const phone = `1770000${String(count).padStart(4, '0')}`
    const id = await waiting('B3000002', { phoneHash: vault.hashPhone(phone) })
    await bind('B3000002')
    await server.db.insertInto('followPhone').values({ externalUserId: others, userId: 'rep-other', phoneHash: vault.hashPhone(phone), phoneCipher: vault.seal(phone), lastFour: '1234' }).execute()
    await release(id)
    expect(await stored(id)).toMatchObject({ externalUserId: others, matchedBy: 'phone' })
    expect(await figures(others)).toEqual({ lifetimeSpendFen: 60_000, orderCount: 1 })
    expect(await figures(mine)).toEqual({ lifetimeSpendFen: 0, orderCount: 0 })
  })

  test('is none of another customer\'s, nor one that is not there', async () => {
    const foreign = await waiting('B3000004', { externalUserId: others, matchedBy: 'hand' })
    expect((await release(foreign)).json()).toMatchObject({ code: 'not-found' })
    expect((await release('999999999')).json()).toMatchObject({ code: 'not-found' })
    expect((await release('x')).json()).toMatchObject({ code: 'not-found' })
  })
})

describe('the search by order number', () => {
  const search = (q: string, as = rep) => server.as(as)('POST', '/api/orders/search', { q })
  const hits = async (q: string, as = rep) => (await search(q, as)).json<{ items: { order: Order, customer: { externalUserId: string, name: string } }[] }>().items

  test('finds the whole number and its end within the scope, and nothing of others or of nobody', async () => {
    const id = await waiting(`F77${count}00654321`, { externalUserId: mine })
    await waiting(`F88${count}00654321`, { externalUserId: others })
    await waiting(`F99${count}00654321`)
    expect((await hits('654321')).map(({ order }) => order.orderId)).toEqual([id])
    expect((await hits(`f77${count}00654321`)).map(({ customer }) => customer)).toEqual([{ externalUserId: mine, name: '小满', remark: '' }])
    expect(await hits('000654321')).toEqual([])
    const lead = await aLead(server.db, { userId: `lead-${count}`, team: [rep] })
    expect(await hits('654321', lead)).toHaveLength(1)
  })

  test('shows an operator no names and no parcel numbers', async () => {
    await waiting('F1000000111222', { externalUserId: mine, logisticsNo: 'SF0001' })
    expect(await hits('111222', 'operator-he')).toMatchObject([{ customer: { name: '小**' }, order: { logistics: { number: '****' } } }])
  })

  test.each(['', '12345', '订单654321', '%54321', '______'])('refuses %j or finds nothing with it', async (q) => {
    const reply = await search(q)
    if (reply.statusCode === 200) expect(reply.json()).toEqual({ items: [] })
    else expect(reply.json()).toMatchObject({ code: 'invalid-value' })
  })
})

describe('an order number', () => {
  test('is not guessed by several members together, side by side; the number itself is not in the record', async () => {
    await waiting('B1000017')
    const members = await Promise.all(Array.from({ length: 10 }, (_, at) => aRep(server.db, { userId: `rep-guess-${at}` })))
    await server.db.insertInto('follow').values(members.map(userId => ({ externalUserId: mine, userId, addedAt: server.context.clock.now(), addWay: 1, syncedAt: server.context.clock.now() }))).execute()
    const replies = await Promise.all(members.map((userId, at) => bind('B1000017', String(3000 + at), {}, mine, userId)))
    expect(replies.filter(({ statusCode }) => statusCode === 422)).toHaveLength(5)
    expect(replies.filter(({ statusCode }) => statusCode === 429)).toHaveLength(5)
    const rows = await server.db.selectFrom('audit').select('details').where('action', '=', 'order-bind-missed').execute()
    expect(JSON.stringify(rows)).not.toContain('1000017')
  })
})
