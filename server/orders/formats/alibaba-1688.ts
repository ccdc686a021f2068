import { draft, lineDraft } from './drafting.ts'
import { format } from './format.ts'
import { isRefunded } from './states.ts'

/** 1688: one row a line; 实付款 of the order stands on its first row only, or is repeated. */
export const alibaba1688Line = format({
  key: '1688-line', platform: '1688', level: 'line',
  columns: {
    orderNo: ['订单号', '订单编号'], placedAt: ['下单时间', '订单创建时间'], paidAt: ['订单付款时间', '付款时间'], logistics: ['物流公司'], paid: ['实付款', '实付款(元)'], logisticsNo: ['运单号'],
    buyer: ['买家', '买家会员名'], name: ['收货人', '收货人姓名'], phone: ['联系手机', '手机'], address: ['收货地址'], title: ['货品标题'], spec: ['规格'], quantity: ['数量'],
    price: ['单品金额', '单价'], refundState: ['退款状态'], refund: ['退款金额'], state: ['订单状态'], code: ['货号', '单品货号'],
  },
  required: ['orderNo', 'title', 'quantity', 'paid', 'state'],
  read(row) {
    const orderNo = row.id('orderNo')
    const goodsFen = row.amount('price')
    const stated = row.state('state')
    const isWhole = isRefunded(row.text('refundState'))
    const facts = {
      state: stated, placedAt: row.time('placedAt'), paidAt: row.time('paidAt'), paidFen: row.amount('paid'), buyerId: row.buyer('buyer'),
      logisticsCompany: row.orNull('logistics'), logisticsNo: row.parcel('logisticsNo'),
    }
    const recipient = { name: row.text('name'), phone: row.phone('phone'), address: row.text('address') }
    const line = lineDraft({
      title: row.text('title'), spec: row.text('spec'), code: row.code('code'), quantity: row.count('quantity') ?? 1, priceFen: goodsFen,
      refundFen: row.amount('refund') ?? (isWhole ? goodsFen : null),
    })
    return row.problems.length > 0 ? null : draft({ level: 'line', platform: '1688', orderNo, facts, recipient, lines: [line] })
  },
})
