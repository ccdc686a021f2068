import { sql, type RawBuilder } from 'kysely'
import type { Database, Trx } from '../db/database.ts'

export interface NewJob { name: string, payload: object, key: string, isBulk: boolean, isUrgent: boolean }

/**
 * Queues one run of a task through graphile-worker's own function. A job of the same key that has not begun is replaced; one that is running
 * is followed by this one, so what was written before this call is always seen. `isBulk`: one such job at a time, behind all others
 * (a higher number is later); `isUrgent`: before all others.
 */
export const jobExpression = ({ name, payload, key, isBulk, isUrgent }: NewJob): RawBuilder<unknown> =>
  sql`graphile_worker.add_job(identifier => ${name}::text, payload => ${JSON.stringify(payload)}::text::json, job_key => ${key}::text,
    queue_name => ${isBulk ? 'bulk' : null}::text, priority => ${isBulk ? 10 : isUrgent ? -10 : 0}::int)`

/** The same in the caller's transaction. */
export async function insertJob(trx: Trx, job: NewJob): Promise<void> {
  await sql`select ${jobExpression(job)}`.execute(trx)
}

/** Jobs that wait or run, failed ones included. */
export async function countJobs(db: Database): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*) as count from graphile_worker.jobs`.execute(db)
  return rows[0]?.count ?? 0
}
