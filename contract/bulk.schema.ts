import Type, { type Static } from 'typebox'
import type { CustomerId } from './ids.ts'
import { idOf, Instant, line, orNull, words } from './schema.ts'

/** Why a customer is left out of a mass message: the first that holds, in this order. */
export const bulkReasons = [
  'customer-not-found', 'lost', 'no-sender', 'other-account', 'one-to-one', 'opted-out', 'case-open', 'case-calm', 'onboarding', 'cooling', 'cadence', 'held-out',
] as const
export type BulkReason = (typeof bulkReasons)[number]

const figures = {
  /** Distinct customers asked for. */
  total: Type.Integer(),
  reachable: Type.Integer(),
  excluded: Type.Array(Type.Object({
    reason: words(bulkReasons), text: Type.String(), count: Type.Integer(),
    /** The first hundred. */
    customerIds: Type.Array(idOf<CustomerId>()),
  })),
  /** One sentence with the figures. */
  summary: Type.String(),
}

/** `earliestAt`: it is quiet now, and may be sent from then on. */
export const BulkPreview = Type.Object({ ...figures, earliestAt: orNull(Instant) })
export type BulkPreview = Static<typeof BulkPreview>
export const BulkSent = Type.Object({ ...figures, bulkId: Type.String() })
export type BulkSent = Static<typeof BulkSent>

const body = Type.Object({
  customerIds: Type.Array(idOf<CustomerId>(), { minItems: 1, maxItems: 5000 }),
  text: line(4000, 1),
}, { additionalProperties: false })
const errors = ['not-signed-in', 'not-allowed', 'invalid-value', 'script-has-gaps', 'wrong-origin', 'idempotency-mismatch'] as const

export const previewBulkWire = { summary: 'Whom a mass message would reach, and who is left out and why; changes nothing', body, reply: BulkPreview, errors } as const
export const sendBulkWire = {
  summary: 'Have the owning members send a mass message, which each confirms in WeCom; every customer is decided anew. `state-conflict` in quiet hours, with `details.earliestAt`',
  body, reply: BulkSent, status: 202, errors: [...errors, 'state-conflict'],
} as const
