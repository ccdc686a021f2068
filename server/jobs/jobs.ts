import type { RawBuilder } from 'kysely'
import type { Trx } from '../db/database.ts'

/** Every kind of background work and what it is given: ids only, never names or phones. */
export interface JobPayloads {
  /** Work through what waits in the inbox for one customer (or member). */
  'process-inbox': { orderKey: string }
  /** Whatever waits in any inbox queue: what a killed process left, and retries. */
  'sweep-inbox': Record<string, never>
  /** The welcome message to a customer just added: worth nothing after 20 seconds. */
  'send-welcome': { welcomeId: number }
  /** Deliver what waits in the outbox. */
  'deliver-outbox': Record<string, never>
  /** Full or incremental synchronisation. */
  'synchronise': { kind: 'full' | 'nightly' }
  /** Tell members what cannot wait, and in the morning what the day holds. */
  'push': Record<string, never>
  /** Ask the platform whom mass messages have reached. */
  'look-at-bulk': Record<string, never>
  /** Read the uploaded files of an import. */
  'read-import': { importId: string }
  'commit-import': { importId: string }
  /** Recognise orders anew after products were changed, and have their customers planned anew. */
  'match-products': { productIds: string[] }
  /** Plan anew those whose orders an import has changed: one job a chunk. */
  'replan-customers': { externalUserIds: string[] }
  /** Have every customer planned anew: a rule or a limit of contact was changed. */
  'plan-everyone': Record<string, never>
  /** Who is 1V1 and of high value, after the company has set other figures, and whoever that changes planned anew. */
  'derive-everyone': Record<string, never>
  /** Plan whose time has come, until none is left; several at once share the work. */
  'plan-due': { lane: number }
  /** Work through what a source pushed, or a pull brought, under one key. */
  'process-pushed': { orderKey: string }
  /** Whatever of it waits and is due: retries, and what a killed process left. */
  'sweep-pushed': Record<string, never>
  /** Ask the systems that are pulled for what changed. */
  'pull-orders': Record<string, never>
  /** Tiers and scenes, then re-plan what time alone changes. */
  'nightly': Record<string, never>
}
export type JobName = keyof JobPayloads

/** Queues work in the transaction of the change that causes it: both happen or neither. */
export interface Jobs {
  /** `isUrgent`: before others of its lane that wait. */
  add: <Name extends JobName>(trx: Trx, name: Name, payload: JobPayloads[Name], options?: { isUrgent?: boolean }) => Promise<void>
  /** The same as an expression, for a statement that queues and does something else in one round trip; null: only `add` will do. */
  inStatement?: <Name extends JobName>(name: Name, payload: JobPayloads[Name], options?: { isUrgent?: boolean }) => RawBuilder<unknown>
}
