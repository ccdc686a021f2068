import type { Sidebar } from '../../../contract/customers.schema.ts'
import type { Order } from '../../../contract/orders.schema.ts'
import { daysSince, dayText } from '../../utils/date-text.ts'
import { moneyText, supplyLeftText } from '../../utils/money-text.ts'
import { type Html, html } from './html.ts'

/** One sentence of purchases: last bought, where the parcel is, what is left. */
export function boughtSection({ orders, situation }: Sidebar, nowMs: number): Html {
  const order = orders.lastFive[0]
  const isLeftShown = orders.supply && situation.kind !== 'supply_ending' && situation.kind !== 'case_open'
  // What is still on its way is not being used up yet.
  const isUnderWay = order !== undefined && ['paid', 'shipped'].includes(order.state) && !order.logistics?.signedAt && daysSince(order.placedAt, nowMs) <= parcelMattersDays
  const left = isLeftShown && !isUnderWay ? supplyLeftText(orders.supply!.leftDays) : ''
  const text = order ? [orderText(order, nowMs), parcelText(order, nowMs), left].filter(Boolean).join(' · ') : '没有对上的订单'
  return html`<button type="button" class="row" data-do="show-orders">
      <b class="row-label">买过</b><span class="row-text">${text}</span><svg viewBox="0 0 24 24" aria-hidden="true"><path d="M9 6l6 6-6 6"/></svg>
    </button>`
}

function orderText(order: Order, nowMs: number): string {
  const goods = order.lines.filter(line => !line.isGift && !line.isService)
  const first = goods[0] ?? order.lines[0]
  const more = goods.length > 1 ? `等 ${goods.length} 样` : ''
  const title = first ? `${first.productName ?? first.title}${first.quantity > 1 ? `×${first.quantity}` : ''}${more}` : '明细未知'
  return `${dayText(order.placedAt, nowMs)} ${title} ${moneyText(order.paidFen - order.refundFen)}`
}

const parcelMattersDays = 30

function parcelText({ state, logistics, placedAt }: Order, nowMs: number): string {
  if (state === 'refunded') return '已退款'
  if (state === 'closed') return '已关闭'
  if (state === 'unpaid') return '还没付款'
  if (daysSince(placedAt, nowMs) > parcelMattersDays) return ''
  if (logistics?.signedAt) return '物流已签收'
  if (logistics?.shippedAt) return '物流在路上'
  return state === 'paid' ? '还没发货' : state === 'shipped' ? '已发货，到哪了未知' : ''
}
