import { sql, type RawBuilder } from 'kysely'
import type { Database, Trx } from '../db/database.ts'

export interface InboxRow { source: string, dedupeKey: string, orderKey: string, bodyCipher: Buffer, receivedAt: Date }

/** False: this message was received before. */
export async function insertInbox(trx: Trx, row: InboxRow): Promise<boolean> {
  const inserted = await trx.insertInto('inbox').values(row).onConflict(oc => oc.columns(['source', 'dedupeKey']).doNothing()).returning('id').executeTakeFirst()
  return inserted !== undefined
}

/** The same with the job that works it through, in one statement: a callback is answered after one round trip. */
export async function insertInboxQueued(db: Database, { source, dedupeKey, orderKey, bodyCipher, receivedAt }: InboxRow, job: RawBuilder<unknown>): Promise<void> {
  await sql`with received as (
      insert into inbox (source, dedupe_key, order_key, body_cipher, received_at) values (${source}, ${dedupeKey}, ${orderKey}, ${bodyCipher}, ${receivedAt})
      on conflict (source, dedupe_key) do nothing returning id)
    select ${job} from received`.execute(db)
}

/** One worker at a time for one queue, over all processes; the lock goes with the transaction. */
export async function lockInboxQueue(trx: Trx, orderKey: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`inbox:${orderKey}`}, 0))`.execute(trx)
}

/** Oldest first. */
export async function listWaiting(db: Database | Trx, orderKey: string, limit: number) {
  return db.selectFrom('inbox').select(['id', 'source', 'bodyCipher', 'receivedAt', 'attempts'])
    .where('orderKey', '=', orderKey).where('processedAt', 'is', null).orderBy('id').limit(limit).execute()
}

export async function listWaitingKeys(db: Database, limit: number): Promise<string[]> {
  const rows = await db.selectFrom('inbox').select('orderKey').distinct().where('processedAt', 'is', null).where('source', '=', 'wecom').limit(limit).execute()
  return rows.map(row => row.orderKey)
}

/** How many of these still waited. */
export async function markProcessed(db: Database | Trx, ids: number[], now: Date): Promise<number> {
  const rows = await db.updateTable('inbox').set({ processedAt: now }).where('id', 'in', ids).where('processedAt', 'is', null).returning('id').execute()
  return rows.length
}

/** Counts a failed try; `isLast` gives the message up (kept, marked), so that those behind it are not held for ever. */
export async function noteInboxFailure(
  db: Database, { orderKey, error, isLast, now }: { orderKey: string, error: string, isLast: (attempts: number) => boolean, now: Date },
): Promise<void> {
  const head = await db.updateTable('inbox').set({ attempts: sql<number>`attempts + 1`, lastError: error })
    .where('id', '=', eb => eb.selectFrom('inbox').select('id').where('orderKey', '=', orderKey).where('processedAt', 'is', null).orderBy('id').limit(1))
    .returning(['id', 'attempts']).executeTakeFirst()
  if (head && isLast(head.attempts)) await markProcessed(db, [head.id], now)
}

export async function deleteInboxBefore(db: Database, at: Date): Promise<void> {
  await db.deleteFrom('inbox').where('processedAt', '<', at).execute()
}
