import Type, { type Static } from 'typebox'
import type { CustomerId, OrderId } from './ids.ts'
import { Cursor, DayRange, Fen, idOf, Instant, line, orNull, words } from './schema.ts'
import { orderPlatforms, orderStates, orderUses } from './words.ts'

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
