import { draft, lineDraft } from './drafting.ts'
import { format } from './format.ts'

/** Our own documented columns (docs/orders.md), for every shop that no other format knows: one row a line, order columns repeated. */
export const genericLine = format({
  key: 'generic', platform: 'generic', level: 'line',
  columns: {
    shop: ['店铺'], orderNo: ['订单号'], subOrderNo: ['子订单号'], state: ['订单状态'], placedAt: ['下单时间'], paidAt: ['付款时间'], shippedAt: ['发货时间'], signedAt: ['签收时间'],
    paid: ['订单实付'], freight: ['运费'], refund: ['订单退款'], buyer: ['买家账号'], name: ['收货人'], phone: ['手机'], address: ['收货地址'], buyerNote: ['买家留言'],
    sellerNote: ['商家备注'], title: ['商品名称'], spec: ['规格'], code: ['商品编码'], quantity: ['数量'], linePaid: ['商品实付'], lineRefund: ['商品退款'],
    logistics: ['快递公司'], logisticsNo: ['快递单号'], isPrivate: ['是否私域'], isGift: ['是否送礼'], unionid: ['unionid'], wecomId: ['external_userid', '企业微信客户ID'],
  },
  required: ['orderNo', 'state', 'placedAt', 'paid', 'title'],
  read(row) {
    const orderNo = row.id('orderNo')
    const yes = (text: string): boolean => /^(是|1|y|yes|true)$/i.test(text)
    const facts = {
      state: row.state('state'), placedAt: row.time('placedAt'), paidAt: row.time('paidAt'), shippedAt: row.time('shippedAt'), signedAt: row.time('signedAt'),
      freightFen: row.amount('freight'), paidFen: row.amount('paid'), refundFen: row.amount('refund'), buyerId: row.buyer('buyer'),
      buyerNote: row.text('buyerNote'), sellerNote: row.text('sellerNote'), isGiftOrder: yes(row.text('isGift')), isPrivate: yes(row.text('isPrivate')),
      logisticsCompany: row.orNull('logistics'), logisticsNo: row.parcel('logisticsNo'), unionid: row.orNull('unionid'), wecomCustomerId: row.orNull('wecomId'),
    }
    const recipient = { name: row.text('name'), phone: row.phone('phone'), address: row.text('address') }
    const line = lineDraft({
      subOrderNo: row.idOrNull('subOrderNo'), title: row.text('title'), spec: row.text('spec'), code: row.code('code'), quantity: row.count('quantity') ?? 1,
      paidFen: row.amount('linePaid'), refundFen: row.amount('lineRefund'),
    })
    return row.problems.length > 0 ? null : draft({ level: 'line', platform: 'generic', orderNo, shop: row.text('shop'), facts, recipient, lines: [line] })
  },
})
