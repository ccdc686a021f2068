import type { OrderState } from '../../../contract/words.ts'
import type { LineDraft } from '../drafts.ts'
import { draft, lineDraft, price } from '../formats/drafting.ts'
import { place } from '../formats/youzan.ts'
import { JsonReader } from './json-reader.ts'
import type { SourceDefaults } from './own-order.rules.ts'
import type { PushReading } from './pushed-order.ts'

/** trade_status of trade_push.php (open.wangdian.cn): 10 unpaid, 20 paid in part, 30 paid, 40 shipped in part, 50 shipped, 70 done, 80 refunded, 90 closed. */
const states: Readonly<Record<string, OrderState>> = { 10: 'unpaid', 20: 'unpaid', 30: 'paid', 40: 'paid', 50: 'shipped', 70: 'completed', 80: 'refunded', 90: 'closed' }
/** refund_status of a line: 5 the money has gone back. */
const lineRefunded = '5'

/** One trade of `trade_list`. `receivedAt`: when it came; WangDianTong's format has no time of change. */
export function readWangdiantongTrade(trade: unknown, receivedAt: string, defaults: SourceDefaults): PushReading {
  const row = new JsonReader(trade)
  const orderNo = row.id('tid')
  const status = row.text('trade_status')
  const known = states[status]
  if (!known) row.refuse('trade_status', 'unknown-state', `不认识旺店通订单状态「${status.slice(0, 20)}」，应为 10、20、30、40、50、70、80、90`)
  // Paid on delivery counts as sold; 20 with pay_status 2 is how some shops say "paid".
  const state = known === 'unpaid' && row.text('pay_status') === '2' ? 'paid' : known ?? null
  const paidFen = row.money('paid')
  const facts = {
    state, placedAt: row.time('trade_time'), paidAt: row.time('pay_time'), shippedAt: row.time('consign_time'), signedAt: row.time('end_time'),
    freightFen: row.money('post_amount'), paidFen, refundFen: state === 'refunded' ? paidFen : null, buyerId: row.buyer('buyer_nick'),
    buyerNote: row.text('buyer_message'), sellerNote: row.text('seller_memo'), isPrivate: defaults.platform === 'webhook',
    logisticsCompany: row.orNull('logistics_name'), logisticsNo: row.orNull('logistics_no'),
  }
  const mobile = row.phone('receiver_mobile')
  const recipient = {
    name: row.plain('receiver_name'), phone: mobile.kind === 'full' ? mobile : row.phone('receiver_telno').kind === 'full' ? row.phone('receiver_telno') : mobile,
    address: place(row.plain('receiver_province'), row.plain('receiver_city'), row.plain('receiver_district'), row.plain('receiver_address')),
  }
  const lines = row.list('order_list').map(wangdiantongLine)
  if (facts.placedAt === null && row.problems.length === 0) row.refuse('trade_time', 'time-missing', '没有下单时间 trade_time')
  if (row.problems.length > 0) return { problems: row.problems }
  return { orders: [{ modifiedAt: row.time('modified') ?? receivedAt, draft: draft({ level: 'order', platform: defaults.platform, shop: row.text('shop_name') || defaults.shop, orderNo, facts, recipient, lines }) }] }
}

function wangdiantongLine(line: JsonReader): LineDraft {
  const quantity = Math.max(1, Math.round(Number(line.text('num') || '1')) || 1)
  const priceFen = price(line.money('price'), quantity)
  const given = line.money('paid')
  const paidFen = given ?? (priceFen === null ? null : Math.max(0, priceFen - (line.money('discount') ?? 0) - (line.money('share_discount') ?? 0)))
  return lineDraft({
    subOrderNo: line.orNull('oid'), title: line.text('goods_name') || '（没有名称的商品）', spec: line.text('spec_name'), code: line.text('spec_no') || line.text('goods_no'), quantity,
    priceFen, paidFen, refundFen: line.text('refund_status') === lineRefunded ? paidFen : null, state: states[line.text('status')] ?? null,
  })
}
