import type { OrderState } from '../../../contract/words.ts'
import { isNothing } from './cells.ts'
import { draft, lineDraft, namesSeller, wholeRefund } from './drafting.ts'
import { format } from './format.ts'
import { isRefunded } from './states.ts'
import { place } from './youzan.ts'

const states: Record<string, OrderState> = { 待收礼: 'paid', 订单完成: 'completed', 全部售后: 'refunded', 全部商品售后: 'refunded', 未付款取消: 'closed' }

/** 微信小店, 视频号小店: one row a line, order amounts repeated; carries WeCom's attribution and presents. */
export const wechatShopLine = format({
  key: 'wechat-shop', platform: 'wechat_shop', level: 'line',
  columns: {
    orderNo: ['订单号'], placedAt: ['订单下单时间'], shippedAt: ['订单发货时间'], signedAt: ['订单确认收货时间'], state: ['订单状态'], name: ['收件人姓名'], address: ['收件人地址'],
    province: ['省'], city: ['市'], district: ['区'], phone: ['收件人手机'], buyerNote: ['买家备注'], sellerNote: ['商家备注'], goods: ['商品总价'],
    paid: ['订单实际支付金额'], freight: ['订单运费'], paidAt: ['支付时间'], logistics: ['物流公司'], logisticsNo: ['快递单号'], repId: ['企微工号'],
    wecomId: ['企业微信加密id'], giftNo: ['礼物单号'], title: ['商品名称'], platformCode: ['商品编码(平台)'], ownCode: ['商品编码(自定义)'], skuCode: ['SKU编码(自定义)'],
    spec: ['商品属性'], price: ['商品价格(单件)'], linePaid: ['商品实际价格(总共)'], quantity: ['商品数量'], afterSale: ['商品售后'], refund: ['商品已退款金额'],
  },
  required: ['orderNo', 'placedAt', 'state', 'title', 'quantity', 'paid'],
  read(row) {
    const orderNo = row.id('orderNo')
    const quantity = row.count('quantity') ?? 1
    const unit = row.amount('price')
    const linePaid = row.amount('linePaid')
    const facts = {
      state: row.state('state', states), placedAt: row.time('placedAt'), paidAt: row.time('paidAt'), shippedAt: row.time('shippedAt'), signedAt: row.time('signedAt'),
      goodsFen: row.amount('goods'), freightFen: row.amount('freight'), paidFen: row.amount('paid'), buyerNote: row.text('buyerNote'), sellerNote: row.text('sellerNote'),
      isGiftOrder: !isNothing(row.text('giftNo')), logisticsCompany: row.orNull('logistics'), logisticsNo: row.parcel('logisticsNo'),
      isPrivate: namesSeller(row.text('repId'), row.text('wecomId')), wecomCustomerId: row.orNull('wecomId'),
    }
    const recipient = { name: row.text('name'), phone: row.phone('phone'), address: place(row.text('province'), row.text('city'), row.text('district'), row.text('address')) }
    const line = lineDraft({
      title: row.text('title'), spec: row.text('spec'), code: row.code('skuCode', 'ownCode', 'platformCode'), quantity,
      priceFen: unit === null ? null : unit * quantity, paidFen: linePaid, refundFen: wholeRefund(isRefunded(row.text('afterSale')), row.amount('refund'), linePaid),
    })
    return row.problems.length > 0 ? null : draft({ level: 'line', platform: 'wechat_shop', orderNo, facts, recipient, lines: [line] })
  },
})
