import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Trx } from '../../../server/db/database.ts'
import { transact } from '../../../server/db/transact.ts'
import { aCustomer } from '../../support/factories.ts'
import { testDatabase, type TestDatabase } from '../../support/test-database.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
  await aCustomer(database.db, { externalUserId: 'wmA', orderCount: 0 })
  await aCustomer(database.db, { externalUserId: 'wmB', orderCount: 0 })
})
afterAll(() => database.drop())

const count = (trx: Trx, externalUserId: string) =>
  trx.updateTable('customer').set(eb => ({ orderCount: eb('orderCount', '+', 1) })).where('externalUserId', '=', externalUserId).execute()

/** Resolves for everybody once `parties` have come; who comes later passes. */
function barrier(parties: number): () => Promise<void> {
  let arrived = 0
  let open = (): void => {}
  const opened = new Promise<void>((resolve) => { open = resolve })
  return () => {
    arrived += 1
    if (arrived === parties) open()
    return opened
  }
}

/** Both take their first customer before either asks for the second: a deadlock, for certain. */
async function crosswise(run: (work: (trx: Trx) => Promise<void>) => Promise<void>): Promise<{ outcomes: PromiseSettledResult<void>[], attempts: number }> {
  const both = barrier(2)
  let attempts = 0
  const inOrder = (first: string, second: string) => run(async (trx) => {
    attempts += 1
    await sql`set local deadlock_timeout = '20ms'`.execute(trx)
    await count(trx, first)
    await both()
    await count(trx, second)
  })
  return { outcomes: await Promise.allSettled([inOrder('wmA', 'wmB'), inOrder('wmB', 'wmA')]), attempts }
}

describe('transact', () => {
  it('is needed: two plain transactions that lock two customers in opposite order cost one of them its work', async () => {
    const { outcomes } = await crosswise(work => database.db.transaction().execute(work))
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  })

  it('lets both succeed, each exactly once', async () => {
    await database.db.updateTable('customer').set({ orderCount: 0 }).execute()
    const { outcomes, attempts } = await crosswise(work => transact(database.db, work))
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled'])
    // One of them once more at least; on a busy machine they may meet again.
    expect(attempts).toBeGreaterThanOrEqual(3)
    expect(await database.db.selectFrom('customer').select('orderCount').execute()).toEqual([{ orderCount: 2 }, { orderCount: 2 }])
  })

  it('gives any other failure on at once', async () => {
    let attempts = 0
    await expect(transact(database.db, () => {
      attempts += 1
      return Promise.reject(new Error('no'))
    })).rejects.toThrow('no')
    expect(attempts).toBe(1)
  })
})
