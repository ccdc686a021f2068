import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { graphileJobs } from '../../../server/jobs/graphile-jobs.ts'
import { migrateJobs } from '../../../server/jobs/worker.ts'
import { testDatabase, type TestDatabase } from '../../support/test-database.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
  await migrateJobs(database.target)
})
afterAll(() => database.drop())

const add = (externalUserIds: string[]) => database.db.transaction().execute(trx => graphileJobs.add(trx, 'replan-customers', { externalUserIds }))

describe('jobs in the database', () => {
  it('takes thousands of ids, keeps one waiting job for the same ones, and runs them one at a time behind all others', async () => {
    const many = Array.from({ length: 3000 }, (_, n) => `wmCustomer${n}`)
    await add(many)
    await add(many)
    await add(many.slice(1))
    await database.db.transaction().execute(trx => graphileJobs.add(trx, 'nightly', {}))
    const { rows } = await sql<{ taskIdentifier: string, queueName: string | null, priority: number }>`
      select task_identifier, queue_name, priority from graphile_worker.jobs order by priority, id`.execute(database.db)
    expect(rows).toMatchObject([
      { taskIdentifier: 'nightly', queueName: null, priority: 0 },
      { taskIdentifier: 'replan-customers', queueName: 'bulk', priority: 10 }, { taskIdentifier: 'replan-customers', queueName: 'bulk', priority: 10 },
    ])
  })
})
