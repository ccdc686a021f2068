import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { CustomerId, RepId } from '../../../contract/ids.ts'
import { refreshFigures } from '../../../server/orders/figures.queries.ts'
import { replanCustomer } from '../../../server/reminders/planner.ts'
import { deriveCustomers } from '../../../server/tiers/derive.ts'
import { aCustomer, aFollow, anOrder, aRep, aServiceCase, before, starterQuestions, testNow } from '../../support/factories.ts'
import { testServer, type TestServer } from '../../support/test-server.ts'

let server: TestServer
let rep: RepId
let other: RepId
beforeAll(async () => {
  server = await testServer({ now: testNow })
  await starterQuestions(server.db)
  rep = await aRep(server.db)
  other = await aRep(server.db)
})
afterAll(() => server.close())
beforeEach(async () => {
  await server.db.deleteFrom('order').execute()
  await server.db.deleteFrom('customer').execute()
  await server.db.deleteFrom('modelFit').execute()
})

const contact = (days = 200, follow = {}) => aCustomer(server.db, { followedBy: [rep], addedAt: before(testNow, { days }), follow })

async function bought(externalUserId: CustomerId, daysAgo: readonly number[], more: Parameters<typeof anOrder>[1] | object = {}): Promise<void> {
  for (const days of daysAgo) await anOrder(server.db, { purpose: 'self', ...more, externalUserId, paidAt: before(testNow, { days }) })
  await server.db.transaction().execute(trx => refreshFigures(trx, [externalUserId], testNow))
}

async function sceneOf(externalUserId: CustomerId): Promise<string> {
  await deriveCustomers(server.context)
  const { scene } = await server.db.selectFrom('customer').select('scene').where('externalUserId', '=', externalUserId).executeTakeFirstOrThrow()
  return scene
}

describe('scenes', () => {
  it('begins with added, and is retained after seven days as a contact', async () => {
    const fresh = await contact(6)
    const kept = await contact(7)
    expect([await sceneOf(fresh), await sceneOf(kept)]).toEqual(['added', 'retained'])
  })

  it('is lost only when every relation is lost; one that we ended says nothing', async () => {
    const gone = await contact(50, { lostAt: before(testNow, { days: 1 }) })
    const half = await contact(50, { lostAt: before(testNow, { days: 1 }) })
    await aFollow(server.db, { externalUserId: half, userId: other, addedAt: before(testNow, { days: 20 }) })
    const handedOver = await contact(50, { lostAt: before(testNow, { days: 1 }) })
    await aFollow(server.db, { externalUserId: handedOver, userId: other, endedAt: before(testNow, { days: 2 }) })
    expect([await sceneOf(gone), await sceneOf(half), await sceneOf(handedOver)]).toEqual(['lost', 'retained', 'lost'])
  })

  it('is after_sale while a case is open and seven days after it was closed', async () => {
    const [open, calm, over] = [await contact(), await contact(), await contact()]
    await aServiceCase(server.db, { externalUserId: open, openedBy: rep })
    await aServiceCase(server.db, { externalUserId: calm, openedBy: rep, openedAt: before(testNow, { days: 9 }), closedAt: before(testNow, { days: 6, hours: 23 }) })
    await aServiceCase(server.db, { externalUserId: over, openedBy: rep, openedAt: before(testNow, { days: 9 }), closedAt: before(testNow, { days: 7 }) })
    expect([await sceneOf(open), await sceneOf(calm), await sceneOf(over)]).toEqual(['after_sale', 'after_sale', 'retained'])
  })

  it('is active by an order, a word or a click of the last 30 days, converted by a private purchase', async () => {
    const [ordered, wrote, clicked, late, ours] = [await contact(), await contact(), await contact(), await contact(), await contact()]
    await bought(ordered, [29])
    await server.db.updateTable('customer').set({ lastReplyAt: before(testNow, { days: 29 }) }).where('externalUserId', '=', wrote).execute()
    await server.db.updateTable('customer').set({ lastReplyAt: before(testNow, { days: 30 }) }).where('externalUserId', '=', late).execute()
    await server.db.insertInto('event').values({ id: randomUUID(), externalUserId: clicked, kind: 'click', happenedAt: before(testNow, { days: 3 }), payload: '{}' }).execute()
    await bought(ours, [40], { isPrivate: true })
    const found = []
    for (const id of [ordered, wrote, clicked, late, ours]) found.push(await sceneOf(id))
    expect(found).toEqual(['active', 'active', 'active', 'retained', 'converted'])
  })

  it('drifts and lapses by her own rhythm: the same silence means nothing for a slow buyer', async () => {
    // Every 10 days: own interval drawn to the shop's 45 by two gaps, exp((8 ln 10 + 2 ln 45) / 10) ≈ 14.
    const every10 = (last: number): number[] => Array.from({ length: 9 }, (_, n) => last + 10 * n)
    const [steady, drifting, lapsed, slow] = [await contact(), await contact(), await contact(), await contact()]
    await bought(steady, every10(28), { isPrivate: true })
    await bought(drifting, every10(29))
    await bought(lapsed, every10(57))
    await bought(slow, [57, 157, 257])
    await server.db.deleteFrom('modelFit').execute()
    expect(await scenesWithoutShopGap([steady, drifting, lapsed, slow])).toEqual(['converted', 'drifting', 'lapsed', 'retained'])
  })

  it('does not call a customer drifting who wrote this month, nor one who only bought gifts', async () => {
    const [wrote, gifts] = [await contact(), await contact()]
    await bought(wrote, [150, 160, 170])
    await server.db.updateTable('customer').set({ lastReplyAt: before(testNow, { days: 5 }) }).where('externalUserId', '=', wrote).execute()
    await bought(gifts, [150, 160, 170], { purpose: 'gift' })
    expect([await sceneOf(wrote), await sceneOf(gifts)]).toEqual(['active', 'retained'])
  })

  it('measures who bought once by the shop\'s median gap once there are 30 gaps', async () => {
    const once = await contact()
    await bought(once, [25])
    expect(await sceneOf(once)).toBe('active')
    const regular = await contact()
    await bought(regular, Array.from({ length: 31 }, (_, n) => 2 + 8 * n))
    expect(await sceneOf(once)).toBe('drifting')
  })

  it('follows an event at once, without waiting for the night', async () => {
    const one = await contact()
    expect(await sceneOf(one)).toBe('retained')
    await aServiceCase(server.db, { externalUserId: one, openedBy: rep })
    await server.db.transaction().execute(trx => replanCustomer(server.context, trx, one))
    const { scene } = await server.db.selectFrom('customer').select('scene').where('externalUserId', '=', one).executeTakeFirstOrThrow()
    expect(scene).toBe('after_sale')
  })
})

/** As an event writes them, before the shop has a figure of its own. */
async function scenesWithoutShopGap(ids: readonly CustomerId[]): Promise<string[]> {
  const scenes: string[] = []
  for (const id of ids) {
    await server.db.transaction().execute(trx => replanCustomer(server.context, trx, id))
    scenes.push((await server.db.selectFrom('customer').select('scene').where('externalUserId', '=', id).executeTakeFirstOrThrow()).scene)
  }
  return scenes
}
