import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { wangdiantongSignature } from '../../../server/webhooks/signatures.rules.ts'
import { aSource, wangdiantongForm, work } from '../../server/webhooks/sender.ts'
import { aRep } from '../../support/factories.ts'
import { testServer, type TestServer } from '../../support/test-server.ts'

let server: TestServer
const keys = { sid: 'zhiwei2', appKey: 'zhiwei2-ot', appSecret: 'wdt-secret-01' }
beforeAll(async () => {
  server = await testServer()
  await aRep(server.db, { userId: 'operator-he', role: 'operator' })
})
afterAll(() => server.close())
beforeEach(async () => {
  await sql`truncate "order", order_line, inbox, source cascade`.execute(server.db)
  server.queued.length = 0
  server.setNow('2026-06-15T10:00:00+08:00')
  await aSource(server, 'wangdiantong', { credentials: keys, shop: '小程序商城' })
})
const aTrade = (change: Record<string, unknown> = {}): Record<string, unknown> => ({
  tid: 'AD2026061501', trade_status: 30, pay_status: '2', delivery_term: 1, trade_time: '2026-06-15 09:30:00', pay_time: '2026-06-15 09:31:00', buyer_nick: '三国杀🌸', receiver_name: '王小满',
  receiver_province: '河南省', receiver_city: '周口市', receiver_district: '川汇区', receiver_address: '七一路 1 号', receiver_mobile: '13812345678', post_amount: '12', paid: '410.00',
  order_list: [{ oid: 'AD2026061501-1', num: 1, price: '398', status: 30, refund_status: 0, goods_no: 'YW', spec_no: 'YW-70-7', goods_name: '即食燕窝', discount: 0 }], ...change,
})
const post = (payload: string) => server.app.inject({ method: 'POST', url: '/api/webhooks/orders/wangdiantong', payload, headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' } })
const push = (...trades: unknown[]) => post(wangdiantongForm(keys, server.context.clock.now(), trades))
const orders = () => server.db.selectFrom('order').selectAll().orderBy('orderNo').execute()

describe('WangDianTong\'s signature', () => {
  it('is that of the documentation\'s own example, step by step', async () => {
    // open.wangdian.cn/qyb/open/guide?path=guide_signsf
    const text = '06-appkey:0008-test2-xx;08-end_time:0019-2016-08-01 13:00:00;07-page_no:0001-0;09-page_size:0002-40;03-sid:0005-test2;10-start_time:0019-2016-08-01 12:00:00;09-timestamp:0010-1470042310'
    const parameters = { appkey: 'test2-xx', page_no: '0', end_time: '2016-08-01 13:00:00', start_time: '2016-08-01 12:00:00', page_size: '40', sid: 'test2', timestamp: '1470042310', sign: 'not part of it' }
    expect(wangdiantongSignature(parameters, '12345')).toBe(createHash('md5').update(`${text}12345`).digest('hex'))
  })

  it('refuses another secret, another account, another word, and a time that is far off', async () => {
    const at = server.context.clock.now()
    const refused = [
      wangdiantongForm({ ...keys, appSecret: 'x' }, at, [aTrade()]), wangdiantongForm({ ...keys, sid: 'other' }, at, [aTrade()]), wangdiantongForm({ ...keys, appKey: 'other' }, at, [aTrade()]),
      wangdiantongForm(keys, at, [aTrade()]).replace('410.00', '1.00'), wangdiantongForm(keys, new Date(at.getTime() - 601_000), [aTrade()]), 'sid=zhiwei2', '',
    ]
    for (const form of refused) expect([(await post(form)).statusCode, (await post(form)).json()]).toMatchObject([401, { code: 'bad-signature' }])
    expect(await server.db.selectFrom('inbox').selectAll().execute()).toEqual([])
  })
})

describe('a push of WangDianTong', () => {
  it('of several trades is answered in its own words; each becomes an order', async () => {
    expect((await push(aTrade(), aTrade({ tid: 'AD2026061502', trade_status: 50, buyer_nick: '李**' }))).json()).toEqual({ code: 0, message: '', new_count: 2, chg_count: 0 })
    await work(server)
    expect(await orders()).toMatchObject([
      { platform: 'webhook', shop: '小程序商城', orderNo: 'AD2026061501', state: 'paid', paidFen: 41000, freightFen: 1200, buyerId: '三国杀🌸', recipientMasked: '王** 138****5678', region: '河南 周口' },
      { orderNo: 'AD2026061502', state: 'shipped', buyerId: null },
    ])
  })

  it('again changes nothing; moved on it moves the order on', async () => {
    await push(aTrade())
    expect((await push(aTrade())).json()).toMatchObject({ code: 0, new_count: 0, chg_count: 1 })
    await work(server)
    server.setNow('2026-06-15T11:00:00+08:00')
    await push(aTrade({ trade_status: 70, end_time: '2026-06-15 10:50:00' }))
    await work(server)
    expect(await orders()).toMatchObject([{ state: 'completed', signedAt: new Date('2026-06-15T10:50:00+08:00'), paidFen: 41000 }])
    await push(aTrade({ trade_status: 80 }))
    await work(server)
    expect(await orders()).toMatchObject([{ state: 'refunded', refundFen: 41000, netFen: 0 }])
  })

  it.each([
    ['zero dates are empty', { pay_time: '0000-00-00 00:00:00', trade_status: 10, pay_status: '0' }, { state: 'unpaid', paidAt: null, netFen: 0 }],
    ['waiting, but said to be paid, is paid', { trade_status: 10, pay_status: '2' }, { state: 'paid' }],
    ['a masked phone never matches', { receiver_mobile: '138****5678' }, { phoneHash: null, phoneLastFour: '5678' }],
    ['closed', { trade_status: 90 }, { state: 'closed', netFen: 0 }],
  ])('%s', async (_what, change, stored) => {
    await push(aTrade(change))
    await work(server)
    expect(await orders()).toMatchObject([stored])
  })

  it('without a list of trades, or with a number that has lost its digits, is refused with the place', async () => {
    const [none, empty, number] = [await push(), await post(wangdiantongForm(keys, server.context.clock.now(), 'x')), await push(aTrade(), { tid: 1930679858170647123 })]
    expect([none.json(), empty.json(), number.json()]).toMatchObject([{ code: 'bad-request' }, { code: 'bad-request' }, { code: 'invalid-value', message: 'trade_list 第 2 笔没有订单号 tid（请用字符串）' }])
  })
})
