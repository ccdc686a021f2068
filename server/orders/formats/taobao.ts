import { draft, lineDraft, price, summaryLine, wholeRefund } from './drafting.ts'
import { format } from './format.ts'
import { isRefunded } from './states.ts'

const orderNumber = ['订单编号', '订单号', '主订单编号', '主订单号'] as const

/** 「已卖出的宝贝」 ExportOrderList, and the sheet 订单报表 of 千牛: one row an order. */
export const taobaoOrder = format({
  key: 'taobao-order', platform: 'taobao', level: 'order',
  columns: {
    orderNo: orderNumber, buyer: ['买家会员名', '买家昵称', '买家旺旺'], due: ['买家应付货款'], freight: ['买家应付邮费'],
    paid: ['买家实际支付金额', '买家实付金额'], refund: ['退款金额'], state: ['订单状态'], buyerNote: ['买家留言'],
    sellerNote: ['商家备注', '订单备注'], name: ['收货人姓名'], address: ['修改后的收货地址'], firstAddress: ['收货地址'],
    phone: ['联系手机'], landline: ['联系电话'], placedAt: ['订单创建时间', '买家下单时间'], paidAt: ['订单付款时间', '买家付款时间'],
    shippedAt: ['发货时间'], signedAt: ['确认收货时间'], titles: ['宝贝标题', '商品标题'], quantity: ['宝贝总数量'],
    logisticsNo: ['物流单号'], logistics: ['物流公司'], shop: ['店铺名称'],
  },
  required: ['orderNo', 'buyer', 'state', 'placedAt', 'paid'],
  read(row) {
    const orderNo = row.id('orderNo')
    const state = row.state('state')
    const facts = {
      state, placedAt: row.time('placedAt'), paidAt: row.time('paidAt'), shippedAt: row.time('shippedAt'), signedAt: row.time('signedAt'),
      goodsFen: row.amount('due'), freightFen: row.amount('freight'), paidFen: row.amount('paid'), refundFen: row.amount('refund'),
      buyerId: row.buyer('buyer'), buyerNote: row.text('buyerNote'), sellerNote: row.text('sellerNote'),
      logisticsCompany: row.orNull('logistics'), logisticsNo: row.parcel('logisticsNo'),
    }
    const recipient = { name: row.text('name'), phone: row.phone('phone', 'landline'), address: row.first('address', 'firstAddress') }
    const lines = summaryLine(row.text('titles'), row.count('quantity'))
    return row.problems.length > 0 ? null : draft({ level: 'order', platform: 'taobao', orderNo, shop: row.text('shop'), facts, recipient, lines, isSummary: true })
  },
})

/** The sheet 发货报表 of 千牛: only who gets the parcel. */
export const taobaoShipping = format({
  key: 'taobao-shipping', platform: 'taobao', level: 'order',
  columns: {
    orderNo: orderNumber, name: ['收货人姓名'], phone: ['联系手机'], landline: ['联系电话'], address: ['收货地址'],
    logisticsNo: ['物流单号', '运单号'], logistics: ['物流公司'], shippedAt: ['发货时间'],
  },
  required: ['orderNo', 'name', 'address'],
  read(row) {
    const orderNo = row.id('orderNo')
    const recipient = { name: row.text('name'), phone: row.phone('phone', 'landline'), address: row.text('address') }
    const facts = { shippedAt: row.time('shippedAt'), logisticsCompany: row.orNull('logistics'), logisticsNo: row.parcel('logisticsNo') }
    return row.problems.length > 0 ? null : draft({ level: 'order', platform: 'taobao', orderNo, facts, recipient })
  },
})

/** ExportOrderDetailList of old: lines without money paid or time, so it needs its order file or an order imported before. */
export const taobaoItemOld = format({
  key: 'taobao-item-old', platform: 'taobao', level: 'line',
  columns: {
    orderNo: ['订单编号'], title: ['标题', '宝贝标题'], price: ['价格'], quantity: ['购买数量'], outerCode: ['外部系统编号'], spec: ['商品属性'],
    set: ['套餐信息'], sellerNote: ['备注'], state: ['订单状态'], code: ['商家编码'],
  },
  required: ['orderNo', 'title', 'price', 'quantity'],
  read(row) {
    const orderNo = row.id('orderNo')
    const quantity = row.count('quantity') ?? 1
    const state = row.has('state') ? row.state('state') : null
    const line = lineDraft({
      title: row.text('title'), spec: row.first('spec', 'set'), code: row.code('code', 'outerCode'), quantity, priceFen: price(row.amount('price'), quantity), state,
    })
    return row.problems.length > 0 ? null : draft({ level: 'line', platform: 'taobao', orderNo, facts: { sellerNote: row.text('sellerNote') }, lines: [line] })
  },
})

/** 销售明细, ExportItemList: lines with their own money, status and refund. */
export const taobaoItem = format({
  key: 'taobao-item', platform: 'taobao', level: 'line',
  columns: {
    subOrderNo: ['子订单编号', '子订单号'], orderNo: ['主订单编号', '主订单号', '订单编号'], title: ['商品标题', '宝贝标题', '标题'], price: ['商品价格', '价格'],
    quantity: ['购买数量'], outerCode: ['外部系统编号'], spec: ['商品属性'], set: ['套餐信息'], sellerNote: ['商家备注'], state: ['订单状态'],
    code: ['商家编码'], due: ['买家应付货款'], paid: ['买家实付金额', '买家实际支付金额'], refundState: ['退款状态'], refund: ['退款金额'],
    placedAt: ['订单创建时间', '买家下单时间'], paidAt: ['订单付款时间', '买家付款时间'], logisticsNo: ['物流单号'], logistics: ['物流公司'], shippedAt: ['发货时间'],
  },
  required: ['subOrderNo', 'orderNo', 'title', 'quantity', 'state'],
  read(row) {
    const orderNo = row.id('orderNo')
    const quantity = row.count('quantity') ?? 1
    const state = row.state('state')
    const paidFen = row.amount('paid')
    const refundFen = taobaoRefund({
      stated: row.amount('refund'), dueFen: row.amount('due'), paidFen, word: row.text('refundState'),
      note: () => row.note('refund', 'refund-is-discount', '退款金额等于应付与实付之差（优惠差额），没有重复扣减'),
    })
    const line = lineDraft({
      subOrderNo: row.id('subOrderNo'), title: row.text('title'), spec: row.first('spec', 'set'), code: row.code('code', 'outerCode'), quantity,
      priceFen: price(row.amount('price'), quantity), paidFen, refundFen: wholeRefund(state === 'refunded' || isRefunded(row.text('refundState')), refundFen, paidFen), state,
    })
    const facts = {
      placedAt: row.time('placedAt'), paidAt: row.time('paidAt'), shippedAt: row.time('shippedAt'), sellerNote: row.text('sellerNote'),
      logisticsCompany: row.orNull('logistics'), logisticsNo: row.parcel('logisticsNo'),
    }
    return row.problems.length > 0 ? null : draft({ level: 'line', platform: 'taobao', orderNo, facts, lines: [line] })
  },
})

interface StatedRefund { stated: number | null, dueFen: number | null, paidFen: number | null, word: string, note: () => void }

/** 退款金额 is often the coupon difference (应付 − 实付), which 实付 has already lost: never subtracted twice. */
function taobaoRefund({ stated, dueFen, paidFen, word, note }: StatedRefund): number | null {
  if (stated === null || stated === 0) return stated
  const isDifference = dueFen !== null && paidFen !== null && dueFen !== paidFen && Math.abs(dueFen - paidFen - stated) <= 1
  if (isDifference || /没有申请|无退款|未申请|退款关闭/.test(word)) {
    if (isDifference) note()
    return 0
  }
  return stated
}
