import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { transact } from '../../../server/db/transact.ts'
import { takeOrder } from '../../../server/orders/push/take-orders.ts'
import { readOwnOrder } from '../../../server/orders/push/own-order.rules.ts'
import { applyRelations } from '../../../server/sync/apply-relations.ts'
import type { Relation } from '../../../server/sync/platform-shapes.ts'
import { aRep } from '../../support/factories.ts'
import { testServer, type TestServer } from '../../support/test-server.ts'

let server: TestServer
beforeAll(async () => {
  server = await testServer()
  await aRep(server.db, { userId: 'rep-chen' })
  await aRep(server.db, { userId: 'operator-he', role: 'operator' })
  await aRep(server.db, { userId: 'admin-xu', role: 'admin' })
})
afterAll(() => server.close())
beforeEach(async () => {
  await sql`truncate "order", order_line, order_candidate, buyer_identity, customer, customer_join, follow, follow_phone cascade`.execute(server.db)
})

const phoneA = '13812345678'
const phoneB = '13987654321'
let turn = 0
/** What the synchronisation writes of a customer. */
const sync = (externalUserId: string, { unionid, mobiles = [] }: { unionid?: string, mobiles?: string[] } = {}) => transact(server.db, trx => applyRelations(server.context, trx, [{
  contact: { external_userid: externalUserId, name: `客户${externalUserId}`, type: 1, ...(unionid && { unionid }) }, userId: 'rep-chen', remark: '', description: '', addedAt: new Date('2026-06-01T00:00:00Z'),
  mobiles, operUserId: null, addWay: 1, state: '', tagIds: [],
} satisfies Relation], { readAt: new Date(Date.parse('2026-06-15T00:00:00Z') + ++turn * 1000) }))
/** An order as a source tells of it. */
const order = async (orderNo: string, buyer: Record<string, string>, recipient: Record<string, string> = {}) => {
  const pushed = readOwnOrder({ orderNo, state: 'paid', placedAt: '2026-06-10T00:00:00Z', paidAt: '2026-06-10T00:00:00Z', paidFen: 10_000, buyer, recipient }, '2026-06-10T00:00:00Z', { platform: 'webhook', shop: '' })
  await transact(server.db, trx => takeOrder(server.context, trx, pushed))
}
const owners = async () => Object.fromEntries((await server.db.selectFrom('order').select(['orderNo', 'externalUserId', 'matchedBy']).orderBy('orderNo').execute()).map(row => [row.orderNo, row.externalUserId && `${row.externalUserId} ${row.matchedBy}`]))
const unmatched = async () => (await server.as('operator-he')('GET', '/api/orders/unmatched')).json<{ waiting: number, ambiguous: number, items: { orderNo: string, candidates: { externalUserId: string, foundBy: string }[] }[] }>()
const spend = async (id: string) => (await server.db.selectFrom('customer').select('lifetimeSpendFen').where('externalUserId', '=', id).executeTakeFirstOrThrow()).lifetimeSpendFen

describe('each key finds the customer who is there, and whom comes later', () => {
  it.each([
    ['the WeCom id', { externalUserId: 'wmA' }, {}, 'wmA wecom'], ['the unionid', { unionid: 'oA' }, { unionid: 'oA' }, 'wmA unionid'], ['the buyer\'s full phone', { phone: phoneA }, { mobiles: [phoneA] }, 'wmA phone'],
  ])('%s', async (_what, buyer, customer, expected) => {
    await order('N0001', buyer)
    expect(await owners()).toEqual({ N0001: null })
    // The customer is synchronised (the nightly pages do the same).
    await sync('wmA', customer)
    await order('N0002', buyer)
    expect(await owners()).toEqual({ N0001: expected, N0002: expected })
    expect(await spend('wmA')).toBe(20_000)
  })

  it('a mobile written into the remark later, and a unionid told later', async () => {
    await sync('wmA')
    await sync('wmB')
    await order('N0001', {}, { name: '王', phone: phoneA })
    await order('N0002', { unionid: 'oB' })
    expect(await owners()).toEqual({ N0001: null, N0002: null })
    await sync('wmA', { mobiles: [phoneA] })
    await sync('wmB', { unionid: 'oB' })
    expect(await owners()).toEqual({ N0001: 'wmA phone', N0002: 'wmB unionid' })
  })

  it('the platform\'s buyer, learnt once: parcels of hers to others follow, waiting ones too', async () => {
    await sync('wmA', { mobiles: [phoneA] })
    await order('N0001', { id: 'buyer-1' }, { phone: '13700000001' })
    await order('N0002', { id: 'buyer-1', phone: phoneA })
    await order('N0003', { id: 'buyer-1' }, { phone: '13700000002' })
    expect(await owners()).toEqual({ N0001: 'wmA buyer', N0002: 'wmA phone', N0003: 'wmA buyer' })
  })

  it('a masked phone finds nobody', async () => {
    await sync('wmA', { mobiles: [phoneA] })
    await order('N0001', { phone: '138****5678' }, { phone: '138****5678' })
    expect(await owners()).toEqual({ N0001: null })
    expect(await unmatched()).toMatchObject({ waiting: 1, ambiguous: 0 })
  })

  it('the stronger key decides: WeCom id before unionid before buyer before phone; the buyer\'s phone before the recipient\'s', async () => {
    await sync('wmA', { unionid: 'oA', mobiles: [phoneA] })
    await sync('wmB', { unionid: 'oB', mobiles: [phoneB] })
    await order('N0001', { externalUserId: 'wmB', unionid: 'oA', phone: phoneA })
    await order('N0002', { unionid: 'oB', phone: phoneA })
    await order('N0003', { phone: phoneB }, { phone: phoneA })
    await order('N0004', { phone: '13700000001' }, { phone: phoneA })
    expect(await owners()).toEqual({ N0001: 'wmB wecom', N0002: 'wmB unionid', N0003: 'wmB phone', N0004: null })
  })

  it('the same holds in whatever order things become known: a WeCom id or unionid met later takes the order from who only had the phone', async () => {
    await sync('wmA', { mobiles: [phoneA] })
    await order('N0001', { id: 'buyer-1', externalUserId: 'wmLate', phone: phoneA })
    await order('N0002', { id: 'buyer-1' })
    await order('N0003', { unionid: 'oLater', phone: phoneA })
    expect(await owners()).toEqual({ N0001: 'wmA phone', N0002: 'wmA buyer', N0003: 'wmA phone' })
    expect(await spend('wmA')).toBe(30_000)
    await sync('wmLate')
    await sync('wmLater', { unionid: 'oLater' })
    expect(await owners()).toEqual({ N0001: 'wmLate wecom', N0002: 'wmLate buyer', N0003: 'wmLater unionid' })
    expect([await spend('wmA'), await spend('wmLate'), await spend('wmLater')]).toEqual([0, 20_000, 10_000])
  })

  it('what was bound by hand stays', async () => {
    await sync('wmA', { mobiles: [phoneA] })
    await order('N0001', { externalUserId: 'wmLate', phone: phoneA })
    await sql`update "order" set matched_by = 'hand'`.execute(server.db)
    await sync('wmLate')
    expect(await owners()).toEqual({ N0001: 'wmA hand' })
  })
})

describe('what leads to two people is shown with both and given to nobody', () => {
  it('a phone of two customers; it goes to one as soon as it is no longer the other\'s', async () => {
    await sync('wmA', { mobiles: [phoneA] })
    await sync('wmB', { mobiles: [phoneA] })
    await order('N0001', { phone: phoneA })
    expect(await owners()).toEqual({ N0001: null })
    expect(await unmatched()).toMatchObject({
      waiting: 1, ambiguous: 1, items: [{ orderNo: 'N0001', paidFen: 10_000, candidates: [{ externalUserId: 'wmA', name: '客**', foundBy: 'phone' }, { externalUserId: 'wmB', foundBy: 'phone' }] }],
    })
    expect([await spend('wmA'), await spend('wmB')]).toEqual([0, 0])
    await sync('wmB')
    expect(await owners()).toEqual({ N0001: 'wmA phone' })
    expect(await unmatched()).toEqual({ waiting: 0, ambiguous: 0, items: [] })
  })

  it('a phone that becomes a second customer\'s later makes later orders wait, and takes nothing from the first', async () => {
    await sync('wmA', { mobiles: [phoneA] })
    await order('N0001', { phone: phoneA })
    await sync('wmB', { mobiles: [phoneA] })
    await order('N0002', { phone: phoneA })
    expect(await owners()).toEqual({ N0001: 'wmA phone', N0002: null })
  })

  it('a buyer whose orders lead to two customers', async () => {
    await sync('wmA')
    await sync('wmB')
    await order('N0001', { id: 'buyer-1', externalUserId: 'wmA' })
    await sql`delete from buyer_identity`.execute(server.db)
    await order('N0002', { id: 'buyer-1', externalUserId: 'wmB' })
    await order('N0003', { id: 'buyer-1' })
    expect((await owners()).N0003).toBeNull()
    expect((await unmatched()).items).toMatchObject([{ orderNo: 'N0003', candidates: [{ externalUserId: 'wmA', foundBy: 'buyer' }, { externalUserId: 'wmB', foundBy: 'buyer' }] }])
  })

  it.each(['匿名', '匿名买家', '（匿名用户）', '散客', 'anonymous', '小***满'])('「%s」 is nobody\'s name: orders of everybody called so are not one person\'s', async (id) => {
    await sync('wmA', { mobiles: [phoneA] })
    await order('N0001', { id, phone: phoneA })
    await order('N0002', { id })
    expect(await owners()).toEqual({ N0001: 'wmA phone', N0002: null })
    expect(await unmatched()).toMatchObject({ ambiguous: 0 })
  })

  it('two accounts of one person are one: her phone is not ambiguous', async () => {
    await sync('wmA', { mobiles: [phoneA] })
    await sync('wmB', { mobiles: [phoneA] })
    await server.db.insertInto('customerJoin').values(['wmA', 'wmB'].map(externalUserId => ({ externalUserId, personId: 'p1', joinedBy: 'rep-chen', joinedAt: new Date('2026-06-01T00:00:00Z') }))).execute()
    await order('N0001', { phone: phoneA })
    expect((await owners()).N0001).toBe('wmA person')
    expect((await unmatched()).ambiguous).toBe(0)
  })

  it('is for operators, who see names masked, and administrators, who see them', async () => {
    await sync('wmA', { mobiles: [phoneA] })
    await sync('wmB', { mobiles: [phoneA] })
    await order('N0001', { phone: phoneA })
    expect((await unmatched()).items[0]!.candidates).toMatchObject([{ name: '客**' }, { name: '客**' }])
    const open = (await server.as('admin-xu')('GET', '/api/orders/unmatched')).json<{ items: { candidates: object[] }[] }>()
    expect(open.items[0]!.candidates).toMatchObject([{ name: '客户wmA' }, { name: '客户wmB' }])
    expect((await server.as('rep-chen')('GET', '/api/orders/unmatched')).statusCode).toBe(403)
  })
})
