import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Import } from '../../contract/imports.schema.ts'
import { matchWaitingOrders } from '../../server/orders/customer-orders.ts'
import { importFiles } from '../../server/orders/import-files.ts'
import { aCustomer, aProduct, aRep } from '../support/factories.ts'
import { testServer, type TestServer } from '../support/test-server.ts'
import { aJdLine, aTaobaoItem, aTaobaoOrder, aWechatLine, aYouzanGood, aYouzanOrder, platformCsv, platformXlsx, xlsxBytes, headerOf, rowOf } from './fixtures/write.ts'

let server: TestServer
beforeAll(async () => {
  server = await testServer()
  await aRep(server.db, { userId: 'operator-he', role: 'operator' })
  await aRep(server.db, { userId: 'rep-chen' })
  await aProduct(server.db, { id: 'nest', name: '即食燕窝', codes: ['YW-70-7'], titleWords: ['即食燕窝'] })
  await sql`update catalogue_version set version = version + 1`.execute(server.db)
})
afterAll(() => server.close())
beforeEach(async () => {
  await sql`truncate "order", order_line, order_source_row, buyer_identity, import_job, import_problem, import_row, import_upload, customer, follow, follow_phone cascade`.execute(server.db)
})

const take = (...files: { name: string, bytes: Uint8Array }[]): Promise<Import> => importFiles(server.context, { userId: 'operator-he', files })
const taobao = (orders: Parameters<typeof platformCsv>[1], lines: Parameters<typeof platformCsv>[1] = []) => [
  { name: 'ExportOrderList.csv', bytes: platformCsv('taobao_order', orders, { encoding: 'gb18030' }) },
  ...lines.length > 0 ? [{ name: 'ExportItemList.csv', bytes: platformCsv('taobao_item', lines, { encoding: 'gb18030' }) }] : [],
]
async function customerWithPhone(externalUserId: string, phone: string) {
  await aCustomer(server.db, { externalUserId, followedBy: ['rep-chen'] })
  await addPhone(externalUserId, phone)
}
async function addPhone(externalUserId: string, phone: string) {
  const { vault } = server.context
  await server.db.insertInto('followPhone').values({ externalUserId, userId: 'rep-chen', phoneHash: vault.hashPhone(phone), phoneCipher: vault.seal(phone), lastFour: phone.slice(-4) }).execute()
}
const orders = () => server.db.selectFrom('order').selectAll().orderBy('orderNo').execute()
const lines = () => server.db.selectFrom('orderLine').selectAll().orderBy('orderId').orderBy('lineNo').execute()
const customer = (id: string) => server.db.selectFrom('customer').selectAll().where('externalUserId', '=', id).executeTakeFirstOrThrow()

describe('an order file and its line file', () => {
  it('become one order with its lines, found by the full phone, and the figures of its customer', async () => {
    await customerWithPhone('wmA', '18618486065')
    const done = await take(...taobao([aTaobaoOrder()], [aTaobaoItem()]))
    expect(done).toMatchObject({ status: 'done', counts: { rows: 2, orders: 1, lines: 1, created: 1, updated: 0, unchanged: 0, problems: 0 } })
    expect(done.sources).toEqual([{ name: 'ExportOrderList.csv', platform: 'taobao', level: 'order' }, { name: 'ExportItemList.csv', platform: 'taobao', level: 'line' }])
    expect(await orders()).toMatchObject([{
      orderNo: '1930679858170647', shop: '知味滋补旗舰店', externalUserId: 'wmA', matchedBy: 'phone', state: 'completed', paidFen: 119600, refundFen: 0, netFen: 119600,
      recipientMasked: '张** 186****6065', phoneLastFour: '6065', region: '浙江 杭州', logisticsNo: 'SF1234567890', purpose: 'self', placedAt: new Date('2026-05-23T22:02:00+08:00'),
    }])
    expect(await lines()).toMatchObject([{ subOrderNo: '1930679858170648', title: '即食燕窝 70g*7瓶', quantity: 2, productId: 'nest', paidFen: 119600 }])
    expect(await customer('wmA')).toMatchObject({
      lifetimeSpendFen: 119600, orderCount: 1, purchaseDays: 1, oneToOneAt: null, region: '浙江 杭州', regionSource: 'order', lastOrderAt: new Date('2026-05-23T22:03:11+08:00'),
    })
  })

  it('shows ten orders in the preview exactly as they are stored', async () => {
    await customerWithPhone('wmA', '18618486065')
    const done = await take(...taobao([aTaobaoOrder()], [aTaobaoItem()]))
    const [order] = await orders()
    expect(done.preview).toMatchObject([{
      orderNo: '1930679858170647', use: 'self', recipient: '张** 186****6065', paidFen: 119600, placedAt: order!.placedAt.toISOString(),
      lines: [{ title: '即食燕窝 70g*7瓶', productName: '即食燕窝', quantity: 2 }], logistics: { company: '顺丰速运', number: 'SF1234567890' },
    }])
  })

  it('keeps nothing readable of phones, names and addresses, and can open the row again', async () => {
    await take(...taobao([aTaobaoOrder()], [aTaobaoItem()]))
    const dump = JSON.stringify([await orders(), await sql`select encode(row_cipher, 'escape') from order_source_row`.execute(server.db)])
    expect(dump).not.toMatch(/18618486065|张小满|文三路/)
    const sources = await server.db.selectFrom('orderSourceRow').selectAll().execute()
    expect(sources.map(source => server.context.vault.open(source.rowCipher)).join()).toMatch(/张小满/)
    expect(await server.db.selectFrom('importRow').selectAll().execute()).toEqual([])
  })

  it('refuses lines whose order nobody knows, and takes them once the order is there', async () => {
    const goods = { name: '商品.csv', bytes: platformCsv('youzan_goods', [aYouzanGood()]) }
    expect(await take(goods)).toMatchObject({ counts: { orders: 0, created: 0, problems: 1 }, problems: [{ file: '商品.csv', line: 2, code: 'order-missing' }] })
    await take({ name: '订单.csv', bytes: platformCsv('youzan_order', [aYouzanOrder()]) })
    expect(await lines()).toMatchObject([{ title: '海参 500g', quantity: 1, paidFen: null }])
    expect(await take(goods)).toMatchObject({ counts: { updated: 1, problems: 0 } })
    expect(await lines()).toMatchObject([{ title: '海参 500g', quantity: 2, paidFen: 68000, code: 'HS-500' }])
  })

  it('joins the three sheets of 千牛', async () => {
    const order = aTaobaoOrder({ 收货人姓名: '', 收货地址: '', 联系手机: '' })
    const bytes = await xlsxBytes(
      { name: '订单报表', rows: [headerOf('taobao_order'), rowOf(headerOf('taobao_order'), order)] },
      { name: '销售明细', rows: [headerOf('taobao_item'), rowOf(headerOf('taobao_item'), aTaobaoItem())] },
      { name: '发货报表', rows: [['订单编号', '收货人姓名', '联系手机', '收货地址'], ['1930679858170647', '张小满', '18618486065', '浙江省杭州市西湖区']] },
    )
    const done = await take({ name: '千牛.xlsx', bytes })
    expect(done.sources.map(source => source.name)).toEqual(['千牛.xlsx/订单报表', '千牛.xlsx/销售明细', '千牛.xlsx/发货报表'])
    expect(await orders()).toMatchObject([{ recipientMasked: '张** 186****6065', region: '浙江 杭州', paidFen: 119600 }])
  })
})

describe('the same again, and newer', () => {
  it('changes nothing when a file comes twice', async () => {
    await customerWithPhone('wmA', '18618486065')
    const files = taobao([aTaobaoOrder()], [aTaobaoItem()])
    await take(...files)
    const before = [await orders(), await lines(), await customer('wmA'), await server.db.selectFrom('orderSourceRow').selectAll().execute()]
    server.setNow('2026-06-16T10:00:00+08:00')
    expect(await take(...files)).toMatchObject({ counts: { created: 0, updated: 0, unchanged: 1 } })
    expect([await orders(), await lines(), await customer('wmA'), await server.db.selectFrom('orderSourceRow').selectAll().execute()]).toEqual(before)
  })

  it('takes over status and refund of a newer export without doubling, to the fen', async () => {
    await customerWithPhone('wmA', '18618486065')
    const shipped = { 订单状态: '卖家已发货，等待买家确认' }
    await take(...taobao([aTaobaoOrder(shipped)], [aTaobaoItem(shipped)]))
    expect(await customer('wmA')).toMatchObject({ lifetimeSpendFen: 119600 })
    const refunded = aTaobaoItem({ 订单状态: '部分退款', 退款状态: '退款成功', 退款金额: '300.05' })
    expect(await take(...taobao([aTaobaoOrder()], [refunded]))).toMatchObject({ counts: { created: 0, updated: 1 } })
    expect(await orders()).toMatchObject([{ state: 'completed', paidFen: 119600, refundFen: 30005, netFen: 89595 }])
    expect(await customer('wmA')).toMatchObject({ lifetimeSpendFen: 89595, orderCount: 1 })
  })

  it('does not go back when an older export follows', async () => {
    await take(...taobao([aTaobaoOrder()], [aTaobaoItem()]))
    const older = { 订单状态: '买家已付款,等待卖家发货' }
    expect(await take(...taobao([aTaobaoOrder(older)], [aTaobaoItem(older)]))).toMatchObject({ counts: { unchanged: 1, updated: 0 } })
    expect(await orders()).toMatchObject([{ state: 'completed' }])
  })

  it('keeps the full phone when a later export masks it, and does not match by a masked one', async () => {
    await take(...taobao([aTaobaoOrder()]))
    const masked = await take(...taobao([aTaobaoOrder({ 联系手机: '186****6065', 收货人姓名: '张**', 收货地址: '浙江省杭州市西湖区****', 订单备注: '尽快' })]))
    expect(masked.counts).toMatchObject({ updated: 1 })
    expect(masked.counts.notes).toBeGreaterThanOrEqual(1)
    const [order] = await orders()
    expect(order).toMatchObject({ recipientMasked: '张** 186****6065', sellerNote: '尽快' })
    expect(order!.phoneHash).toEqual(server.context.vault.hashPhone('18618486065'))
    await customerWithPhone('wmB', '18699996065')
    await take(...taobao([aTaobaoOrder({ 订单编号: '2222222222222222', 买家会员名: 'x**', 联系手机: '186****6065' })]))
    expect((await orders())[1]).toMatchObject({ externalUserId: null, phoneHash: null, phoneLastFour: '6065', buyerId: null })
  })

  it('counts a fully refunded order no more, and keeps 1V1 once given', async () => {
    await customerWithPhone('wmA', '18618486065')
    await take(...taobao([aTaobaoOrder({ 买家实际支付金额: '5000.00' })]))
    expect(await customer('wmA')).toMatchObject({ lifetimeSpendFen: 500000, oneToOneAt: server.context.clock.now() })
    await take(...taobao([aTaobaoOrder({ 买家实际支付金额: '5000.00', 订单状态: '退款成功' })]))
    expect(await customer('wmA')).toMatchObject({ lifetimeSpendFen: 0, orderCount: 0, purchaseDays: 0, lastOrderAt: null })
    expect((await customer('wmA')).oneToOneAt).not.toBeNull()
  })
})

describe('whose order it is', () => {
  it('never guesses between two customers with one phone', async () => {
    await customerWithPhone('wmA', '18618486065')
    await customerWithPhone('wmB', '18618486065')
    await take(...taobao([aTaobaoOrder()]))
    expect(await orders()).toMatchObject([{ externalUserId: null, purpose: 'unknown', purposeReason: '还没有对上客户' }])
  })

  it('learns the buyer of the platform and finds orders sent elsewhere by it', async () => {
    await customerWithPhone('wmA', '18618486065')
    await take(...taobao([aTaobaoOrder(), aTaobaoOrder({ 订单编号: '2222222222222222', 联系手机: '13700000000', 收货人姓名: '李四', 收货地址: '北京市海淀区 1 号' })]))
    expect(await orders()).toMatchObject([{ externalUserId: 'wmA', matchedBy: 'phone' }, { externalUserId: 'wmA', matchedBy: 'buyer' }])
  })

  it('does not learn a buyer whose parcels lead to two customers', async () => {
    await customerWithPhone('wmA', '18618486065')
    await customerWithPhone('wmB', '13700000000')
    await take(...taobao([aTaobaoOrder(), aTaobaoOrder({ 订单编号: '2222222222222222', 联系手机: '13700000000' })]))
    expect((await orders()).map(order => order.externalUserId)).toEqual([null, null])
    expect(await server.db.selectFrom('buyerIdentity').selectAll().execute()).toEqual([])
  })

  it('takes the WeCom id of a WeChat shop, also when the customer comes later', async () => {
    await take({ name: '小店.xlsx', bytes: await platformXlsx('wechat_shop_line', [aWechatLine(), aWechatLine({ 商品名称: '石斛粉试吃', '商品价格(单件)': '0.00', '商品实际价格(总共)': '0.00' })]) })
    expect(await orders()).toMatchObject([{ externalUserId: null, paidFen: 48000, isPrivate: true }])
    await aCustomer(server.db, { externalUserId: 'wmDemo0009', followedBy: ['rep-chen'] })
    const matched = await server.db.transaction().execute(trx => matchWaitingOrders(trx, ['wmDemo0009'], server.context.clock.now()))
    expect(matched).toEqual(['wmDemo0009'])
    expect(await customer('wmDemo0009')).toMatchObject({ lifetimeSpendFen: 48000, orderCount: 1 })
    expect(await lines()).toMatchObject([{ isGift: false }, { isGift: true }])
  })

  it('lets waiting orders find their customer when a phone is noted', async () => {
    await take(...taobao([aTaobaoOrder(), aTaobaoOrder({ 订单编号: '2222222222222222', 联系手机: '18600000000' })]))
    await aCustomer(server.db, { externalUserId: 'wmA', followedBy: ['rep-chen'] })
    await addPhone('wmA', '18618486065')
    await server.db.transaction().execute(trx => matchWaitingOrders(trx, ['wmA'], server.context.clock.now()))
    expect(await orders()).toMatchObject([{ externalUserId: 'wmA', matchedBy: 'phone' }, { externalUserId: 'wmA', matchedBy: 'buyer' }])
    expect(await customer('wmA')).toMatchObject({ orderCount: 2, lifetimeSpendFen: 239200 })
  })

  it('matches Youzan by the buyer\'s own number and not by the recipient\'s', async () => {
    await customerWithPhone('wmA', '13755556666')
    await customerWithPhone('wmB', '13811110000')
    await take({ name: '订单.csv', bytes: platformCsv('youzan_order', [aYouzanOrder({ '收货人手机号/提货人手机号': '13811110000' })]) })
    expect(await orders()).toMatchObject([{ externalUserId: 'wmA', purpose: 'unknown' }])
  })

  it('fills in birthday and region of customers from a Youzan customer file where nothing is known', async () => {
    await customerWithPhone('wmA', '13755556666')
    await take({ name: '客户.csv', bytes: platformCsv('youzan_customers', [{ 客户姓名: '王芳', 客户昵称: '芳芳', 客户手机号: '13755556666', 客户生日: '1980-05-06', 所属区域: '广东 深圳' }]) })
    expect(await customer('wmA')).toMatchObject({ birthdayOn: '1980-05-06', region: '广东 深圳' })
  })
})

describe('amounts of an order repeated on its lines', () => {
  it('count once (JD, with two lines)', async () => {
    await take({ name: 'jd.csv', bytes: platformCsv('jd_line', [aJdLine(), aJdLine({ 商品名称: '送货上门服务', 京东价: '0.00' })], { encoding: 'gb18030' }) })
    expect(await orders()).toMatchObject([{ paidFen: 56800, netFen: 56800 }])
    expect(await lines()).toMatchObject([{ isService: false }, { isService: true, productId: null }])
  })

  it('are refused when they contradict each other, and preview and commit refuse the same rows', async () => {
    const done = await take({ name: 'jd.csv', bytes: platformCsv('jd_line', [aJdLine(), aJdLine({ 应付金额: '999.00' }), aJdLine({ 订单号: '110238475999' })]) })
    expect(done).toMatchObject({ counts: { rows: 3, orders: 1, created: 1, problems: 2 }, problems: [{ line: 2, code: 'amounts-differ' }, { line: 3, code: 'amounts-differ' }] })
    expect((await orders()).map(order => order.orderNo)).toEqual(['110238475999'])
  })

  it('of a split JD order are left to its parts', async () => {
    await take({ name: 'jd.csv', bytes: platformCsv('jd_line', [aJdLine({ 订单状态: '(删除)等待出库', 商家备注: '订单拆分为 1 2' })]) })
    expect(await orders()).toMatchObject([{ state: 'closed', netFen: 0 }])
  })
})
