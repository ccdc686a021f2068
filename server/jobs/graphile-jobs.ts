import { createHash } from 'node:crypto'
import { insertJob, jobExpression, type NewJob } from './jobs.queries.ts'
import type { JobName, Jobs } from './jobs.ts'

/** Jobs in the database, by graphile-worker; its tables must be there (`migrateJobs`). */
export const graphileJobs: Jobs = {
  add: (trx, name, payload, options) => insertJob(trx, jobOf(name, payload, options)),
  inStatement: (name, payload, options) => jobExpression(jobOf(name, payload, options)),
}

const jobOf = (name: JobName, payload: object, { isUrgent = false }: { isUrgent?: boolean } = {}): NewJob => ({ name, payload, key: keyOf(name, payload), isBulk: bulk.has(name), isUrgent })

/** Much work that nobody waits for: one at a time, and after everything else. */
const bulk: ReadonlySet<JobName> = new Set(['replan-customers'])
/** graphile-worker takes keys of up to 512 characters. */
const longestKey = 400

/** One waiting job for the same thing is enough. */
function keyOf(name: string, payload: object): string {
  const key = [name, ...Object.values(payload).map(String)].join(':')
  return key.length <= longestKey ? key : `${name}:${createHash('sha256').update(key).digest('hex')}`
}
