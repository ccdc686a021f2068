import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Context } from '../../../server/context.ts'
import { loadStarterCatalogue } from '../../../server/catalogue/starter.ts'
import { connect, openDatabase } from '../../../server/db/database.ts'
import { claimDue, countDue } from '../../../server/reminders/plan.queries.ts'
import { markEveryone, planDue } from '../../../server/reminders/planner.ts'
import { addMs, dayMs } from '../../../server/time.ts'
import { aCustomer, aRep, before, testNow } from '../../support/factories.ts'
import { testServer, type TestServer } from '../../support/test-server.ts'

let server: TestServer
const customers = 120
beforeAll(async () => {
  server = await testServer()
  await loadStarterCatalogue(server.context)
  await aRep(server.db, { userId: 'rep-chen' })
  for (let index = 0; index < customers; index++) await aCustomer(server.db, { followedBy: ['rep-chen'], addedAt: before(testNow, { days: 400 }), highValue: true, lastTouchAt: before(testNow, { days: 25 + index % 5 }) })
})
afterAll(() => server.close())

/** Another process: connections of its own. */
const another = (): Context => ({ ...server.context, db: openDatabase(server.target, { maxConnections: 2 }), newId: randomUUID })
const due = (): Promise<number> => countDue(server.db, testNow)

describe('the pass', () => {
  it('plans each customer exactly once, however many processes share it', async () => {
    await markEveryone(server.context)
    const processes = [another(), another(), another()]
    const passes = await Promise.all(processes.map(process => planDue(process, { chunkSize: 7 })))
    expect(passes.reduce((sum, pass) => sum + pass.customers, 0)).toBe(customers)
    expect(await due()).toBe(0)
    for (const { db } of processes) await db.destroy()
  })

  it('finds nobody to plan until time changes something, and then only those', async () => {
    expect(await planDue(server.context)).toEqual({ customers: 0 })
    server.setNow(addMs(testNow, 40 * dayMs))
    const { customers: later } = await planDue(server.context)
    expect(later).toBeGreaterThan(0)
    server.setNow(testNow)
  })

  it('passes over what another process has under way, and takes it over when that one dies', async () => {
    await markEveryone(server.context)
    const killed = openDatabase(server.target, { maxConnections: 1 })
    const held = await new Promise<number>((resolve) => {
      void killed.transaction().execute(async (trx) => {
        resolve((await claimDue(trx, testNow, 50)).length)
        await new Promise(() => {})
      }).catch(() => {})
    })
    expect(held).toBe(50)
    expect((await planDue(server.context)).customers).toBe(customers - 50)
    expect(await due()).toBe(50)
    const admin = connect(server.target, { maxConnections: 1 })
    await admin`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and state = 'idle in transaction'`
    await admin.end()
    await expect.poll(async () => (await planDue(server.context)).customers).toBe(50)
    expect(await due()).toBe(0)
    await killed.destroy()
  })

  it('looks again at what a rep put off', async () => {
    const row = await server.db.selectFrom('reminder').select(['id', 'externalUserId']).where('state', '=', 'open').executeTakeFirstOrThrow()
    await server.as('rep-chen')('POST', `/api/reminders/${row.id}/snooze`, { until: addMs(testNow, 2 * dayMs).toISOString() })
    expect(await due()).toBe(1)
    await planDue(server.context)
    const plan = await server.db.selectFrom('customerPlan').select('checkAt').where('externalUserId', '=', row.externalUserId).executeTakeFirstOrThrow()
    expect(plan.checkAt.getTime()).toBeLessThanOrEqual(addMs(testNow, 2 * dayMs).getTime())
  })
})
