import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { deriveCustomers } from '../../../server/tiers/derive.ts'
import { scoreCustomers } from '../../../server/tiers/rhythm.ts'
import { refreshFigures } from '../../../server/orders/figures.queries.ts'
import { dayMs, daysBetween } from '../../../server/time.ts'
import { aCustomer, anOrder, aRep, asJson, before, testNow } from '../../support/factories.ts'
import { testServer, type TestServer } from '../../support/test-server.ts'

let server: TestServer
beforeAll(async () => { server = await testServer({ now: testNow }) })
afterAll(() => server.close())
beforeEach(async () => {
  await server.db.deleteFrom('order').execute()
  await server.db.deleteFrom('customer').execute()
})

interface Purchase { daysAgo: number, fen: number }

/** A customer with these purchases, figures kept as the import keeps them. */
async function buyer(purchases: readonly Purchase[]): Promise<string> {
  const externalUserId = await aCustomer(server.db, { addedAt: before(testNow, { days: 900 }) })
  for (const { daysAgo, fen } of purchases) await anOrder(server.db, { externalUserId, paidAt: before(testNow, { days: daysAgo }), paidFen: fen })
  await server.db.transaction().execute(trx => refreshFigures(trx, [externalUserId], testNow))
  return externalUserId
}

async function layers(): Promise<Map<string, { tier: string, highValue: boolean }>> {
  const rows = await server.db.selectFrom('customer').select(['externalUserId', 'tier', 'highValue']).execute()
  return new Map(rows.map(({ externalUserId, ...row }) => [externalUserId, row]))
}

/** product.md's rule written the slow way: the share of buyers at or below, the equals counted by half. */
function expectedTiers(all: readonly (readonly Purchase[])[]): string[] {
  const year = (purchases: readonly Purchase[]) => purchases.filter(({ daysAgo }) => daysAgo < 365)
  const figures = all.map(purchases => [
    -Math.min(...purchases.map(({ daysAgo }) => daysBetween(before(testNow, { days: daysAgo }), testNow))),
    new Set(year(purchases).map(({ daysAgo }) => daysAgo)).size,
    year(purchases).reduce((sum, { fen }) => sum + fen, 0),
  ])
  const fifth = (column: number, value: number): number => {
    const below = figures.filter(row => row[column]! < value).length
    const equal = figures.filter(row => row[column] === value).length
    return Math.min(5, 1 + Math.floor((5 * (2 * below + equal)) / (2 * figures.length)))
  }
  return figures.map((row) => {
    const sum = row.reduce((points, value, column) => points + fifth(column, value), 0)
    return sum >= 13 ? 'vip' : sum >= 10 ? 'high' : sum >= 7 ? 'middle' : 'low'
  })
}

describe('value layers', () => {
  it('leaves a shop without buyers as it is: everybody new, nobody of high value', async () => {
    await aCustomer(server.db)
    await aCustomer(server.db)
    expect(await deriveCustomers(server.context)).toMatchObject({ tiers: 0 })
    expect([...(await layers()).values()]).toEqual([{ tier: 'new', highValue: false }, { tier: 'new', highValue: false }])
  })

  it('puts a lone buyer in the middle and among the high value', async () => {
    const only = await buyer([{ daysAgo: 10, fen: 39800 }])
    const other = await aCustomer(server.db)
    await deriveCustomers(server.context)
    expect(await layers()).toEqual(new Map([[only, { tier: 'middle', highValue: true }], [other, { tier: 'new', highValue: false }]]))
  })

  it('gives equals the same tier, whoever comes first', async () => {
    for (let n = 0; n < 7; n++) await buyer([{ daysAgo: 20, fen: 10000 }])
    await deriveCustomers(server.context)
    expect([...(await layers()).values()].map(({ tier }) => tier)).toEqual(Array.from({ length: 7 }, () => 'middle'))
  })

  it('is the sum of three quintiles over all buyers, ties and old purchases included', async () => {
    // Days and money that repeat, some with nothing in the year: a fixed sequence, no chance.
    const all = Array.from({ length: 40 }, (_, n) => Array.from({ length: 1 + n % 4 }, (_each, i) => ({ daysAgo: 3 + (n * 37 + i * 91) % 500, fen: 5000 * (1 + (n * 7 + i) % 9) })))
    const ids: string[] = []
    for (const purchases of all) ids.push(await buyer(purchases))
    await deriveCustomers(server.context)
    const found = await layers()
    expect(ids.map(id => found.get(id)?.tier)).toEqual(expectedTiers(all))
    expect(new Set(expectedTiers(all)).size).toBe(4)
  })

  it('counts the top 15 % of all customers, those who never bought included, by money of the last 365 days', async () => {
    const old = await buyer([{ daysAgo: 400, fen: 9_000_000 }])
    const spent = [80_000, 70_000, 60_000, 50_000, 40_000]
    const ids: string[] = []
    for (const fen of spent) ids.push(await buyer([{ daysAgo: 30, fen }]))
    for (let n = 0; n < 8; n++) await aCustomer(server.db)
    await deriveCustomers(server.context)
    // 14 customers: 2.1, rounded up to 3.
    const found = await layers()
    expect(ids.filter(id => found.get(id)?.highValue)).toEqual(ids.slice(0, 3))
    expect(found.get(old)?.highValue).toBe(false)
  })

  it('counts both accounts of a person for each of them', async () => {
    const rep = await aRep(server.db)
    const rich = await buyer([{ daysAgo: 10, fen: 900_000 }, { daysAgo: 40, fen: 100_000 }])
    const other = await buyer([{ daysAgo: 300, fen: 100 }])
    for (let at = 0; at < 12; at++) await buyer([{ daysAgo: 60 + at, fen: 10_000 + at }])
    await server.db.insertInto('customerJoin').values([rich, other].map(externalUserId => ({ externalUserId, personId: 'person', joinedBy: rep, joinedAt: testNow }))).execute()
    await server.db.transaction().execute(trx => refreshFigures(trx, [rich, other], testNow))
    await deriveCustomers(server.context)
    const all = await layers()
    expect(all.get(other)).toEqual(all.get(rich))
    expect(all.get(other)).toEqual({ tier: 'vip', highValue: true })
    await scoreCustomers(server.context)
    const scores = await server.db.selectFrom('customerScore').selectAll().where('externalUserId', 'in', [rich, other]).execute()
    expect(scores).toHaveLength(2)
    expect(scores[0]?.figures).toEqual(scores[1]?.figures)
  })

  it('takes the share from the company\'s settings', async () => {
    await server.db.insertInto('setting').values({ key: 'highValueShare', value: asJson(0.5), updatedAt: testNow }).onConflict(conflict => conflict.column('key').doUpdateSet({ value: asJson(0.5), updatedAt: testNow })).execute()
    await server.db.updateTable('catalogueVersion').set(eb => ({ version: eb('version', '+', 1) })).execute()
    for (let n = 1; n <= 4; n++) await buyer([{ daysAgo: 10, fen: 10_000 * n }])
    await deriveCustomers(server.context)
    expect([...(await layers()).values()].filter(({ highValue }) => highValue)).toHaveLength(2)
  })

  it('writes only who changed, and takes a tier back when the purchase is refunded', async () => {
    const one = await buyer([{ daysAgo: 10, fen: 39800 }])
    expect(await deriveCustomers(server.context)).toMatchObject({ tiers: 1 })
    expect(await deriveCustomers(server.context)).toEqual({ tiers: 0, scenes: 0 })
    await server.db.updateTable('order').set({ refundFen: 39800, state: 'refunded' }).execute()
    await server.db.transaction().execute(trx => refreshFigures(trx, [one], testNow))
    await deriveCustomers(server.context)
    expect((await layers()).get(one)).toEqual({ tier: 'new', highValue: false })
  })

  it('moves with the clock alone: money leaves the year', async () => {
    const one = await buyer([{ daysAgo: 10, fen: 39800 }])
    await deriveCustomers(server.context)
    server.setNow(new Date(testNow.getTime() + 400 * dayMs))
    await deriveCustomers(server.context)
    server.setNow(testNow)
    expect((await layers()).get(one)?.highValue).toBe(false)
  })
})
