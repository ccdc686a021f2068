import { setTimeout as pause } from 'node:timers/promises'
import type { Database, Trx } from './database.ts'

const tries = 4
/** The one that may go on needs a moment: who runs again at once takes its lock away from it, and both stand as before. */
const pauseMs = 20
/** deadlock_detected, serialization_failure: PostgreSQL undid everything, the same work may simply run again. */
const mayRunAgain = new Set(['40P01', '40001'])

/**
 * A transaction that touches many customers: locks are taken in the order of their ids, and should two such transactions stand in each
 * other's way all the same, the one that PostgreSQL undid runs again. `work` may run several times: it changes nothing but the database.
 */
export async function transact<Result>(db: Database, work: (trx: Trx) => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await db.transaction().execute(work)
    }
    catch (error) {
      if (attempt === tries || !mayRunAgain.has((error as { code?: string }).code ?? '')) throw error
      await pause(pauseMs * 2 ** attempt)
    }
  }
}
