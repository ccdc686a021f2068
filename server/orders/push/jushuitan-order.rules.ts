import type { OrderPlatform, OrderState } from '../../../contract/words.ts'
import type { LineDraft } from '../drafts.ts'
import { draft, lineDraft, price } from '../formats/drafting.ts'
import { place } from '../formats/youzan.ts'
import { JsonReader } from './json-reader.ts'
import type { SourceDefaults } from './own-order.rules.ts'
import type { PushedDraft, PushReading } from './pushed-order.ts'

/** status of orders/single/query, in its older and newer spellings. */
const states: Readonly<Record<string, OrderState>> = {
  WaitPay: 'unpaid', WaitConfirm: 'paid', WaitFConfirm: 'paid', WaitSend: 'paid', WaitOuterSent: 'paid', Delivering: 'paid', Question: 'paid', Merged: 'paid',
  Sended: 'shipped', Sent: 'shipped', ConsignedConfirmed: 'completed', Cancelled: 'closed',
}

/** shop_site: the platform behind a shop. Taobao's orders are not told by this interface. */
const sites: readonly (readonly [RegExp, OrderPlatform])[] = [
  [/京东|^jd/i, 'jd'], [/放心购|抖音|抖店|头条|douyin/i, 'douyin'], [/拼多多|pdd|pinduoduo/i, 'pdd'], [/有赞|youzan/i, 'youzan'],
  [/视频号|微信小店|wxshop|channels/i, 'wechat_shop'], [/1688|阿里巴巴/, '1688'], [/淘宝|天猫|taobao|tmall/i, 'taobao'],
]

/**
 * One order of JuShuiTan as orders of the platforms: parcels put together there (items with another raw_so_id) belong to their own order numbers.
 * What was split (`Split`) is told of by its parts, which carry the numbers of their lines.
 */
export function readJushuitanOrder(order: unknown, defaults: SourceDefaults): PushReading {
  const row = new JsonReader(order)
  const status = row.text('status')
  if (status === 'Split') return { orders: [] }
  const state = states[status]
  if (!state) row.refuse('status', 'unknown-state', `不认识聚水潭订单状态「${status.slice(0, 30)}」`)
  const soId = row.id('so_id')
  const placedAt = row.time('order_date') ?? row.time('created')
  if (placedAt === null && row.problems.length === 0) row.refuse('order_date', 'time-missing', '没有下单时间 order_date')
  const isGone = (item: JsonReader): boolean => state !== 'closed' && ['Replaced', 'Cancelled'].includes(item.text('item_status'))
  const items = row.list('items').filter(item => !isGone(item))
  const gone = row.list('items').filter(isGone).flatMap(item => numberOf(item) ?? [])
  const numbers = [...new Set([soId, ...items.map(item => item.text('raw_so_id')).filter(text => /^[\w-]{4,64}$/.test(text))])]
  const orders = numbers.map(orderNo => orderOf(row, {
    orderNo, isMerged: numbers.length > 1, state: state ?? null, placedAt, defaults, gone, items: items.filter(item => (item.text('raw_so_id') || soId) === orderNo),
  }))
  if (row.problems.length > 0) return { problems: row.problems }
  return { orders: orders.filter(({ draft: { lines } }) => lines.length > 0 || numbers.length === 1) }
}

interface Part { orderNo: string, isMerged: boolean, state: OrderState | null, placedAt: string | null, defaults: SourceDefaults, gone: string[], items: JsonReader[] }

function orderOf(row: JsonReader, { orderNo, isMerged, state, placedAt, defaults, gone, items }: Part): PushedDraft {
  const facts = {
    state, placedAt, paidAt: row.time('pay_date'), shippedAt: row.time('send_date'), signedAt: row.time('sign_time') ?? (state === 'completed' ? row.time('end_time') : null),
    freightFen: isMerged ? null : row.money('freight'),
    // Several orders in one parcel: the money of each stands in its lines.
    paidFen: isMerged ? null : row.money('pay_amount'),
    buyerId: row.buyer('shop_buyer_id'), buyerNote: row.text('buyer_message'), sellerNote: row.text('remark'),
    logisticsCompany: row.orNull('logistics_company'), logisticsNo: row.orNull('l_id'),
  }
  const recipient = {
    name: row.plain('receiver_name'), phone: row.phone('receiver_mobile').kind === 'none' ? row.phone('receiver_phone') : row.phone('receiver_mobile'),
    address: place(row.plain('receiver_state'), row.plain('receiver_city'), row.plain('receiver_district'), row.plain('receiver_address')),
  }
  const site = row.text('shop_site')
  const platform = sites.find(([pattern]) => pattern.test(site))?.[1] ?? defaults.platform
  const shop = row.text('shop_name') || defaults.shop
  return { modifiedAt: row.time('modified'), part: { gone }, draft: draft({ level: 'order', platform, shop, orderNo, facts, recipient, lines: items.map(jushuitanLine) }) }
}

const numberOf = (item: JsonReader): string | null => item.orNull('outer_oi_id') ?? item.orNull('oi_id')

function jushuitanLine(item: JsonReader): LineDraft {
  const quantity = Math.max(1, item.count('qty') ?? 1)
  const paidFen = item.money('buyer_paid_amount') ?? item.money('amount')
  return lineDraft({
    subOrderNo: numberOf(item), title: item.text('name') || '（没有名称的商品）', spec: item.text('properties_value'), code: item.text('sku_id') || item.text('i_id'),
    quantity, priceFen: price(item.money('price'), quantity), paidFen, refundFen: item.text('refund_status') === 'success' ? paidFen : null,
  })
}
