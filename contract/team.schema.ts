import Type, { type Static } from 'typebox'
import { Instant, orNull, words } from './schema.ts'

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
