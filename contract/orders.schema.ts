import Type, { type Static } from 'typebox'
import type { CustomerId, OrderId } from './ids.ts'
import { Cursor, Day, DayRange, Fen, idOf, Instant, line, orNull, words } from './schema.ts'
import { orderMatches, orderPlatforms, orderStates, orderUses } from './words.ts'

export const OrderLine = Type.Object({
  title: Type.String(),
  /** Product name of our own catalogue; null where the line is no known product. */
  productName: orNull(Type.String()),
  spec: Type.String(),
  quantity: Type.Integer(),
  /** Paid for the whole line. Null where the export says nothing by line. */
  paidFen: orNull(Fen),
  refundFen: Fen,
  isGift: Type.Boolean(),
  isService: Type.Boolean(),
})
export type OrderLine = Static<typeof OrderLine>

export const Order = Type.Object({
  orderId: idOf<OrderId>(),
  platform: words(orderPlatforms),
  shop: Type.String(),
  orderNo: Type.String(),
  state: words(orderStates),
  placedAt: Instant,
  paidAt: orNull(Instant),
  paidFen: Fen,
  refundFen: Fen,
  /** When a later export or push first told of the refund; null: it came with the order, or there is none. */
  refundSeenAt: orNull(Instant),
  /** How it found its customer; null: it has none, or nobody knows any more. */
  matchedBy: orNull(words(orderMatches)),
  /** Bought for whom, and why it is thought so. */
  use: words(orderUses),
  useReason: Type.String(),
  /** Masked: 张** 139****1234. */
  recipient: orNull(Type.String()),
  logistics: orNull(Type.Object({ company: Type.String(), number: Type.String(), shippedAt: orNull(Instant), signedAt: orNull(Instant) })),
  lines: Type.Array(OrderLine),
})
export type Order = Static<typeof Order>

/** What is left of the last pack: a range with its reason. */
export const Supply = Type.Object({
  productName: Type.String(),
  boughtAt: Instant,
  leftDays: DayRange,
  reason: Type.String(),
})
export type Supply = Static<typeof Supply>

export const OrderSummary = Type.Object({
  /** Paid orders, fully refunded ones not counted. */
  count: Type.Integer(),
  /** Net of refunds, all channels. */
  totalFen: Fen,
  /** Null where nothing was bought. */
  averageFen: orNull(Fen),
  firstOrderAt: orNull(Instant),
  lastOrderAt: orNull(Instant),
  /** Usual distance between purchase days; null below two purchases. */
  usualGapDays: orNull(Type.Integer()),
  supply: orNull(Supply),
  /** The newest five. */
  lastFive: Type.Array(Order),
})
export type OrderSummary = Static<typeof OrderSummary>

const customer = Type.Object({ id: idOf<CustomerId>() })
export const listOrdersWire = {
  summary: 'Orders of a customer, newest first', params: customer,
  query: Type.Object({ cursor: Type.Optional(Cursor), limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 50 })) }),
  reply: Type.Object({ items: Type.Array(Order), nextCursor: orNull(Cursor) }),
  errors: ['bad-request', 'not-signed-in', 'customer-not-found'],
} as const
export const changeOrderUseWire = {
  summary: 'Correct what an order was bought for', params: Type.Object({ id: idOf<CustomerId>(), orderId: idOf<OrderId>() }),
  body: Type.Object({ use: words(orderUses), note: Type.Optional(line(100)) }), reply: Order,
  errors: ['not-signed-in', 'not-allowed', 'customer-not-found', 'not-found', 'invalid-value', 'wrong-origin', 'idempotency-mismatch'],
} as const

/** An order is bound by hand with its whole number and the last four digits of the recipient's phone. Platform and shop only where several have that number. */
export const BindOrder = Type.Object({
  orderNo: line(64, 4), lastFour: line(20, 4), platform: Type.Optional(words(orderPlatforms)), shop: Type.Optional(line(100)),
}, { additionalProperties: false })
export type BindOrder = Static<typeof BindOrder>
/** `details` of `order-ambiguous`: of which platforms and shops the order may be. */
export const OrderPlace = Type.Object({ platform: words(orderPlatforms), shop: Type.String() })
export type OrderPlace = Static<typeof OrderPlace>

export const FoundOrder = Type.Object({
  order: Order,
  customer: Type.Object({ externalUserId: idOf<CustomerId>(), name: Type.String(), remark: Type.String() }),
})
export type FoundOrder = Static<typeof FoundOrder>

/** Money and rhythm over time, for the two pictures of the orders panel. */
export const OrderRhythm = Type.Object({
  /** Calendar months (YYYY-MM, company's zone) without gaps to this one, oldest first, at least 6 and at most 24; money by the day of payment, net of refunds. */
  months: Type.Array(Type.Object({ month: Type.String(), netFen: Fen, orders: Type.Integer() })),
  /** What was bought before the first of these months. */
  earlierFen: Fen,
  /** Days with a purchase in these months, oldest first. A day with presents only starts no clock. */
  days: Type.Array(Type.Object({ day: Day, netFen: Fen, isGift: Type.Boolean() })),
  today: Day,
  /** About half of the next purchases fall between these days; unknown below two purchase days of her own. */
  next: Type.Union([
    Type.Object({ kind: Type.Literal('expected'), from: Day, to: Day, gapDays: Type.Integer(), gaps: Type.Integer(), isOverdue: Type.Boolean(), reason: Type.String() }),
    Type.Object({ kind: Type.Literal('unknown'), reason: Type.String() }),
  ]),
})
export type OrderRhythm = Static<typeof OrderRhythm>

const boundOrder = Type.Object({ id: idOf<CustomerId>(), orderId: idOf<OrderId>() })
export const bindOrderWire = {
  summary: 'Bind an order that found nobody to a customer: number and last four digits of the phone, five misses in ten minutes a member', params: customer, body: BindOrder, reply: Order,
  errors: ['not-signed-in', 'not-allowed', 'customer-not-found', 'not-found', 'digits-do-not-fit', 'order-taken', 'order-ambiguous', 'state-conflict', 'invalid-value', 'too-many-requests', 'wrong-origin', 'idempotency-mismatch'],
} as const
export const unbindOrderWire = {
  summary: 'It is not hers: release an order, bound by hand or matched by itself; what matched by itself is not matched to her again', params: boundOrder, reply: null,
  errors: ['not-signed-in', 'not-allowed', 'customer-not-found', 'not-found', 'wrong-origin', 'idempotency-mismatch'],
} as const
export const restoreOrderWire = {
  summary: 'It is hers after all: undo the release of an order that had matched by itself', params: boundOrder, reply: Order,
  errors: ['not-signed-in', 'not-allowed', 'customer-not-found', 'not-found', 'state-conflict', 'wrong-origin', 'idempotency-mismatch'],
} as const
export const searchOrdersWire = {
  summary: 'Orders of customers in scope by their number, whole or its end of six at least; newest first, twenty at most',
  body: Type.Object({ q: Type.String({ maxLength: 64 }) }), reply: Type.Object({ items: Type.Array(FoundOrder) }),
  errors: ['bad-request', 'not-signed-in', 'invalid-value'],
} as const
export const getOrderRhythmWire = {
  summary: 'Spend by month and the rhythm of purchases with the expected next one', params: customer, reply: OrderRhythm,
  errors: ['not-signed-in', 'customer-not-found'],
} as const
