import Type, { type Static } from 'typebox'
import type { RepId } from './ids.ts'
import { idOf, Instant, orNull, words } from './schema.ts'

export const SyncProgress = Type.Object({
  status: words(['never', 'running', 'done', 'failed'] as const),
  startedAt: orNull(Instant),
  finishedAt: orNull(Instant),
  repsDone: Type.Integer(),
  repsTotal: Type.Integer(),
  customers: Type.Integer(),
  failure: orNull(Type.String()),
})
export type SyncProgress = Static<typeof SyncProgress>

export const getSyncWire = { summary: 'Progress of the synchronisation with WeCom', reply: SyncProgress, errors: ['not-signed-in'] } as const

/** A member who can't contact customers any more, and how many have nobody else. */
export const Unattended = Type.Object({
  userId: idOf<RepId>(),
  name: Type.String(),
  why: words(['left', 'no-contact-function'] as const),
  customers: Type.Integer(),
})
export type Unattended = Static<typeof Unattended>

export const listUnattendedWire = {
  summary: 'Customers whom nobody can contact: their only members left the company or lost the contact function', reply: Type.Object({ items: Type.Array(Unattended) }),
  errors: ['not-signed-in', 'not-allowed'],
} as const
