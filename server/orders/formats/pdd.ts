import type { OrderState } from '../../../contract/words.ts'
import { draft, lineDraft, wholeRefund } from './drafting.ts'
import { format } from './format.ts'
import { isRefunded } from './states.ts'
import { place } from './youzan.ts'

const states: Record<string, OrderState> = { 拼团成功: 'paid', 待分享: 'paid', 已发货待签收: 'shipped', 已取消退款成功: 'refunded', 未发货退款成功: 'refunded' }

/** 拼多多: one row an order, which has one kind of goods. Recipients and phones are not in it. */
export const pddOrder = format({
  key: 'pdd-order', platform: 'pdd', level: 'order',
  columns: {
    placedAt: ['订单成交时间', '拼单成功时间'], title: ['商品'], orderNo: ['订单号'], state: ['订单状态'], goods: ['商品总价(元)'], freight: ['邮费(元)'],
    paid: ['用户实付金额(元)'], quantity: ['商品数量(件)'], shippedAt: ['发货时间'], signedAt: ['确认收货时间'], spec: ['商品规格'],
    skuCode: ['商家编码-规格维度'], code: ['商家编码-商品维度'], sellerNote: ['商家备注'], buyerNote: ['买家留言'], afterSale: ['售后状态'], logisticsNo: ['快递单号'],
    logistics: ['快递公司'], paidAt: ['支付时间'], groupedAt: ['拼单成功时间'], province: ['省'], city: ['市'], district: ['区'],
    name: ['收货人', '收货人姓名'], phone: ['手机', '联系电话', '收货人手机'], address: ['收货地址', '街道'],
  },
  required: ['title', 'orderNo', 'state', 'quantity', 'paid'],
  read(row) {
    const orderNo = row.id('orderNo')
    const quantity = row.count('quantity') ?? 1
    const paidFen = row.amount('paid')
    const refundFen = wholeRefund(isRefunded(row.text('afterSale')), null, paidFen)
    const state = row.state('state', states)
    const facts = {
      state, placedAt: row.time('placedAt') ?? row.time('groupedAt') ?? row.time('paidAt'), paidAt: row.time('paidAt'), shippedAt: row.time('shippedAt'), signedAt: row.time('signedAt'),
      goodsFen: row.amount('goods'), freightFen: row.amount('freight'), paidFen, refundFen, sellerNote: row.text('sellerNote'), buyerNote: row.text('buyerNote'),
      logisticsCompany: row.orNull('logistics'), logisticsNo: row.parcel('logisticsNo'),
    }
    const recipient = { name: row.text('name'), phone: row.phone('phone'), address: place(row.text('province'), row.text('city'), row.text('district'), row.text('address')) }
    const line = lineDraft({ title: row.text('title'), spec: row.text('spec'), code: row.code('skuCode', 'code'), quantity, paidFen, refundFen })
    return row.problems.length > 0 ? null : draft({ level: 'order', platform: 'pdd', orderNo, facts, recipient, lines: [line] })
  },
})
