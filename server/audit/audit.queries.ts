import { sql } from 'kysely'
import type { CustomerId, RepId } from '../../contract/ids.ts'
import type { Trx } from '../db/database.ts'

export type AuditAction =
  | 'order-use-changed' | 'order-bound' | 'order-unbound' | 'order-match-refused' | 'order-match-restored' | 'order-bind-missed' | 'customers-joined' | 'customers-parted' | 'customer-changed' | 'answer-added' | 'note-changed' | 'note-deleted' | 'note-restored' | 'touch-taken-back' | 'case-opened' | 'case-changed' | 'case-closed' | 'case-reopened' | 'case-withdrawn'
  | 'source-created' | 'source-changed' | 'source-secret-rotated' | 'source-retried'
  | 'bulk-sent' | 'personal-tasks-withdrawn' | 'personal-tasks-restored'
  | 'reminders-snoozed' | 'reminders-reopened'
  | 'product-created' | 'product-changed'
  | 'failed-rows-exported'
  | 'welcome-changed' | 'rule-changed' | 'contact-settings-changed'

export interface AuditEntry {
  at: Date
  userId: RepId
  action: AuditAction
  /** Null: not about one customer. */
  externalUserId: CustomerId | null
  /** What was before and after, or ids. */
  details: Record<string, unknown>
}

/** In the transaction of the change it tells of; the table refuses every later change. */
export async function writeAudit(trx: Trx, { details, ...entry }: AuditEntry): Promise<void> {
  await trx.insertInto('audit').values({ ...entry, details: sql`${JSON.stringify(details)}::text::jsonb` }).execute()
}
