import { describe, expect, it } from 'vitest'
import headers from './fixtures/headers.json' with { type: 'json' }
import {
  a1688Line, aDouyinLine, aJdLine, aPddOrder, aTaobaoItem, aTaobaoOrder, aWechatLine, aYouzanGood, aYouzanOrder, csvBytes, headerOf, platformCsv, platformXlsx, rowOf, xlsxBytes, type Cells, type HeaderKey,
} from './fixtures/write.ts'
import { draftsOf, formatOf, problemsOf, readAll } from './support.ts'

const expected: Record<HeaderKey, string> = {
  'taobao_order': 'taobao-order', 'taobao_item_old': 'taobao-item-old', 'taobao_item': 'taobao-item', 'jd_line': 'jd-line', 'youzan_order': 'youzan-order', 'youzan_goods': 'youzan-goods',
  'youzan_customers': 'youzan-customers', 'wechat_shop_line': 'wechat-shop', 'douyin_line': 'douyin-line', 'pdd_order': 'pdd-order', '1688_line': '1688-line',
}
const generic = '店铺,订单号,订单状态,下单时间,付款时间,订单实付,商品名称,数量,手机,是否私域,是否送礼'.split(',')
const aGeneric = ['一店', 'G-20260101-1', '交易成功', '2026-01-01 10:00', '2026-01-01 10:01', '199', '燕窝', '1', '18618486065', '是', '是']

describe('what a file is', () => {
  it.each(Object.keys(headers) as HeaderKey[])('is told by the real columns of %s', async (key) => {
    expect(await formatOf(platformCsv(key, []))).toEqual([expected[key]])
  })

  it.each(Object.keys(headers) as HeaderKey[])('does not depend on the order of the columns of %s', async (key) => {
    expect(await formatOf(csvBytes([[...headerOf(key)].reverse()]))).toEqual([expected[key]])
  })

  it('finds our own documented columns', async () => {
    expect(await draftsOf(csvBytes([generic, aGeneric]))).toMatchObject([
      { platform: 'generic', shop: '一店', orderNo: 'G-20260101-1', facts: { paidFen: 19900, isPrivate: true, isGiftOrder: true }, recipient: { phone: { digits: '18618486065' } } },
    ])
  })

  it.each([0, 1, 17, 48])('finds the header after %i rows of other text', async (count) => {
    const above = Array.from({ length: count }, (_, at) => [at % 3 === 0 ? '' : `导出说明 ${at}`, '订单编号：系统生成'])
    expect(await draftsOf(csvBytes([...above, headerOf('taobao_order'), rowOf(headerOf('taobao_order'), aTaobaoOrder())]))).toHaveLength(1)
  })

  it('reads a header of two rows, and skips a line of hints below a header', async () => {
    const [first, second] = [['订单号', '', '', '', '', ''], ['', '订单状态', '下单时间', '订单实付', '商品名称', '数量']]
    const row = ['G-1001', '交易成功', '2026-01-01 10:00', '10', '茶', '1']
    expect(await draftsOf(csvBytes([['表一'], first, second, row]))).toMatchObject([{ orderNo: 'G-1001', lines: [{ title: '茶' }] }])
    const whole = second.map((name, at) => name || first[at]!)
    expect(await readAll(csvBytes([whole, ['必填', '必填', '年月日', '元', '', '件'], [], row]))).toMatchObject([{ kind: 'source' }, { kind: 'row', line: 4 }])
  })

  it('takes tables put together by hand, each under its own header', async () => {
    const file = csvBytes([headerOf('jd_line'), rowOf(headerOf('jd_line'), aJdLine()), headerOf('taobao_order'), rowOf(headerOf('taobao_order'), aTaobaoOrder())])
    expect((await draftsOf(file)).map(draft => draft.platform)).toEqual(['jd', 'taobao'])
  })

  it.each(['utf8', 'utf8-bom', 'gb18030', 'utf16le'] as const)('reads %s by its content', async (encoding) => {
    expect(await draftsOf(platformCsv('taobao_order', [aTaobaoOrder({ 收货人姓名: '张小满𠮷' })], { encoding }))).toMatchObject([{ recipient: { name: '张小满𠮷' } }])
  })

  it('reads tabs as well as commas, and numbers of lines with breaks inside a cell', async () => {
    expect(await draftsOf(platformCsv('jd_line', [aJdLine()], { delimiter: '\t' }))).toHaveLength(1)
    const events = await readAll(platformCsv('jd_line', [aJdLine({ 订单备注: '第一行\n第二行' }), aJdLine()]))
    expect(events.flatMap(event => event.kind === 'row' ? [event.line] : [])).toEqual([2, 4])
  })

  it('takes 分销员, which Youzan has twice, by position, and refuses a file with two order numbers', async () => {
    expect(await draftsOf(platformCsv('youzan_order', [aYouzanOrder()]))).toMatchObject([{ facts: { buyerId: null } }])
    await expect(readAll(csvBytes([['订单号', ...generic.slice(1)], aGeneric]))).rejects.toMatchObject({ code: 'two-columns-one-field' })
  })
})

describe('a row of each platform', () => {
  const cases: [HeaderKey, Cells, object][] = [
    ['taobao_order', aTaobaoOrder(), { orderNo: '1930679858170647', shop: '知味滋补旗舰店', isSummary: true, facts: { state: 'completed', paidFen: 119600, buyerId: 'tb_xiaoman88', logisticsNo: 'SF1234567890', paidAt: '2026-05-23T14:03:11.000Z' }, recipient: { phone: { digits: '18618486065' } } }],
    ['taobao_item', aTaobaoItem(), { orderNo: '1930679858170647', lines: [{ subOrderNo: '1930679858170648', quantity: 2, paidFen: 119600, refundFen: null, code: 'YW-70-7', state: 'completed' }] }],
    ['taobao_item_old', { 订单编号: '1930679858170647', 标题: '燕窝', 价格: '598.00', 购买数量: '2', 订单状态: '交易成功' }, { facts: { placedAt: null }, lines: [{ priceFen: 119600, paidFen: null }] }],
    ['jd_line', aJdLine(), { facts: { paidFen: 56800, buyerId: 'jd_6f2a', signedAt: '2026-04-06T04:00:00.000Z' }, lines: [{ code: 'EJ-300' }] }],
    ['youzan_order', aYouzanOrder(), { shop: '知味小店', facts: { paidFen: 68000, isPrivate: true }, recipient: { address: '广东省 深圳市 南山区 科技园 3 号', buyerPhone: { digits: '13755556666' } } }],
    ['youzan_goods', aYouzanGood(), { facts: { placedAt: null }, lines: [{ quantity: 2, paidFen: 68000, spec: '500g' }] }],
    ['wechat_shop_line', aWechatLine({ 礼物单号: 'LW001' }), { facts: { paidFen: 48000, isPrivate: true, isGiftOrder: true, wecomCustomerId: 'wmDemo0009' }, lines: [{ paidFen: 24000 }] }],
    ['douyin_line', aDouyinLine(), { orderNo: '6919283746501928374', recipient: { phone: { kind: 'masked' } }, lines: [{ subOrderNo: '6919283746501928375', paidFen: 86800, code: '9001' }], facts: { logisticsCompany: '顺丰速运', logisticsNo: 'SF1029384756102' } }],
    ['pdd_order', aPddOrder(), { facts: { state: 'completed', paidFen: 4990, refundFen: null }, lines: [{ quantity: 1 }], recipient: { address: '四川省 成都市 武侯区' } }],
    ['1688_line', a1688Line(), { facts: { paidFen: 128000, buyerId: 'alibaba_buyer' }, lines: [{ quantity: 4, priceFen: 32000 }] }],
  ]
  it.each(cases)('%s says the same from CSV and XLSX', async (key, cells, draft) => {
    expect(await draftsOf(platformCsv(key, [cells]))).toMatchObject([draft])
    expect(await draftsOf(await platformXlsx(key, [cells]))).toMatchObject([draft])
  })

  it('may call its columns otherwise', async () => {
    const columns = headerOf('jd_line').map(name => ({ 下单帐号: '下单账号', 订购数量: '订单数量', 商品ID: '商品id' })[name] ?? name)
    expect(await draftsOf(csvBytes([columns, rowOf(headerOf('jd_line'), aJdLine())]))).toMatchObject([{ facts: { buyerId: 'jd_6f2a' }, lines: [{ quantity: 1 }] }])
  })
})

describe('quirks', () => {
  it('does not subtract a coupon difference that stands as a refund', async () => {
    const cells = { 买家应付货款: '100.00', 买家实付金额: '80.00', 退款金额: '20.00' }
    const [event] = (await readAll(platformCsv('taobao_item', [aTaobaoItem({ ...cells, 退款状态: '退款成功' })]))).slice(1)
    expect(event).toMatchObject({ draft: { lines: [{ paidFen: 8000, refundFen: 0 }] }, notes: [{ code: 'refund-is-discount' }] })
    expect(await draftsOf(platformCsv('taobao_item', [aTaobaoItem({ 买家应付货款: '100.00', 买家实付金额: '100.00', 退款金额: '20.00', 退款状态: '退款成功' })]))).toMatchObject([{ lines: [{ refundFen: 2000 }] }])
  })

  it('gives whole refunds their amount', async () => {
    expect(await draftsOf(platformCsv('pdd_order', [aPddOrder({ 订单状态: '未发货，退款成功', 售后状态: '退款成功' })]))).toMatchObject([{ facts: { state: 'refunded', refundFen: 4990 } }])
    expect(await draftsOf(platformCsv('douyin_line', [aDouyinLine({ 售后状态: '退款成功', 订单状态: '已关闭' })]))).toMatchObject([{ lines: [{ refundFen: 86800, state: 'closed' }] }])
  })

  it('splits a Douyin row of joined sub-orders, and holds it back where the parts do not fit', async () => {
    const joined = { 子订单编号: '6919283746501928375;6919283746501928376', 选购商品: '人参;燕窝', 商品数量: '1;2', 商品金额: '100;200' }
    expect(await draftsOf(platformCsv('douyin_line', [aDouyinLine({ ...joined, 商家编码: 'A;B' })]))).toMatchObject([
      { facts: { paidFen: 86800, state: 'completed' }, lines: [{ subOrderNo: '6919283746501928375', title: '人参', code: 'A', quantity: 1 }, { title: '燕窝', quantity: 2, priceFen: 20000, paidFen: null }] },
    ])
    expect(await problemsOf(platformCsv('douyin_line', [aDouyinLine({ ...joined, 商品数量: '3' })]))).toMatchObject([{ code: 'joined-row', column: '子订单编号' }])
  })

  it('refuses a number that a spreadsheet has cut, as text or as a number of an XLSX: Excel rounds what has 16 digits or more', async () => {
    expect(await problemsOf(platformCsv('taobao_order', [aTaobaoOrder({ 订单编号: '1.93068E+15' })]))).toMatchObject([{ line: 2, column: '订单编号', code: 'damaged-id' }])
    const sheet = (id: number | string) => xlsxBytes({ name: 'S', rows: [generic, ['一店', id, ...aGeneric.slice(2)]] })
    for (const id of [1930679858170640, 1930679858170647, 6919283746501928000, 1e21]) expect(await problemsOf(await sheet(id))).toMatchObject([{ line: 2, column: '订单号', code: 'damaged-id' }])
    for (const id of ['1930679858170647', '6919283746501928374', 193067985817064, 110238475665]) expect(await draftsOf(await sheet(id))).toMatchObject([{ orderNo: String(id) }])
  })

  it('tells lines apart by no number that a spreadsheet has cut', async () => {
    const columns = [...generic, '子订单号']
    const row = (sub: number | string) => xlsxBytes({ name: 'S', rows: [columns, [...aGeneric, sub]] })
    expect(await problemsOf(await row(6919283746501928375))).toMatchObject([{ column: '子订单号', code: 'damaged-id' }])
    expect(await draftsOf(await row('6919283746501928375'))).toMatchObject([{ lines: [{ subOrderNo: '6919283746501928375' }] }])
    expect(await draftsOf(await row(''))).toMatchObject([{ lines: [{ subOrderNo: null }] }])
  })

  it('takes an order without the parcel\'s number, the code and the buyer that a spreadsheet has cut, and says so', async () => {
    const cut = await xlsxBytes({ name: 'S', rows: [[...generic, '快递单号', '商品编码', '买家账号'], [...aGeneric, 773000012345678, 6901234567890123, 1.5e11], [...aGeneric, 7730000123456789, 'A1', '1.5E+11']] })
    const events = (await readAll(cut)).filter(event => event.kind === 'row')
    expect(events.map(({ draft: { facts, lines } }) => [facts.logisticsNo, lines[0]?.code, facts.buyerId])).toEqual([['773000012345678', '', '150000000000'], [null, 'A1', null]])
    expect(events.map(({ notes }) => notes.map(({ code, column }) => [code, column]))).toEqual([[['damaged-number', '商品编码']], [['damaged-number', '快递单号']]])
  })

  it('takes dates of an XLSX as the wall clock of Shanghai, and formulas as text', async () => {
    const row = (time: Date | { formula: string }) => xlsxBytes({ name: 'S', rows: [generic, ['一店', 'G-1001', '交易成功', time, '', '199', '燕窝', '1']] })
    expect(await draftsOf(await row(new Date('2026-01-01T10:30:00Z')))).toMatchObject([{ facts: { placedAt: '2026-01-01T02:30:00.000Z' } }])
    expect(await problemsOf(await row({ formula: 'NOW()' }))).toMatchObject([{ code: 'bad-time', message: expect.stringContaining('=NOW()') as string }])
  })

  it('names line, column and mend for every kind of wrong cell of a row', async () => {
    const wrong = aTaobaoOrder({ 订单编号: '', 买家实际支付金额: '一百', 订单状态: '星际运输', 订单创建时间: '昨天' })
    expect(await problemsOf(platformCsv('taobao_order', [aTaobaoOrder(), wrong]))).toMatchObject([
      { line: 3, column: '订单编号', code: 'id-missing' }, { line: 3, column: '订单状态', code: 'unknown-state' }, { line: 3, column: '订单创建时间', code: 'bad-time' }, { line: 3, column: '买家实际支付金额', code: 'bad-money' },
    ])
  })

  it('does not take a masked buyer for a buyer', async () => {
    expect(await draftsOf(platformCsv('taobao_order', [aTaobaoOrder({ 买家会员名: 't**8' })]))).toMatchObject([{ facts: { buyerId: null } }])
  })

  it('refuses garbled text rather than storing it', async () => {
    const bytes = platformCsv('taobao_order', [aTaobaoOrder({ 买家留言: '你好' })], { encoding: 'gb18030' })
    const at = bytes.indexOf(Buffer.from([0xC4, 0xE3, 0xBA, 0xC3]))
    bytes[at + 1] = 0xFF
    expect(await problemsOf(bytes)).toMatchObject([{ code: 'damaged-text', column: '买家留言' }])
  })
})
