import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { loadStarterCatalogue } from '../../../server/catalogue/starter.ts'
import { isHeldOut } from '../../../server/contact/holdout.rules.ts'
import { runJob } from '../../../server/jobs/run-job.ts'
import { countDue } from '../../../server/reminders/plan.queries.ts'
import { replanAll } from '../../../server/reminders/planner.ts'
import { refreshRanks } from '../../../server/reminders/rank.ts'
import { addMs, dayMs } from '../../../server/time.ts'
import { aCustomer, aRep, before, testNow } from '../../support/factories.ts'
import { testServer, type TestServer } from '../../support/test-server.ts'

let server: TestServer
const ids: string[] = []
beforeAll(async () => {
  server = await testServer()
  await loadStarterCatalogue(server.context)
  await aRep(server.db, { userId: 'rep-chen' })
  for (let index = 0; ids.length < 6; index++) {
    const externalUserId = `wmRank${index}`
    if (isHeldOut(externalUserId, 0.1)) continue
    ids.push(externalUserId)
    // The last one falls due in a week only.
    const lastTouchAt = before(testNow, { days: ids.length === 6 ? 14 : 25 })
    await aCustomer(server.db, { externalUserId, followedBy: ['rep-chen'], addedAt: before(testNow, { days: 400 }), highValue: true, lastTouchAt, lastReplyAt: before(testNow, { days: 10 }) })
  }
})
beforeEach(async () => {
  server.setNow(testNow)
  await scored(id => 0.1 + 0.01 * ids.indexOf(id))
  await replanAll(server.context)
})
afterAll(() => server.close())

/** A night's scores: her chance, with one ticket for all. */
async function scored(p30: (id: string) => number): Promise<void> {
  const { now } = server.context.clock
  for (const id of ids) {
    await sql`insert into customer_score (external_user_id, figures, scored_at) values (${id}, ${JSON.stringify({ p30: p30(id), pAlive: 0.9, expectedGapDays: 40, driftsOn: null, ticketFen: 45_600, source: 'own' })}::text::jsonb, ${now()})
      on conflict (external_user_id) do update set figures = excluded.figures, scored_at = excluded.scored_at`.execute(server.db)
  }
}

const rows = () => server.db.selectFrom('reminder').selectAll().where('externalUserId', 'in', ids).orderBy('externalUserId').orderBy('id').execute()
const ranks = async () => new Map((await rows()).filter(({ state, rule }) => state === 'open' && rule !== 'promise').map(({ externalUserId, score }) => [externalUserId, score]))
const listed = async () => (await server.as('rep-chen')('GET', '/api/reminders?view=due')).json<{ items: { externalUserId: string }[] }>().items.map(({ externalUserId }) => externalUserId)

describe('the night', () => {
  it('gives what is due the rank of the night\'s scores, and the list its order, without planning anybody', async () => {
    const first = await listed()
    expect(first).toHaveLength(5)
    expect(first[0]).toBe(ids[4])
    await scored(id => 0.9 - 0.1 * ids.indexOf(id))
    const planned = await server.db.selectFrom('customerPlan').selectAll().orderBy('externalUserId').execute()
    expect(await refreshRanks(server.context)).toBe(5)
    expect(await listed()).toEqual([...first].reverse())
    expect(await server.db.selectFrom('customerPlan').selectAll().orderBy('externalUserId').execute()).toEqual(planned)
  })

  it('comes to the rank that planning would have given, to the last bit, so that planning again changes nothing', async () => {
    await scored(id => Math.SQRT1_2 / (1 + ids.indexOf(id)))
    await refreshRanks(server.context)
    const refreshed = await ranks()
    await replanAll(server.context)
    const anew = await ranks()
    for (const id of ids.slice(0, 5)) expect(refreshed.get(id)).toBe(anew.get(id))
    expect(await refreshRanks(server.context)).toBe(0)
  })

  it('leaves alone what falls due later than the next nights, what is settled, and promises', async () => {
    const call = server.as('rep-chen')
    await call('POST', `/api/customers/${ids[0]}/reminders`, { text: '寄样品', dueAt: addMs(testNow, dayMs).toISOString() })
    await server.db.updateTable('reminder').set({ state: 'done', closedAt: testNow }).where('externalUserId', '=', ids[1]!).where('rule', '<>', 'promise').execute()
    await scored(() => 0.77)
    const still = async () => (await rows()).filter(({ externalUserId, rule, state }) => externalUserId === ids[5] || rule === 'promise' || state === 'done')
    const held = await still()
    expect(held.map(({ rule }) => rule).sort()).toEqual(['cadence', 'cadence', 'promise'])
    await refreshRanks(server.context)
    expect(await still()).toEqual(held)
  })

  it('passes over who is just being planned, and waits for nobody', async () => {
    await scored(() => 0.66)
    await server.db.transaction().execute(async (trx) => {
      const locked = await trx.selectFrom('reminder').select('id').where('externalUserId', '=', ids[2]!).where('state', '=', 'open').forUpdate().execute()
      expect(locked).toHaveLength(1)
      expect(await refreshRanks(server.context)).toBeGreaterThan(0)
    })
    expect(await refreshRanks(server.context)).toBe(1)
  })

  it('does so with its other work', async () => {
    await server.db.deleteFrom('customerScore').execute()
    await runJob(server.context, 'nightly', {})
    const first = await ranks()
    expect(first.size).toBeGreaterThan(2)
    // What a usual ticket was taken for is told by an order now; nobody is due to be planned.
    await server.db.updateTable('customer').set({ orderCount: 1, lifetimeSpendFen: 90_000 }).where('externalUserId', 'in', ids.slice(0, 5)).execute()
    expect(await countDue(server.db, testNow)).toBe(0)
    await runJob(server.context, 'nightly', {})
    for (const [id, score] of await ranks()) expect(score > (first.get(id) ?? 0)).toBe(id !== ids[5])
  })
})
