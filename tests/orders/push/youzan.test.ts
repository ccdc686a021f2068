import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { runJob } from '../../../server/jobs/run-job.ts'
import { importFiles } from '../../../server/orders/import-files.ts'
import { aSource, work, youzanMessage } from '../../server/webhooks/sender.ts'
import { aCustomer, aRep } from '../../support/factories.ts'
import { aTrade, fakeYouzan, type FakeYouzan } from '../../support/fake-youzan.ts'
import { testServer, type TestServer } from '../../support/test-server.ts'
import { aYouzanOrder, platformCsv } from '../fixtures/write.ts'

let server: TestServer
let youzan: FakeYouzan
const tid = 'E20260615093000093806201'
let now = new Date('2026-06-15T10:00:00+08:00')
beforeAll(async () => {
  youzan = await fakeYouzan(() => now)
  server = await testServer({ config: { youzanUrl: youzan.url } })
  await aRep(server.db, { userId: 'operator-he', role: 'operator' })
  await aRep(server.db, { userId: 'rep-chen' })
})
afterAll(async () => {
  await server.close()
  await youzan.close()
})
beforeEach(async () => {
  await sql`truncate "order", order_line, inbox, source, customer, follow, follow_phone, buyer_identity, import_job cascade`.execute(server.db)
  server.queued.length = 0
  youzan.asked.length = 0
  youzan.trades.clear()
  youzan.endTokens()
  youzan.fail(0, 500)
  moveTo('2026-06-15T10:00:00+08:00')
  await aSource(server, 'youzan', { credentials: youzan.keys })
})
function moveTo(at: string): void {
  now = new Date(at)
  server.setNow(now)
}
const orders = () => server.db.selectFrom('order').selectAll().orderBy('id').execute()
const inbox = () => server.db.selectFrom('inbox').selectAll().orderBy('id').execute()
const post = (payload: string) => server.app.inject({ method: 'POST', url: '/api/webhooks/orders/youzan', payload, headers: { 'content-type': 'application/json' } })
const notice = (given: Partial<Parameters<typeof youzanMessage>[1]> = {}, keys = youzan.keys) => post(youzanMessage(keys, { tid, ...given }))

describe('a push of Youzan', () => {
  it('signed by another secret is refused, and nothing is kept', async () => {
    const reply = await notice({}, { ...youzan.keys, clientSecret: 'another' })
    expect([reply.statusCode, reply.json()]).toMatchObject([401, { code: 'bad-signature' }])
    expect(await inbox()).toEqual([])
  })

  it('that tests the address is answered and forgotten, whoever signed it', async () => {
    expect((await notice({ test: true }, { ...youzan.keys, clientSecret: 'another' })).json()).toEqual({ code: 0, msg: 'success' })
    expect(await inbox()).toEqual([])
  })

  it('of another kind (goods, coupons) is answered and forgotten', async () => {
    expect((await notice({ type: 'item_ItemUpdate' })).json()).toEqual({ code: 0, msg: 'success' })
    expect(await inbox()).toEqual([])
  })

  it('is answered in its own words at once; the order is then read again, not taken from the notice', async () => {
    await aCustomer(server.db, { externalUserId: 'wmA', followedBy: ['rep-chen'] })
    const { vault } = server.context
    await server.db.insertInto('followPhone').values({ externalUserId: 'wmA', userId: 'rep-chen', phoneHash: vault.hashPhone('13812345678'), phoneCipher: vault.seal('13812345678'), lastFour: '5678' }).execute()
    youzan.trades.set(tid, aTrade(tid))
    expect((await notice()).json()).toEqual({ code: 0, msg: 'success' })
    expect(youzan.asked).toEqual([])
    await work(server)
    expect(youzan.asked).toEqual(['token', tid])
    expect(await orders()).toMatchObject([{
      platform: 'youzan', orderNo: tid, shop: '滋补生活馆', state: 'paid', paidFen: 39800, goodsFen: 41800, isPrivate: true, externalUserId: 'wmA', buyerId: 'lDWyZBas807636140352864256',
      region: '浙江 杭州', buyerNote: '少放冰袋', sourceModifiedAt: new Date('2026-06-15T09:31:05+08:00'),
    }])
    expect(await server.db.selectFrom('orderLine').selectAll().orderBy('lineNo').execute()).toMatchObject([
      { title: '即食燕窝 70g×7', spec: '70g×7', code: 'YW-70-7', paidFen: 39800, isGift: false }, { title: '贺卡', code: 'HK', isGift: true },
    ])
  })

  it('that comes again (Youzan tries until it is answered) is one message; several notices of one order are one reading', async () => {
    youzan.trades.set(tid, aTrade(tid))
    await notice()
    await notice({ sendCount: 1 })
    await notice({ type: 'trade_TradeBuyerPay' })
    expect(await inbox()).toHaveLength(2)
    await work(server)
    expect(youzan.asked).toEqual(['token', tid])
    expect((await inbox()).every(row => row.processedAt !== null)).toBe(true)
  })

  it('keeps its token for the next ones, sealed, and gets a new one when it has ended', async () => {
    youzan.trades.set(tid, aTrade(tid))
    await notice()
    await work(server)
    youzan.endTokens()
    await notice({ type: 'trade_TradeSuccess' })
    await work(server)
    expect(youzan.asked).toEqual(['token', tid, 'token', tid])
    const { tokenCipher } = await server.db.selectFrom('source').select('tokenCipher').executeTakeFirstOrThrow()
    expect(Buffer.from(tokenCipher!).toString('latin1')).not.toContain('token-')
  })

  it('waits while Youzan is away, more and more, and is done when it is back', async () => {
    youzan.trades.set(tid, aTrade(tid))
    youzan.fail(2, 502)
    await notice()
    await work(server)
    expect([await orders(), (await inbox())[0]]).toMatchObject([[], { attempts: 1, lastError: '有赞返回 HTTP 502，会自动再试', processedAt: null }])
    // Not before its time.
    await runJob(server.context, 'sweep-pushed', {})
    expect((await inbox())[0]!.attempts).toBe(1)
    moveTo('2026-06-15T10:01:00+08:00')
    await runJob(server.context, 'sweep-pushed', {})
    moveTo('2026-06-15T10:02:00+08:00')
    await runJob(server.context, 'sweep-pushed', {})
    expect([(await orders()).length, (await inbox())[0]!.processedAt]).toEqual([1, now])
  })

  it('that fails twelve times is given up, stays visible, and is tried again by hand', async () => {
    await notice()
    for (let hour = 10; hour < 22; hour++) {
      moveTo(`2026-06-15T${hour}:30:00+08:00`)
      await runJob(server.context, 'sweep-pushed', {})
    }
    const operator = server.as('operator-he')
    const [source] = (await operator('GET', '/api/sources')).json<{ items: object[] }>().items
    expect(source).toMatchObject({ waiting: 0, failed: 1, lastError: '有赞拒绝了请求：订单不存在（135200003）' })
    youzan.trades.set(tid, aTrade(tid))
    expect((await operator('POST', '/api/sources/youzan/retry')).json()).toMatchObject({ waiting: 1, failed: 0 })
    server.queued.splice(0, server.queued.length, { name: 'sweep-pushed', payload: {} })
    await work(server)
    expect(await orders()).toHaveLength(1)
  })

  it('with wrong keys says so where the operator looks', async () => {
    await server.as('operator-he')('POST', '/api/sources/youzan/rotate', { overlapHours: 24, credentials: { ...youzan.keys, grantId: '1' } })
    await notice()
    await work(server)
    expect((await server.as('operator-he')('GET', '/api/sources')).json()).toMatchObject({ items: [{ waiting: 1, lastError: '有赞拒绝了请求：客户端验证失败（1000007）' }] })
  })
})

describe('what Youzan says of an order', () => {
  it.each([
    ['a refund of a part', { order: { status: 'TRADE_SUCCESS', refund_state: 2 }, rest: { refund_order: [{ refund_state: 2, refund_fee: '98.00' }, { refund_state: 1, refund_fee: '10.00' }] } }, { state: 'completed', refundFen: 9800, netFen: 30000 }],
    ['a refund of the whole', { order: { status: 'TRADE_CLOSED', refund_state: 12 } }, { state: 'refunded', refundFen: 39800, netFen: 0 }],
    ['closed before it was paid', { order: { status: 'TRADE_CLOSED', pay_time: '' } }, { state: 'closed', netFen: 0, paidAt: null }],
    ['shipped', { order: { status: 'WAIT_BUYER_CONFIRM_GOODS', consign_time: '2026-06-15 15:00:00' }, rest: { delivery_order: [{ dists: [{ express_info: { express_name: '顺丰', express_no: 'SF1' } }] }] } }, { state: 'shipped', logisticsNo: 'SF1', shippedAt: new Date('2026-06-15T15:00:00+08:00') }],
    ['people as ciphertext', { buyer: { buyer_phone: '$eTS8t8hAECdXKgNtV6DIfw==$1$' }, address: { receiver_name: '$Qn/ZHaMby1MzBq3Rw2t7fw==$1$', receiver_tel: '$eTS8t8hAECdXKgNtV6DIfw==$1$', delivery_address: '$kZgIwkQL5Q0O6anz==$1$' } },
      { phoneHash: null, buyerPhoneHash: null, recipientMasked: null, recipientHash: null, region: '浙江 杭州' }],
  ])('%s', async (_what, change, stored) => {
    youzan.trades.set(tid, aTrade(tid, change))
    await notice()
    await work(server)
    expect(await orders()).toMatchObject([stored])
  })

  it('with a state nobody taught us is refused, visible and not guessed', async () => {
    youzan.trades.set(tid, aTrade(tid, { order: { status: 'TRADE_FROZEN' } }))
    await notice()
    await work(server)
    expect(await orders()).toEqual([])
    expect(await inbox()).toMatchObject([{ failedAt: now, lastError: '不认识有赞订单状态「TRADE_FROZEN」' }])
  })

  it('is the order that a file told of before, under another name of the shop, and a file afterwards changes nothing back', async () => {
    const file = (state: string) => importFiles(server.context, { userId: 'operator-he', files: [{ name: '订单.csv', bytes: platformCsv('youzan_order', [{ ...aYouzanOrder(), 订单号: tid, 订单状态: state, 订单实付金额: '398.00', 归属店铺: '总店' }]) }] })
    await file('待商家发货')
    youzan.trades.set(tid, aTrade(tid, { order: { status: 'TRADE_SUCCESS', update_time: '2026-06-15 12:00:00' } }))
    moveTo('2026-06-15T12:00:10+08:00')
    await notice({ type: 'trade_TradeSuccess' })
    await work(server)
    expect(await orders()).toMatchObject([{ state: 'completed', shop: '总店' }])
    const again = await file('待商家发货')
    expect(again.counts).toMatchObject({ created: 0 })
    expect(await orders()).toMatchObject([{ state: 'completed', paidFen: 39800 }])
  })
})
