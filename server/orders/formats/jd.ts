import type { OrderState } from '../../../contract/words.ts'
import { draft, lineDraft, price } from './drafting.ts'
import { format } from './format.ts'

const states: Record<string, OrderState> = { 等待付款确认: 'unpaid', 正在出库: 'paid', 等待分期付款: 'unpaid', 等待厂商处理: 'paid', 已退款完成: 'refunded' }

/** 商家后台 订单导出: one row a line, the amounts of the order repeated on each. */
export const jdLine = format({
  key: 'jd-line', platform: 'jd', level: 'line',
  columns: {
    orderNo: ['订单号', '订单编号'], productNo: ['商品ID', '商品编号'], title: ['商品名称'], quantity: ['订购数量', '订单数量', '商品数量'], placedAt: ['下单时间'],
    price: ['京东价'], total: ['订单金额'], settle: ['结算金额'], due: ['应付金额'], state: ['订单状态'], buyer: ['下单帐号', '下单账号'],
    name: ['客户姓名'], address: ['客户地址'], phone: ['联系电话'], buyerNote: ['订单备注'], sellerNote: ['商家备注'], freight: ['运费金额'],
    paidAt: ['付款确认时间'], code: ['货号'], doneAt: ['订单完成时间'], skuCode: ['商家SKUID'],
  },
  required: ['orderNo', 'title', 'quantity', 'placedAt', 'state', 'buyer'],
  read(row) {
    const orderNo = row.id('orderNo')
    const quantity = row.count('quantity') ?? 1
    const sellerNote = row.text('sellerNote')
    const stated = row.state('state', states)
    // A split order lives on in its parts, which are orders of their own: counting it too would count the money twice.
    const split = /订单拆分为/.test(sellerNote)
    if (split) row.note('sellerNote', 'split-order', '订单已拆分，金额以拆分后的订单为准')
    const state = split ? 'closed' : stated
    const due = row.amount('due')
    const settle = row.amount('settle')
    const facts = {
      state, placedAt: row.time('placedAt'), paidAt: row.time('paidAt'), signedAt: state === 'completed' ? row.time('doneAt') : null,
      goodsFen: row.amount('total'), freightFen: row.amount('freight'), paidFen: due === null || due === 0 ? settle ?? due : due,
      buyerId: row.buyer('buyer'), buyerNote: row.text('buyerNote'), sellerNote,
    }
    const recipient = { name: row.text('name'), phone: row.phone('phone'), address: row.text('address') }
    const line = lineDraft({ title: row.text('title'), code: row.code('skuCode', 'code', 'productNo'), quantity, priceFen: price(row.amount('price'), quantity) })
    return row.problems.length > 0 ? null : draft({ level: 'line', platform: 'jd', orderNo, facts, recipient, lines: [line] })
  },
})
