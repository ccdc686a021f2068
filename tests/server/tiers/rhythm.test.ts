import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { dayMs } from '../../../server/time.ts'
import { deriveCustomers } from '../../../server/tiers/derive.ts'
import { scoreCustomers } from '../../../server/tiers/rhythm.ts'
import { findShopRhythm, type ScoreFigures } from '../../../server/tiers/rhythm.queries.ts'
import { aCustomer, anOrder, asJson, before, testNow } from '../../support/factories.ts'
import { testServer, type TestServer } from '../../support/test-server.ts'

let server: TestServer
beforeAll(async () => { server = await testServer({ now: testNow }) })
afterAll(() => server.close())
beforeEach(async () => {
  server.setNow(testNow)
  await server.db.deleteFrom('order').execute()
  await server.db.deleteFrom('customer').execute()
  await server.db.deleteFrom('modelFit').execute()
})

async function buyer(daysAgo: readonly number[], purpose = 'self'): Promise<string> {
  const externalUserId = await aCustomer(server.db, { addedAt: before(testNow, { days: 800 }), lastOrderAt: before(testNow, { days: Math.min(...daysAgo) }) })
  for (const days of daysAgo) await anOrder(server.db, { externalUserId, purpose: purpose as 'self', paidAt: before(testNow, { days }), paidFen: 39800 })
  return externalUserId
}

const scores = async () => new Map((await server.db.selectFrom('customerScore').selectAll().execute()).map(row => [row.externalUserId, row.figures as ScoreFigures]))

describe('the shop\'s rhythm by night', () => {
  it('does without any buyer', async () => {
    await aCustomer(server.db)
    expect(await scoreCustomers(server.context)).toEqual({ scored: 0, hasFitted: true })
  })

  it('scores a regular buyer above a sleeping one, by the priors while the shop is young; gifts score nobody', async () => {
    const regular = await buyer([5, 35, 65, 95])
    const sleeping = await buyer([500, 530, 560])
    const gifts = await buyer([5, 35], 'gift')
    expect(await scoreCustomers(server.context)).toEqual({ scored: 2, hasFitted: true })
    const found = await scores()
    expect([...found.keys()].sort()).toEqual([regular, sleeping].sort())
    expect(found.has(gifts)).toBe(false)
    expect(found.get(regular)!.p30).toBeGreaterThan(found.get(sleeping)!.p30)
    expect(found.get(regular)).toMatchObject({ source: 'prior', ticketFen: expect.closeTo(39800, -2) as number })
    expect(found.get(sleeping)!.pAlive).toBeLessThan(0.1)
  })

  it('fits once a week and scores every night', async () => {
    const one = await buyer([5, 35])
    await scoreCustomers(server.context)
    const first = (await scores()).get(one)!
    server.setNow(new Date(testNow.getTime() + 3 * dayMs))
    expect(await scoreCustomers(server.context)).toMatchObject({ hasFitted: false })
    expect((await scores()).get(one)!.p30).not.toBe(first.p30)
    server.setNow(new Date(testNow.getTime() + 7 * dayMs))
    expect(await scoreCustomers(server.context)).toMatchObject({ hasFitted: true })
    expect((await findShopRhythm(server.db))?.fittedAt).toEqual(new Date(testNow.getTime() + 7 * dayMs))
  })

  it('takes the score away with the purchase', async () => {
    const one = await buyer([5, 35])
    await scoreCustomers(server.context)
    await sql`update "order" set state = 'refunded', refund_fen = paid_fen where external_user_id = ${one}`.execute(server.db)
    server.setNow(new Date(testNow.getTime() + dayMs))
    await scoreCustomers(server.context)
    expect((await scores()).size).toBe(0)
  })

  it('calls lapsed who hardly is a customer by the shop\'s own fit, not by the priors, and not by a score older than her last order', async () => {
    const [own, prior, stale] = [await buyer([60, 95, 130]), await buyer([60, 95, 130]), await buyer([60, 95, 130])]
    const score = (externalUserId: string, source: string, days: number) => server.db.insertInto('customerScore')
      .values({ externalUserId, figures: asJson({ pAlive: 0.05, source }), scoredAt: before(testNow, { days }) }).execute()
    await score(own, 'own', 1)
    await score(prior, 'prior', 1)
    await score(stale, 'own', 61)
    await deriveCustomers(server.context)
    const scenes = new Map((await server.db.selectFrom('customer').select(['externalUserId', 'scene']).execute()).map(row => [row.externalUserId, row.scene]))
    expect([own, prior, stale].map(id => scenes.get(id))).toEqual(['lapsed', 'added', 'added'])
  })
})
