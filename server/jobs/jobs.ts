import type { Trx } from '../db/database.ts'

/** Every kind of background work and what it is given: ids only, never names or phones. */
export interface JobPayloads {
  /** Work through what waits in the inbox for one customer (or member). */
  'process-inbox': { orderKey: string }
  /** Whatever waits in any inbox queue: what a killed process left, and retries. */
  'sweep-inbox': Record<string, never>
  /** Deliver what waits in the outbox. */
  'deliver-outbox': Record<string, never>
  /** Full or incremental synchronisation. */
  'synchronise': { kind: 'full' | 'nightly' }
  /** Read the uploaded files of an import. */
  'read-import': { importId: string }
  'commit-import': { importId: string }
  /** Plan anew those whose orders an import has changed: one job a chunk. */
  'replan-customers': { externalUserIds: string[] }
  /** Have every customer planned anew: a rule or a limit of contact was changed. */
  'plan-everyone': Record<string, never>
  /** Plan whose time has come, until none is left; several at once share the work. */
  'plan-due': { lane: number }
  /** Tiers and scenes, then re-plan what time alone changes. */
  'nightly': Record<string, never>
}
export type JobName = keyof JobPayloads

/** Queues work in the transaction of the change that causes it: both happen or neither. */
export interface Jobs {
  add: <Name extends JobName>(trx: Trx, name: Name, payload: JobPayloads[Name]) => Promise<void>
}
