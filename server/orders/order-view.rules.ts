import type { OrderId } from '../../contract/ids.ts'
import type { Order } from '../../contract/orders.schema.ts'
import type { OrderMatch, OrderPlatform, OrderState, OrderUse } from '../../contract/words.ts'

/** An order as the queries read it, lines in order. */
export interface OrderRow {
  id: number
  platform: string
  shop: string
  orderNo: string
  state: OrderState
  placedAt: Date
  paidAt: Date | null
  shippedAt: Date | null
  signedAt: Date | null
  paidFen: number
  refundFen: number
  refundSeenAt: Date | null
  matchedBy: OrderMatch | null
  purpose: OrderUse
  purposeReason: string
  recipientMasked: string | null
  logisticsCompany: string | null
  logisticsNo: string | null
  lines: { title: string, spec: string, productId: string | null, quantity: number, paidFen: number | null, refundFen: number, isGift: boolean, isService: boolean }[]
}

/** The order as it goes over the wire. `productNames`: catalogue names by product id. */
export function toOrder(row: OrderRow, productNames: ReadonlyMap<string, string>): Order {
  return {
    orderId: String(row.id) as OrderId, platform: row.platform as OrderPlatform, shop: row.shop, orderNo: row.orderNo, state: row.state,
    placedAt: row.placedAt.toISOString(), paidAt: row.paidAt?.toISOString() ?? null, paidFen: row.paidFen, refundFen: row.refundFen,
    refundSeenAt: row.refundSeenAt?.toISOString() ?? null, matchedBy: row.matchedBy,
    use: row.purpose, useReason: row.purposeReason, recipient: row.recipientMasked,
    logistics: row.logisticsNo === null ? null : {
      company: row.logisticsCompany ?? '', number: row.logisticsNo, shippedAt: row.shippedAt?.toISOString() ?? null, signedAt: row.signedAt?.toISOString() ?? null,
    },
    lines: row.lines.map(({ productId, ...line }) => ({ ...line, productName: productId === null ? null : productNames.get(productId) ?? null })),
  }
}
