import { sql } from 'kysely'
import type { Database, Trx } from '../db/database.ts'

/** What a source sent and how it fares: rows of the inbox whose `source` begins with `source:`. */
export interface PushedRow { id: number, source: string, orderKey: string, bodyCipher: Buffer, receivedAt: Date, attempts: number, nextTryAt: Date | null }

const ours = sql<boolean>`inbox.source like 'source:%'`

/** The oldest that waits under this key. */
export async function findHead(db: Database | Trx, orderKey: string): Promise<PushedRow | null> {
  return await db.selectFrom('inbox').select(['id', 'source', 'orderKey', 'bodyCipher', 'receivedAt', 'attempts', 'nextTryAt'])
    .where('orderKey', '=', orderKey).where('processedAt', 'is', null).where(ours).orderBy('id').limit(1).executeTakeFirst() ?? null
}

/** Ids that wait under this key, oldest first. */
export async function listWaitingIds(db: Database | Trx, orderKey: string): Promise<number[]> {
  const rows = await db.selectFrom('inbox').select('id').where('orderKey', '=', orderKey).where('processedAt', 'is', null).where(ours).orderBy('id').execute()
  return rows.map(row => row.id)
}

export async function isWaiting(trx: Trx, id: number): Promise<boolean> {
  return await trx.selectFrom('inbox').select('id').where('id', '=', id).where('processedAt', 'is', null).executeTakeFirst() !== undefined
}

/** Keys with a head whose time has come. */
export async function listDueKeys(db: Database, now: Date, limit: number): Promise<string[]> {
  const found = await sql<{ orderKey: string }>`
    select order_key from inbox where ${ours} and processed_at is null
    group by order_key having (array_agg(coalesce(next_try_at, received_at) order by id))[1] <= ${now}::timestamptz
    order by min(id) limit ${limit}`.execute(db)
  return found.rows.map(row => row.orderKey)
}

export async function postponePushed(db: Database, id: number, { attempts, nextTryAt, error }: { attempts: number, nextTryAt: Date, error: string }): Promise<void> {
  await db.updateTable('inbox').set({ attempts, nextTryAt, lastError: error }).where('id', '=', id).where('processedAt', 'is', null).execute()
}

/** Given up: those behind it go on, and it stays to be seen. */
export async function failPushed(db: Database | Trx, id: number, { attempts, error, now }: { attempts: number, error: string, now: Date }): Promise<void> {
  await db.updateTable('inbox').set({ attempts, lastError: error, processedAt: now, failedAt: now }).where('id', '=', id).where('processedAt', 'is', null).execute()
}

/** Everything that was given up waits again, from the beginning. Returns the keys. */
export async function retryFailed(trx: Trx, source: string): Promise<string[]> {
  const rows = await trx.updateTable('inbox').set({ processedAt: null, failedAt: null, nextTryAt: null, attempts: 0 })
    .where('source', '=', source).where('failedAt', 'is not', null).returning('orderKey').execute()
  return [...new Set(rows.map(row => row.orderKey))]
}
