import Type, { type Static } from 'typebox'
import { Instant, line, orNull, words } from './schema.ts'
import { orderPlatforms } from './words.ts'

/** Own signed webhook, three systems, and behaviour events (own signed webhook too). */
export const sourceKinds = ['webhook', 'youzan', 'wangdiantong', 'jushuitan', 'events'] as const
export type SourceKind = (typeof sourceKinds)[number]

/** The keys of a platform's app; which ones a kind needs is said by docs/orders.md. Ours are made by the server. */
export const SourceCredentials = Type.Object({
  clientId: Type.Optional(line(200)),
  clientSecret: Type.Optional(line(200)),
  /** Youzan: kdt_id of the shop. */
  grantId: Type.Optional(line(200)),
  /** WangDianTong: the seller's account. */
  sid: Type.Optional(line(200)),
  appKey: Type.Optional(line(200)),
  appSecret: Type.Optional(line(200)),
  accessToken: Type.Optional(line(500)),
}, { additionalProperties: false })
export type SourceCredentials = Static<typeof SourceCredentials>

export const Source = Type.Object({
  id: Type.String(),
  kind: words(sourceKinds),
  label: Type.String(),
  platform: words(orderPlatforms),
  shop: Type.String(),
  isEnabled: Type.Boolean(),
  /** Where to push to; null: we pull. */
  address: orNull(Type.String()),
  /** Newest first. `validUntil` null: the one in use; else an old one that is still taken. */
  secrets: Type.Array(Type.Object({ hint: Type.String(), createdAt: Instant, validUntil: orNull(Instant) })),
  lastReceivedAt: orNull(Instant),
  lastDoneAt: orNull(Instant),
  /** Chinese; of `lastErrorAt`, which may lie before `lastDoneAt`. */
  lastError: orNull(Type.String()),
  lastErrorAt: orNull(Instant),
  /** Messages received and not yet worked through, and those given up (kept 30 days). */
  waiting: Type.Integer(),
  failed: Type.Integer(),
})
export type Source = Static<typeof Source>

/** `secret`: of our own webhooks, shown this once and never again. */
export const SourceWithSecret = Type.Object({ source: Source, secret: orNull(Type.String()) })

const params = Type.Object({ id: line(40, 1) })
const refusals = ['not-signed-in', 'not-allowed', 'not-found', 'wrong-origin'] as const

export const listSourcesWire = {
  summary: 'Where orders and events come from, with their state', reply: Type.Object({ items: Type.Array(Source) }), errors: ['not-signed-in', 'not-allowed'],
} as const

export const createSourceWire = {
  summary: 'Add a source; the secret of our own webhooks is shown once',
  body: Type.Object({
    kind: words(sourceKinds), label: line(40, 1), platform: Type.Optional(words(orderPlatforms)), shop: Type.Optional(line(100)), credentials: Type.Optional(SourceCredentials),
  }, { additionalProperties: false }),
  reply: SourceWithSecret, status: 201, holdsSecret: true, errors: ['not-signed-in', 'not-allowed', 'invalid-value', 'state-conflict', 'wrong-origin'],
} as const

export const changeSourceWire = {
  summary: 'Switch a source on or off, rename it', params,
  body: Type.Object({ isEnabled: Type.Optional(Type.Boolean()), label: Type.Optional(line(40, 1)), shop: Type.Optional(line(100)) }, { additionalProperties: false }),
  reply: Source, errors: [...refusals, 'invalid-value', 'state-conflict'],
} as const

export const rotateSourceSecretWire = {
  summary: 'A new secret; the old one is taken for some hours more', params,
  body: Type.Object({
    /** 0: the old one ends at once. */
    overlapHours: Type.Integer({ minimum: 0, maximum: 168 }), credentials: Type.Optional(SourceCredentials),
  }, { additionalProperties: false }),
  reply: SourceWithSecret, holdsSecret: true, errors: [...refusals, 'invalid-value'],
} as const

export const retrySourceWire = { summary: 'Work through what was given up once more', params, reply: Source, errors: refusals } as const

/** An order whose keys lead to several people. */
export const AmbiguousOrder = Type.Object({
  orderId: Type.String(),
  platform: words(orderPlatforms),
  shop: Type.String(),
  orderNo: Type.String(),
  placedAt: Instant,
  paidFen: Type.Integer(),
  recipient: orNull(Type.String()),
  candidates: Type.Array(Type.Object({ externalUserId: Type.String(), name: Type.String(), ownerName: orNull(Type.String()), foundBy: words(['phone', 'buyer'] as const) })),
})
export type AmbiguousOrder = Static<typeof AmbiguousOrder>

export const listUnmatchedOrdersWire = {
  summary: 'How many orders wait for their customer, and those that lead to several', reply: Type.Object({
    waiting: Type.Integer(),
    ambiguous: Type.Integer(),
    /** The newest fifty. */
    items: Type.Array(AmbiguousOrder),
  }), errors: ['not-signed-in', 'not-allowed'],
} as const
