import Type, { type Static } from 'typebox'
import type { CustomerId, RepId, TouchId } from './ids.ts'
import { Cursor, idOf, Instant, line, orNull, words } from './schema.ts'
import { contactClasses, overLimitReasons, replySources, replyStates, touchChannels } from './words.ts'

export const Touch = Type.Object({
  touchId: idOf<TouchId>(),
  channel: words(touchChannels),
  contactClass: words(contactClasses),
  startedAt: Instant,
  lastAt: Instant,
  sendCount: Type.Integer(),
  byUserId: idOf<RepId>(),
  byName: Type.String(),
  reply: Type.Object({ state: words(replyStates), source: orNull(words(replySources)), at: orNull(Instant) }),
})
export type Touch = Static<typeof Touch>

const customer = Type.Object({ id: idOf<CustomerId>() })
export const addTouchWire = {
  summary: 'Record what was done by hand (我已联系)', params: customer,
  body: Type.Object({ channel: words(touchChannels), note: Type.Optional(line(200)), overLimitReason: Type.Optional(words(overLimitReasons)) }),
  reply: Touch, status: 201,
  errors: ['not-signed-in', 'not-allowed', 'customer-not-found', 'reason-required', 'invalid-value', 'wrong-origin', 'idempotency-mismatch'],
} as const
export const setReplyWire = {
  summary: 'Mark whether the customer replied; `unknown` takes the mark back', params: Type.Object({ touchId: idOf<TouchId>() }),
  body: Type.Object({ reply: words(replyStates) }), reply: Touch,
  errors: ['not-signed-in', 'not-allowed', 'not-found', 'wrong-origin', 'idempotency-mismatch'],
} as const
export const deleteTouchWire = {
  summary: 'Take back what one has just recorded by hand (undo of 我已联系): own, within 10 minutes, nothing sent or replied since; what it closed is open again',
  params: Type.Object({ touchId: idOf<TouchId>() }), reply: null,
  errors: ['not-signed-in', 'not-allowed', 'not-found', 'state-conflict', 'wrong-origin', 'idempotency-mismatch'],
} as const

/** One entry of the time line: `at` is what it is ordered by. */
export const TimelineEntry = Type.Object({
  at: Instant,
  kind: words(['added', 'welcome', 'lost', 'touch', 'send', 'reply', 'answer', 'note', 'order', 'refund', 'case_opened', 'case_closed', 'reminder_skipped', 'profile_changed'] as const),
  /** Chinese, without the customer's name. */
  title: Type.String(),
  detail: Type.String(),
  byName: orNull(Type.String()),
})
export type TimelineEntry = Static<typeof TimelineEntry>
export const listTimelineWire = {
  summary: 'Everything that happened, newest first', params: customer,
  query: Type.Object({ cursor: Type.Optional(Cursor), limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 50 })) }),
  reply: Type.Object({ items: Type.Array(TimelineEntry), nextCursor: orNull(Cursor) }),
  errors: ['bad-request', 'not-signed-in', 'customer-not-found'],
} as const
