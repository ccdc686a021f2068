import Type, { type Static } from 'typebox'
import type { CustomerId, RepId } from './ids.ts'
import { Cursor, idOf, Instant, orNull, words } from './schema.ts'
import { overLimitReasons, touchChannels } from './words.ts'

/** A one-to-one contact outside the rules of contact, for which the rep gave a reason. */
export const OverLimitContact = Type.Object({
  id: Type.String(),
  at: Instant,
  byUserId: idOf<RepId>(),
  byName: Type.String(),
  customerId: idOf<CustomerId>(),
  /** As the rep calls her; masked for an operator. */
  customerName: Type.String(),
  channel: words(touchChannels),
  /** Sent from here, or recorded afterwards (我已联系). */
  kind: words(['sent', 'by_hand'] as const),
  reason: words(overLimitReasons),
  /** Chinese: what the rep was told before, with the figures of that moment; null where it was not kept. */
  warning: orNull(Type.String()),
})
export type OverLimitContact = Static<typeof OverLimitContact>

/** How many of one member with one reason, whatever is chosen. */
export const OverLimitCount = Type.Object({ byUserId: idOf<RepId>(), byName: Type.String(), reason: words(overLimitReasons), count: Type.Integer() })
export type OverLimitCount = Static<typeof OverLimitCount>

export const listOverLimitWire = {
  summary: 'Contacts of the last 30 days outside the rules of contact, with the reason given, newest first: of the team and its customers for a lead, of all for operators and admins; of one member or with one reason where asked',
  query: Type.Object({ member: Type.Optional(idOf<RepId>()), reason: Type.Optional(words(overLimitReasons)), cursor: Type.Optional(Cursor), limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })) }),
  /** `total`: of what is chosen. `counts` come with the first page, empty with the others. */
  reply: Type.Object({ items: Type.Array(OverLimitContact), nextCursor: orNull(Cursor), total: Type.Integer(), counts: Type.Array(OverLimitCount) }),
  errors: ['bad-request', 'not-signed-in', 'not-allowed'],
} as const
