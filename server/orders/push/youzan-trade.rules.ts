import type { OrderState } from '../../../contract/words.ts'
import type { LineDraft } from '../drafts.ts'
import { draft, lineDraft, price, wholeRefund } from '../formats/drafting.ts'
import { place } from '../formats/youzan.ts'
import { JsonReader } from './json-reader.ts'
import type { SourceDefaults } from './own-order.rules.ts'
import type { PushReading } from './pushed-order.ts'

/** order_info.status of youzan.trade.get 4.0.0. */
const states: Readonly<Record<string, OrderState>> = {
  WAIT_BUYER_PAY: 'unpaid', WAIT_PAY_RETURN: 'unpaid', TRADE_PAID: 'paid', WAIT_CONFIRM: 'paid', WAIT_GROUP: 'paid', WAIT_SELLER_SEND_GOODS: 'paid', PARTLY_SELLER_SHIP: 'paid',
  WAIT_BUYER_CONFIRM_GOODS: 'shipped', TRADE_BUYER_SIGNED: 'completed', TRADE_SUCCESS: 'completed', TRADE_CLOSED: 'closed',
}
/** refund_state: 2 part, 12 all of the money has gone back; 1 and 11 are under way. */
const partRefunded = '2'
const wholeRefunded = '12'

/** `full_order_info` of youzan.trade.get: a Youzan shop is a shop of one's own, private domain. Ciphertext of people is no key. */
export function readYouzanTrade(reply: unknown, defaults: SourceDefaults): PushReading {
  const trade = new JsonReader(reply).object('full_order_info')
  const info = trade.object('order_info')
  const pay = trade.object('pay_info')
  const place_ = trade.object('address_info')
  const buyer = trade.object('buyer_info')
  const remark = trade.object('remark_info')
  const orderNo = info.id('tid')
  const status = info.text('status')
  const known = states[status]
  if (!known) info.refuse('status', 'unknown-state', `不认识有赞订单状态「${status.slice(0, 40)}」`)
  const refundState = info.text('refund_state')
  const paidFen = pay.money('payment')
  const refunded = trade.list('refund_order').filter(item => [partRefunded, wholeRefunded].includes(item.text('refund_state'))).map(item => item.money('refund_fee') ?? 0)
  const refundSum = refunded.length > 0 ? refunded.reduce((sum, fen) => sum + fen, 0) : null
  const facts = {
    state: known === 'closed' && refundState === wholeRefunded ? 'refunded' as const : known ?? null,
    placedAt: info.time('created'), paidAt: info.time('pay_time'), shippedAt: info.time('consign_time'), signedAt: info.time('confirm_time') ?? info.time('success_time'),
    goodsFen: pay.money('total_fee'), freightFen: pay.money('post_fee'), paidFen, refundFen: wholeRefund(refundState === wholeRefunded, refundSum, paidFen) ?? 0,
    buyerId: buyer.buyer('yz_open_id'), unionid: buyer.buyer('unionid') ?? buyer.buyer('wx_union_id'),
    buyerNote: remark.plain('buyer_message'), sellerNote: remark.plain('trade_memo'), isPrivate: true, ...shippingOf(trade),
  }
  const recipient = {
    name: place_.plain('receiver_name'), phone: place_.phone('receiver_tel'), buyerPhone: buyer.phone('buyer_phone'),
    address: place(place_.plain('delivery_province'), place_.plain('delivery_city'), place_.plain('delivery_district'), place_.plain('delivery_address')),
  }
  const modifiedAt = info.time('update_time')
  const lines = trade.list('orders').map(youzanLine)
  if (trade.problems.length > 0) return { problems: trade.problems }
  return { orders: [{ modifiedAt, draft: draft({ level: 'order', platform: 'youzan', shop: info.text('shop_name') || defaults.shop, orderNo, facts, recipient, lines }) }] }
}

function youzanLine(line: JsonReader): LineDraft {
  const quantity = line.count('num') ?? 1
  const paidFen = line.money('payment')
  return lineDraft({
    subOrderNo: line.orNull('oid'), title: line.text('title') || '（没有名称的商品）', spec: specOf(line.text('sku_properties_name')), code: line.text('outer_sku_id') || line.text('outer_item_id'), quantity,
    priceFen: price(line.money('price'), quantity), paidFen, refundFen: line.text('refund_state') === wholeRefunded ? paidFen : null,
  })
}

/** `[{"k":"规格","v":"70g×7"}]`, or plain words. */
function specOf(text: string): string {
  try {
    const parsed: unknown = JSON.parse(text)
    return Array.isArray(parsed) ? parsed.map(item => new JsonReader(item).text('v')).filter(Boolean).join(' ') : ''
  }
  catch {
    return text
  }
}

/** The first parcel. */
function shippingOf(trade: JsonReader): { logisticsCompany: string | null, logisticsNo: string | null } {
  const [parcel] = trade.list('delivery_order').flatMap(order => order.list('dists')).map(dist => dist.object('express_info'))
  return { logisticsCompany: parcel?.orNull('express_name') ?? null, logisticsNo: parcel?.orNull('express_no') ?? null }
}
