import { afterAll, beforeAll, expect, it } from 'vitest'
import { loadStarterCatalogue } from '../../../server/catalogue/starter.ts'
import { runJob } from '../../../server/jobs/run-job.ts'
import { refreshFigures } from '../../../server/orders/figures.queries.ts'
import { aCustomer, anOrder, aRep, asJson, before, testNow } from '../../support/factories.ts'
import { testServer, type TestServer } from '../../support/test-server.ts'

let server: TestServer
beforeAll(async () => {
  server = await testServer({ now: testNow })
  await loadStarterCatalogue(server.context)
  await aRep(server.db, { userId: 'rep-chen' })
})
afterAll(() => server.close())

const buyers: string[] = []
/** Ten customers who spent ¥1,000, ¥2,000 … ¥10,000. */
async function tenBuyers(): Promise<void> {
  for (let at = 1; at <= 10; at += 1) {
    const externalUserId = await aCustomer(server.db, { followedBy: ['rep-chen'], addedAt: before(testNow, { days: 300 }) })
    await anOrder(server.db, { externalUserId, paidAt: before(testNow, { days: 30 + at }), paidFen: at * 100_000 })
    buyers.push(externalUserId)
  }
  await server.db.transaction().execute(trx => refreshFigures(trx, buyers, testNow))
}
const holds = async (column: 'oneToOneAt' | 'highValue') => {
  const rows = await server.db.selectFrom('customer').select(['externalUserId', column]).execute()
  return buyers.flatMap((id, at) => rows.find(row => row.externalUserId === id)?.[column] ? [at + 1] : [])
}
async function set(values: Record<string, number>): Promise<void> {
  for (const [key, value] of Object.entries(values)) await server.db.updateTable('setting').set({ value: asJson(value) }).where('key', '=', key).execute()
  await server.db.updateTable('catalogueVersion').set(eb => ({ version: eb('version', '+', 1) })).execute()
  await runJob(server.context, 'derive-everyone', {})
}

it('the company\'s own figures make 1V1 and high value; 1V1 once given stays, high value goes by the share', async () => {
  await tenBuyers()
  expect(await holds('oneToOneAt')).toEqual([5, 6, 7, 8, 9, 10])
  await set({ oneToOneFen: 800_000, highValueShare: 0.3 })
  expect(await holds('oneToOneAt')).toEqual([5, 6, 7, 8, 9, 10])
  expect(await holds('highValue')).toEqual([8, 9, 10])
  // What comes now goes by the new figure.
  const [, , , four] = buyers
  await anOrder(server.db, { externalUserId: four!, paidAt: before(testNow, { days: 2 }), paidFen: 300_000 })
  await server.db.transaction().execute(trx => refreshFigures(trx, buyers, testNow))
  expect(await holds('oneToOneAt')).toEqual([5, 6, 7, 8, 9, 10])
  await set({ oneToOneFen: 300_000, highValueShare: 0.1 })
  expect(await holds('oneToOneAt')).toEqual([3, 4, 5, 6, 7, 8, 9, 10])
  expect(await holds('highValue')).toEqual([10])
})

it('an account of a person that has spent enough by itself keeps 1V1 when the person is parted', async () => {
  const [one, two] = buyers
  await server.db.insertInto('customerJoin').values([one!, two!].map(externalUserId => ({ externalUserId, personId: 'p', joinedBy: 'rep-chen', joinedAt: testNow }))).execute()
  await set({ oneToOneFen: 150_000 })
  expect(await server.db.selectFrom('customerJoin').select(['externalUserId']).where('oneToOneOwnAt', 'is not', null).execute()).toEqual([{ externalUserId: two }])
})
