import { sql, type Kysely } from 'kysely'
import type { Database, Trx } from '../db/database.ts'
import type { Schema } from '../db/schema.ts'

/** Where a run stands: what is done, and how far the member at work has come. Written in the transaction of each page. */
export interface SyncCursor { hasDirectory: boolean, doneUserIds: string[], userId: string | null, pageCursor: string }
export const freshCursor: SyncCursor = { hasDirectory: false, doneUserIds: [], userId: null, pageCursor: '' }

export interface SyncRun { id: string, kind: string, status: 'running' | 'done' | 'failed', startedAt: Date, finishedAt: Date | null, repsDone: number, repsTotal: number, customers: number, cursor: SyncCursor, failure: string | null }

const json = (value: unknown) => sql<unknown>`${JSON.stringify(value)}::text::jsonb`
const key = sql`hashtextextended('wecom-sync', 0)`

/** One run at a time over all processes. On a connection of its own: it goes with the process, kill -9 included. True: nobody else held it. */
export async function lockSync(connection: Kysely<Schema>): Promise<boolean> {
  const { rows: [first] } = await sql<{ isFree: boolean }>`select pg_try_advisory_lock(${key}) as is_free`.execute(connection)
  if (first?.isFree) return true
  // Another run may take longer than any statement of ours.
  await sql`set statement_timeout = 0`.execute(connection)
  await sql`select pg_advisory_lock(${key})`.execute(connection)
  await sql`reset statement_timeout`.execute(connection)
  return false
}

export async function unlockSync(connection: Kysely<Schema>): Promise<void> {
  await sql`select pg_advisory_unlock(${key})`.execute(connection)
}

export async function findNewestRun(db: Database | Trx): Promise<SyncRun | null> {
  const row = await db.selectFrom('syncRun').selectAll().orderBy('startedAt', 'desc').orderBy('id').limit(1).executeTakeFirst()
  return row ? { ...row, status: row.status as SyncRun['status'], cursor: row.cursor as SyncCursor } : null
}

export async function insertRun(db: Database, { id, kind, startedAt }: Pick<SyncRun, 'id' | 'kind' | 'startedAt'>): Promise<SyncRun> {
  await db.insertInto('syncRun').values({ id, kind, status: 'running', startedAt, finishedAt: null, failure: null, cursor: json(freshCursor) }).execute()
  return { id, kind, status: 'running', startedAt, finishedAt: null, repsDone: 0, repsTotal: 0, customers: 0, cursor: freshCursor, failure: null }
}

export async function saveRun(
  trx: Database | Trx, id: string, { cursor, repsTotal, customers = 0 }: { cursor: SyncCursor, repsTotal?: number, customers?: number },
): Promise<void> {
  await trx.updateTable('syncRun').set({
    cursor: json(cursor), repsDone: cursor.doneUserIds.length, customers: sql<number>`customers + ${customers}`, ...(repsTotal !== undefined && { repsTotal }),
  }).where('id', '=', id).execute()
}

/** A failed run keeps its cursor: the next try goes on with it. */
export async function finishRun(db: Database | Trx, id: string, { status, failure, now }: { status: 'done' | 'failed', failure: string | null, now: Date }): Promise<void> {
  await db.updateTable('syncRun').set({ status, failure, finishedAt: now }).where('id', '=', id).execute()
}

export async function resumeRun(db: Database, id: string): Promise<void> {
  await db.updateTable('syncRun').set({ status: 'running', failure: null, finishedAt: null }).where('id', '=', id).execute()
}
