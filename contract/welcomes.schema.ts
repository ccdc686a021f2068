import Type, { type Static } from 'typebox'
import { Instant, line, orNull } from './schema.ts'

/** What customers of one channel are greeted with by itself. */
export const Welcome = Type.Object({
  /** Of the contact way that is scanned; empty: every other. */
  state: Type.String(),
  /** The channel's label; null: of every other, or of a way that carries no channel. */
  channel: orNull(Type.String()),
  /** Null: none of its own, the one of every other is sent. */
  body: orNull(Type.String()),
  /** Off: as if it had none of its own; for every other: nobody is greeted. */
  isActive: Type.Boolean(),
  updatedAt: orNull(Instant),
  updatedByName: orNull(Type.String()),
})
export type Welcome = Static<typeof Welcome>

export const listWelcomesWire = {
  summary: 'The welcome text of every other way first, then of each channel', reply: Type.Object({ items: Type.Array(Welcome) }), errors: ['not-signed-in', 'not-allowed'],
} as const
export const changeWelcomeWire = {
  summary: 'Write, change or switch off the welcome text of a channel. `state-conflict` carries it as it now is when `basedOn` is not when it was last changed',
  body: Type.Object({ state: line(64), body: line(2000, 1), isActive: Type.Boolean(), basedOn: orNull(Instant) }, { additionalProperties: false }),
  reply: Welcome, errors: ['not-signed-in', 'not-allowed', 'not-found', 'invalid-value', 'state-conflict', 'wrong-origin', 'idempotency-mismatch'],
} as const
