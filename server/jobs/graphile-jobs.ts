import { insertJob } from './jobs.queries.ts'
import type { Jobs } from './jobs.ts'

/** Jobs in the database, by graphile-worker; its tables must be there (`migrateJobs`). */
export const graphileJobs: Jobs = {
  add: (trx, name, payload) => insertJob(trx, { name, payload, key: keyOf(name, payload) }),
}

/** One waiting job for the same thing is enough. */
function keyOf(name: string, payload: object): string {
  return [name, ...Object.values(payload).map(String)].join(':')
}
