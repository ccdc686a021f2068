import Type, { type Static } from 'typebox'
import { Instant, line, orNull, words } from './schema.ts'
import { orderPlatforms, orderStates } from './words.ts'

/**
 * What a shop of your own pushes, signed after the Standard Webhooks specification (www.standardwebhooks.com): `{ type, timestamp, data }`.
 * docs/orders.md and docs/events.md explain each field. Money is integer fen; instants are ISO 8601 with zone.
 */
const fen = Type.Integer({ minimum: 0, maximum: 100_000_000_00 })
const closed = { additionalProperties: false } as const

export const PushedLine = Type.Object({
  lineNo: Type.Optional(line(64, 1)), title: line(500, 1), spec: Type.Optional(line(200)), code: Type.Optional(line(100)), quantity: Type.Integer({ minimum: 1, maximum: 999_999 }),
  priceFen: Type.Optional(fen), paidFen: Type.Optional(fen), refundFen: Type.Optional(fen), state: Type.Optional(words(orderStates)),
}, closed)

/** The whole order as it is now: a field left out says nothing about it and changes nothing. */
export const PushedOrder = Type.Object({
  orderNo: Type.String({ pattern: '^[\\w-]{4,64}$' }),
  /** Default: the platform of the source. */
  platform: Type.Optional(words(orderPlatforms)),
  shop: Type.Optional(line(100)),
  state: words(orderStates),
  /** When the order last changed in your system; default: `timestamp` of the message. The newest wins. */
  modifiedAt: Type.Optional(Instant),
  placedAt: Instant,
  paidAt: Type.Optional(orNull(Instant)), shippedAt: Type.Optional(orNull(Instant)), signedAt: Type.Optional(orNull(Instant)),
  paidFen: fen, goodsFen: Type.Optional(fen), freightFen: Type.Optional(fen), refundFen: Type.Optional(fen),
  buyer: Type.Optional(Type.Object({
    id: Type.Optional(line(100)), externalUserId: Type.Optional(line(64)), unionid: Type.Optional(line(64)), phone: Type.Optional(line(30)),
  }, closed)),
  recipient: Type.Optional(Type.Object({ name: Type.Optional(line(100)), phone: Type.Optional(line(30)), address: Type.Optional(line(500)) }, closed)),
  buyerNote: Type.Optional(line(1000)), sellerNote: Type.Optional(line(1000)),
  isGift: Type.Optional(Type.Boolean()), isPrivate: Type.Optional(Type.Boolean()),
  logistics: Type.Optional(Type.Object({ company: Type.Optional(line(100)), number: Type.Optional(line(64)) }, closed)),
  lines: Type.Optional(Type.Array(PushedLine, { maxItems: 200 })),
}, closed)
export type PushedOrder = Static<typeof PushedOrder>

export const OrderMessage = Type.Object({ type: Type.Literal('order.changed'), timestamp: Instant, data: PushedOrder }, closed)
export type OrderMessage = Static<typeof OrderMessage>

export const behaviourKinds = ['browse', 'click', 'claim', 'keyword', 'visit'] as const
export const BehaviourEvent = Type.Object({
  /** Yours; the same id twice is one event, in whatever message it comes. */
  id: Type.Optional(line(100, 1)),
  kind: words(behaviourKinds),
  /** At least one; tried in this order. */
  customer: Type.Object({ externalUserId: Type.Optional(line(64, 1)), unionid: Type.Optional(line(64, 1)), phone: Type.Optional(line(30, 1)) }, closed),
  /** Default: `timestamp` of the message. */
  occurredAt: Type.Optional(Instant),
  product: Type.Optional(line(200)), keyword: Type.Optional(line(100)), page: Type.Optional(line(200)),
}, closed)
export type BehaviourEvent = Static<typeof BehaviourEvent>

export const EventMessage = Type.Object({
  type: Type.Literal('customer.behaviour'), timestamp: Instant, data: Type.Union([BehaviourEvent, Type.Array(BehaviourEvent, { minItems: 1, maxItems: 100 })]),
}, closed)
export type EventMessage = Static<typeof EventMessage>

const reply = Type.Object({ received: Type.Integer(), duplicates: Type.Integer() })
const errors = ['bad-signature', 'not-allowed', 'bad-request', 'invalid-value', 'too-large', 'too-many-requests'] as const

export const pushOrderWire = {
  summary: 'An order pushed by a source, signed; Youzan and WangDianTong answer in their own form', params: Type.Object({ source: line(40, 1) }), body: OrderMessage, reply, status: 202, errors,
} as const
export const pushEventsWire = { summary: 'Behaviour events, signed', body: EventMessage, reply, status: 202, errors } as const
