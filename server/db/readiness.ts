import { sql } from 'kysely'
import type { Database } from './database.ts'

/** Does the database answer within `timeoutMs`? Never throws. */
export async function isDatabaseReady(db: Database, timeoutMs = 2000): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const tooLate = new Promise<boolean>((done) => { timer = setTimeout(() => done(false), timeoutMs) })
  const answers = sql`select 1`.execute(db).then(() => true, () => false)
  return Promise.race([answers, tooLate]).finally(() => clearTimeout(timer))
}
