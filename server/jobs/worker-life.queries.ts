import { sql, type Kysely } from 'kysely'
import type { Database } from '../db/database.ts'
import type { Schema } from '../db/schema.ts'

const lockOf = (workerId: string) => sql`hashtextextended(${`worker-life:${workerId}`}, 0)`

/** The sign of life of a worker: a lock on a connection of its own, which goes with the process, kill -9 included. */
export async function holdLife(connection: Kysely<Schema>, workerId: string): Promise<void> {
  await sql`select pg_advisory_lock(${lockOf(workerId)})`.execute(connection)
}

export async function letLifeGo(connection: Kysely<Schema>, workerId: string): Promise<void> {
  await sql`select pg_advisory_unlock(${lockOf(workerId)})`.execute(connection)
}

/** Throws when the connection that holds the signs is gone. */
export async function feelPulse(connection: Kysely<Schema>): Promise<void> {
  await sql`select 1`.execute(connection)
}

/** Workers that hold jobs or queues of jobs, the dead ones among them. */
export async function listHolders(db: Database): Promise<string[]> {
  const { rows } = await sql<{ lockedBy: string }>`
    select locked_by from graphile_worker.jobs where locked_by is not null union select locked_by from graphile_worker._private_job_queues where locked_by is not null`.execute(db)
  return rows.map(row => row.lockedBy)
}

/** Gives back what a worker holds that shows no sign of life. False: it lives. */
export async function unlockIfDead(db: Database, workerId: string): Promise<boolean> {
  return db.transaction().execute(async (trx) => {
    const { rows: [first] } = await sql<{ isDead: boolean }>`select pg_try_advisory_xact_lock(${lockOf(workerId)}) as is_dead`.execute(trx)
    if (!first?.isDead) return false
    await sql`select graphile_worker.force_unlock_workers(array[${workerId}::text])`.execute(trx)
    return true
  })
}
