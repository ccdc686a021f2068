import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Holdout } from '../../../contract/holdout.schema.ts'
import { isHeldOut } from '../../../server/contact/holdout.rules.ts'
import { holdoutReport } from '../../../server/contact/holdout-report.rules.ts'
import { loadStarterCatalogue } from '../../../server/catalogue/starter.ts'
import { replanAll } from '../../../server/reminders/planner.ts'
import { aCustomer, aLead, anOrder, aRep, aTouch, before, testNow } from '../../support/factories.ts'
import { testServer, type TestServer } from '../../support/test-server.ts'

let server: TestServer
beforeAll(async () => {
  server = await testServer()
  await loadStarterCatalogue(server.context)
  await aRep(server.db, { userId: 'rep-chen' })
  await aRep(server.db, { userId: 'rep-zhou' })
  await aLead(server.db, { userId: 'lead-sun', team: ['rep-chen'] })
  await aRep(server.db, { userId: 'operator-he', role: 'operator' })
  for (let index = 0; index < 60; index++) {
    const externalUserId = await aCustomer(server.db, { externalUserId: `wmHold${index}`, followedBy: [index < 40 ? 'rep-chen' : 'rep-zhou'], addedAt: before(testNow, { days: 300 }) })
    if (index % 2 === 0) await anOrder(server.db, { externalUserId, paidAt: before(testNow, { days: 20 }), paidFen: 10_000, purpose: 'self' })
    if (index % 3 === 0) await aTouch(server.db, { externalUserId, userId: 'rep-chen', startedAt: before(testNow, { days: 30 }) })
  }
  // Came in the middle of the period: she was not there to be touched from its beginning.
  await aCustomer(server.db, { followedBy: ['rep-chen'], addedAt: before(testNow, { days: 5 }) })
  await replanAll(server.context)
})
afterAll(() => server.close())

const read = async (userId: string, query = ''): Promise<Holdout> => (await server.as(userId)('GET', `/api/team/holdout${query}`)).json()

describe('what touching brought', () => {
  it('is refused to who has no team, and for a period that says nothing', async () => {
    expect((await server.as('rep-chen')('GET', '/api/team/holdout')).json()).toMatchObject({ code: 'not-allowed' })
    expect((await server.as('lead-sun')('GET', '/api/team/holdout?days=3')).statusCode).toBe(422)
  })

  it('counts each customer in the group that the hash gives her, in the scope of who asks', async () => {
    const ids = Array.from({ length: 60 }, (_, index) => `wmHold${index}`)
    const heldOut = (among: readonly string[]): number => among.filter(id => isHeldOut(id, 0.1)).length
    const all = await read('operator-he')
    expect([all.heldOut.customers, all.touched.customers]).toEqual([heldOut(ids), 60 - heldOut(ids)])
    const team = await read('lead-sun')
    expect([team.heldOut.customers, team.touched.customers]).toEqual([heldOut(ids.slice(0, 40)), 40 - heldOut(ids.slice(0, 40))])
    expect(all.touched.buyers + all.heldOut.buyers).toBe(30)
    expect(all.touched.revenueFen + all.heldOut.revenueFen).toBe(300_000)
    expect(all.touched.proactiveTouches + all.heldOut.proactiveTouches).toBe(20)
    expect(all).toMatchObject({ from: '2026-03-17', to: '2026-06-15', share: 0.1, verdict: 'few' })
  })

  it('sees no order before the period', async () => {
    const short = await read('operator-he', '?days=14')
    expect(short.touched.buyers + short.heldOut.buyers).toBe(0)
  })
})

describe('the verdict', () => {
  const group = (customers: number, buyers: number, meanFen: number) => ({ customers, buyers, revenueFen: customers * meanFen, squaredFen: customers * (meanFen ** 2 + 1e8), proactiveTouches: 0 })
  it('says more or less only when the range leaves zero out', () => {
    expect(holdoutReport(group(9_000, 3_000, 20_000), group(1_000, 250, 15_000)).verdict).toBe('more')
    expect(holdoutReport(group(9_000, 3_000, 15_000), group(1_000, 350, 20_000)).verdict).toBe('less')
    expect(holdoutReport(group(9_000, 3_000, 15_100), group(1_000, 330, 15_000)).verdict).toBe('unclear')
    expect(holdoutReport(group(900, 300, 20_000), group(99, 25, 15_000)).verdict).toBe('few')
  })
  it('gives a range around every share that stays within 0 and 1', () => {
    const { touched, heldOut } = holdoutReport(group(50, 50, 1), group(0, 0, 0))
    expect(touched.buyRate).toMatchObject({ value: 1, to: 1 })
    expect(touched.buyRate.from).toBeGreaterThan(0.9)
    expect(heldOut.buyRate).toEqual({ value: 0, from: 0, to: 1 })
  })
})
