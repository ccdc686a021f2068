import type { OrderState } from '../../../contract/words.ts'
import { readDay } from './cells.ts'
import { draft, lineDraft, price, summaryLine, wholeRefund } from './drafting.ts'
import { format } from './format.ts'
import { isRefunded } from './states.ts'

const states: Record<string, OrderState> = { 等待买家付款: 'unpaid', 待商家发货: 'paid', 等待成团: 'paid', 商家已发货: 'shipped', 等待买家收货: 'shipped', 订单完成: 'completed', 订单关闭: 'closed', 退款关闭: 'refunded' }
const recipientColumns = {
  name: ['收货人/提货人', '收货人'], phone: ['收货人手机号/提货人手机号', '收货人手机号'], province: ['收货人省份'], city: ['收货人城市'], district: ['收货人地区'],
  address: ['详细收货地址/提货地址', '详细收货地址'],
} as const

/** 订单导出, one row an order. A Youzan shop is a shop of one's own: private domain. */
export const youzanOrder = format({
  key: 'youzan-order', platform: 'youzan', level: 'order',
  columns: {
    ...recipientColumns,
    orderNo: ['订单号'], shop: ['归属店铺'], state: ['订单状态'], placedAt: ['订单创建时间'], paidAt: ['买家付款时间'], doneAt: ['交易成功时间'],
    goods: ['商品金额合计'], freight: ['运费'], paid: ['订单实付金额'], titles: ['全部商品名称'], buyerNote: ['买家备注'], buyerPhone: ['买家手机号'],
    refundState: ['订单退款状态'], refund: ['订单已退款金额'], sellerNote: ['商家订单备注'],
  },
  required: ['orderNo', 'state', 'placedAt', 'paid'],
  read(row) {
    const orderNo = row.id('orderNo')
    const state = row.state('state', states)
    const paidFen = row.amount('paid')
    const facts = {
      state, placedAt: row.time('placedAt'), paidAt: row.time('paidAt'), signedAt: row.time('doneAt'), goodsFen: row.amount('goods'), freightFen: row.amount('freight'),
      paidFen, refundFen: wholeRefund(/全额退款/.test(row.text('refundState')), row.amount('refund'), paidFen),
      buyerNote: row.text('buyerNote'), sellerNote: row.text('sellerNote'), isPrivate: true,
    }
    const recipient = { name: row.text('name'), phone: row.phone('phone'), buyerPhone: row.phone('buyerPhone'), address: place(row.text('province'), row.text('city'), row.text('district'), row.text('address')) }
    return row.problems.length > 0 ? null : draft({
      level: 'order', platform: 'youzan', orderNo, shop: row.text('shop'), facts, recipient, lines: summaryLine(row.text('titles'), null), isSummary: true,
    })
  },
})

/** 商品导出: one row a line; it has no order time, so it needs the order file or an order imported before. */
export const youzanGoods = format({
  key: 'youzan-goods', platform: 'youzan', level: 'line',
  columns: {
    ...recipientColumns,
    orderNo: ['订单号'], state: ['订单商品状态'], title: ['商品名称'], spec: ['商品规格'], specCode: ['规格编码'], code: ['商品编码'], price: ['商品单价'],
    quantity: ['商品数量'], paid: ['商品实际成交金额'], buyerNote: ['买家备注'], logistics: ['商品发货物流公司'], logisticsNo: ['商品发货物流单号'], shippedAt: ['商品发货时间'],
    refundState: ['商品退款状态'], refund: ['商品已退款金额'], sellerNote: ['商家订单备注'],
  },
  required: ['orderNo', 'title', 'quantity', 'paid'],
  read(row) {
    const orderNo = row.id('orderNo')
    const quantity = row.count('quantity') ?? 1
    const paidFen = row.amount('paid')
    const line = lineDraft({
      title: row.text('title'), spec: row.text('spec'), code: row.code('specCode', 'code'), quantity, priceFen: price(row.amount('price'), quantity), paidFen,
      refundFen: wholeRefund(isRefunded(row.text('refundState')), row.amount('refund'), paidFen),
      state: row.has('state') ? row.state('state', states) : null,
    })
    const facts = {
      shippedAt: row.time('shippedAt'), logisticsCompany: row.orNull('logistics'), logisticsNo: row.parcel('logisticsNo'),
      buyerNote: row.text('buyerNote'), sellerNote: row.text('sellerNote'), isPrivate: true,
    }
    const recipient = { name: row.text('name'), phone: row.phone('phone'), address: place(row.text('province'), row.text('city'), row.text('district'), row.text('address')) }
    return row.problems.length > 0 ? null : draft({ level: 'line', platform: 'youzan', orderNo, facts, recipient, lines: [line] })
  },
})

/** 客户导出: fills in birthday and region of customers found by full phone. 分销员 and 导购员 are not ours to keep. */
export const youzanCustomers = format({
  key: 'youzan-customers', platform: 'youzan', level: 'customer',
  columns: { name: ['客户姓名'], nick: ['客户昵称'], phone: ['客户手机号'], birthday: ['客户生日'], region: ['所属区域', '微信地域'] },
  required: ['nick', 'phone', 'birthday'],
  read(row) {
    const phone = row.phone('phone')
    if (phone.kind === 'none') row.refuse('phone', 'phone-missing', '没有完整的客户手机号，无法对应客户')
    const customer = { phone: phone.kind === 'full' ? phone.digits : null, birthdayOn: readDay(row.text('birthday')), region: row.orNull('region') }
    return row.problems.length > 0 ? null : draft({ level: 'customer', platform: 'youzan', orderNo: '', customer })
  },
})

/** 省 市 区 before the detail, unless the detail begins with them. */
export const place = (province: string, city: string, district: string, detail: string): string =>
  detail.startsWith(province) && province !== '' ? detail : [province, city, district, detail].filter(Boolean).join(' ')
