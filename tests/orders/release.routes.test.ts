import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Order } from '../../contract/orders.schema.ts'
import { settleOrders } from '../../server/orders/customer-orders.ts'
import { importFiles } from '../../server/orders/import-files.ts'
import { aCustomer, anOrder } from '../support/factories.ts'
import type { TestServer } from '../support/test-server.ts'
import { twoCustomers, twoOwnersServer } from '../support/two-owners.ts'
import { aTaobaoOrder, platformCsv } from './fixtures/write.ts'

let server: TestServer
let count = 0
let rep = ''
let mine = ''
let others = ''
let phone = ''
let made = 0

beforeAll(async () => { server = await twoOwnersServer() })
afterAll(() => server.close())
beforeEach(async () => {
  count += 1
  phone = `1390000${String(count).padStart(4, '0')}`
  ;({ rep, mine, others } = await twoCustomers(server.db, count))
})

const release = (orderId: string, id = mine, as = rep) => server.as(as)('DELETE', `/api/customers/${id}/orders/${orderId}/bind`)
const restore = (orderId: string, id = mine, as = rep) => server.as(as)('POST', `/api/customers/${id}/orders/${orderId}/restore`)
const stored = (id: string) => server.db.selectFrom('order').select(['externalUserId', 'matchedBy']).where('id', '=', Number(id)).executeTakeFirstOrThrow()
const figures = (id: string) => server.db.selectFrom('customer').select(['lifetimeSpendFen', 'orderCount']).where('externalUserId', '=', id).executeTakeFirstOrThrow()
const settle = (...ids: string[]) => server.db.transaction().execute(trx => settleOrders(trx, ids.map(Number), [], server.context.clock.now()))
const hash = (digits = phone) => server.context.vault.hashPhone(digits)
const hasPhone = (externalUserId: string, userId: string) =>
  server.db.insertInto('followPhone').values({ externalUserId, userId, phoneHash: hash(), phoneCipher: server.context.vault.seal(phone), lastFour: phone.slice(-4) }).execute()
const unmatched = (row: Partial<Parameters<typeof anOrder>[1]> = {}) => anOrder(server.db, { externalUserId: null, orderNo: `R${count}-${++made}-00`, paidFen: 60_000, phoneLastFour: phone.slice(-4), ...row })
/** An order that found `mine` by the phone in the remark. */
async function matched(row: Partial<Parameters<typeof anOrder>[1]> = {}): Promise<string> {
  await hasPhone(mine, rep)
  const id = await unmatched({ phoneHash: hash(), ...row })
  await settle(id)
  expect(await stored(id)).toEqual({ externalUserId: mine, matchedBy: 'phone' })
  return id
}
const buyers = (buyerId: string) => server.db.selectFrom('buyerIdentity').select('externalUserId').where('buyerId', '=', buyerId).execute()

describe('an order that matched by itself is not released', () => {
  test('by who does not see the customer, nor twice, nor when it is somebody else\'s', async () => {
    const id = await matched()
    expect((await release(id, mine, 'rep-other')).json()).toMatchObject({ code: 'customer-not-found' })
    expect((await release(id, others, 'rep-other')).json()).toMatchObject({ code: 'not-found' })
    expect((await restore(id, others, 'rep-other')).json()).toMatchObject({ code: 'not-found' })
    expect((await restore('999999999')).json()).toMatchObject({ code: 'not-found' })
    expect((await restore('x')).json()).toMatchObject({ code: 'not-found' })
    expect(await stored(id)).toMatchObject({ externalUserId: mine })
  })
})

describe('an order that is said not to be hers', () => {
  test('waits, takes its money along and is in the audit; the second tap is harmless', async () => {
    const id = await matched()
    expect(await figures(mine)).toEqual({ lifetimeSpendFen: 60_000, orderCount: 1 })
    expect((await release(id)).statusCode).toBe(204)
    expect((await release(id)).statusCode).toBe(204)
    expect(await stored(id)).toEqual({ externalUserId: null, matchedBy: null })
    expect(await figures(mine)).toEqual({ lifetimeSpendFen: 0, orderCount: 0 })
    const audits = await server.db.selectFrom('audit').select(['action', 'externalUserId', 'details']).where('userId', '=', rep).execute()
    expect(audits).toEqual([{ action: 'order-match-refused', externalUserId: mine, details: { orderId: Number(id), matchedBy: 'phone' } }])
  })

  test('is released by an operator too', async () => {
    const id = await matched()
    expect((await release(id, mine, 'operator-he')).statusCode).toBe(204)
    expect(await stored(id)).toMatchObject({ externalUserId: null })
    expect((await restore(id, mine, 'operator-he')).json<Order>()).toMatchObject({ matchedBy: 'phone' })
  })

  test('is not taken by any key again: phone, buyer, WeCom id, unionid', async () => {
    await server.db.updateTable('customer').set({ unionid: `un${count}` }).where('externalUserId', '=', mine).execute()
    const id = await matched({ buyerId: `tb${count}` })
    await release(id)
    await settle(id)
    for (const keys of [{ wecomCustomerId: mine }, { unionid: `un${count}` }]) {
      await server.db.updateTable('order').set(keys).where('id', '=', Number(id)).execute()
      await settle(id)
      expect(await stored(id)).toEqual({ externalUserId: null, matchedBy: null })
    }
    await server.db.insertInto('buyerIdentity').values({ platform: 'taobao', buyerId: `tb${count}`, externalUserId: mine, learntFrom: 'phone', createdAt: server.context.clock.now() }).execute()
    await settle(id)
    expect(await stored(id)).toEqual({ externalUserId: null, matchedBy: null })
  })

  test('stays released when its file is imported anew', async () => {
    await hasPhone(mine, rep)
    const file = (state: string) => [{ name: 'a.csv', bytes: platformCsv('taobao_order', [aTaobaoOrder({ 订单编号: `="19306798${count}0170647"`, 联系手机: phone, 买家会员名: `tb-again-${count}`, 订单状态: state })]) }]
    await importFiles(server.context, { userId: 'operator-he', files: file('卖家已发货，等待买家确认') })
    const { id } = await server.db.selectFrom('order').select('id').where('externalUserId', '=', mine).executeTakeFirstOrThrow()
    await release(String(id))
    expect(await importFiles(server.context, { userId: 'operator-he', files: file('交易成功') })).toMatchObject({ counts: { updated: 1 } })
    expect(await stored(String(id))).toEqual({ externalUserId: null, matchedBy: null })
  })

  test('no longer teaches its buyer: the next order of that account waits for a key of its own', async () => {
    const buyerId = `tb${count}`
    const id = await matched({ buyerId })
    expect(await buyers(buyerId)).toEqual([{ externalUserId: mine }])
    await release(id)
    expect(await buyers(buyerId)).toEqual([])
    const next = await unmatched({ buyerId })
    await settle(next)
    expect(await stored(next)).toMatchObject({ externalUserId: null })
    // By her phone it is hers, but the account is in doubt and stays so.
    const byPhone = await unmatched({ buyerId, phoneHash: hash() })
    await settle(byPhone)
    expect([await stored(byPhone), await buyers(buyerId), await stored(next)]).toEqual([{ externalUserId: mine, matchedBy: 'phone' }, [], { externalUserId: null, matchedBy: null }])
  })

  test('goes to another whom a key leads to, but not because one of two owners of a phone has said no', async () => {
    const id = await matched()
    await hasPhone(others, 'rep-other')
    await release(id)
    expect(await stored(id)).toEqual({ externalUserId: null, matchedBy: null })
    expect((await server.db.selectFrom('orderCandidate').select('externalUserId').where('orderId', '=', Number(id)).execute())).toEqual([{ externalUserId: others }])
    await server.db.deleteFrom('followPhone').where('externalUserId', '=', mine).execute()
    await settle(id)
    expect(await stored(id)).toEqual({ externalUserId: others, matchedBy: 'phone' })
    expect((await restore(id)).json()).toMatchObject({ code: 'state-conflict' })
  })

  test('is no other account\'s of hers either', async () => {
    const second = await aCustomer(server.db, { externalUserId: `wmSecond${count}`, followedBy: [rep] })
    const id = await matched()
    await server.as(rep)('POST', `/api/customers/${mine}/join/${second}`)
    await release(id, second)
    await hasPhone(second, rep)
    await settle(id)
    expect(await stored(id)).toEqual({ externalUserId: null, matchedBy: null })
    expect((await restore(id)).statusCode).toBe(200)
    expect(await stored(id)).toEqual({ externalUserId: mine, matchedBy: 'phone' })
    expect(await figures(second)).toEqual({ lifetimeSpendFen: 60_000, orderCount: 1 })
  })

  test('is hers all the same with its number and the digits, and then stays', async () => {
    const id = await matched({ orderNo: `HAND${count}0001` })
    await release(id)
    const bound = await server.as(rep)('POST', `/api/customers/${mine}/orders/bind`, { orderNo: `HAND${count}0001`, lastFour: phone.slice(-4) })
    expect(bound.json<Order>()).toMatchObject({ orderId: id, matchedBy: 'hand' })
    expect(await server.db.selectFrom('orderRefusal').selectAll().where('orderId', '=', Number(id)).execute()).toEqual([])
  })
})

describe('taking it back', () => {
  test('gives the order, its money, its key and its buyer back, audited; the second time is harmless', async () => {
    const buyerId = `tb${count}`
    const id = await matched({ buyerId })
    await release(id)
    for (let time = 0; time < 2; time++) expect((await restore(id)).json<Order>()).toMatchObject({ orderId: id, matchedBy: 'phone' })
    expect([await stored(id), await figures(mine), await buyers(buyerId)]).toEqual([{ externalUserId: mine, matchedBy: 'phone' }, { lifetimeSpendFen: 60_000, orderCount: 1 }, [{ externalUserId: mine }]])
    expect((await server.db.selectFrom('audit').select('action').where('userId', '=', rep).orderBy('id').execute()).map(({ action }) => action)).toEqual(['order-match-refused', 'order-match-restored'])
  })

  test('of an order that followed its buyer makes the account hers again', async () => {
    const buyerId = `tb${count}`
    await matched({ buyerId })
    const followed = await unmatched({ buyerId })
    await settle(followed)
    expect(await stored(followed)).toEqual({ externalUserId: mine, matchedBy: 'buyer' })
    await release(followed)
    expect([await buyers(buyerId), await figures(mine)]).toEqual([[], { lifetimeSpendFen: 60_000, orderCount: 1 }])
    await restore(followed)
    expect([await stored(followed), await buyers(buyerId), await figures(mine)]).toEqual([{ externalUserId: mine, matchedBy: 'buyer' }, [{ externalUserId: mine }], { lifetimeSpendFen: 120_000, orderCount: 2 }])
  })
})
