import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { extras, goods } from '../../mock/world/goods.ts'
import { netFen } from '../../mock/world/purchases.ts'
import { makeWorld, type World } from '../../mock/world/world.ts'
import { loadStarterCatalogue } from '../../server/catalogue/starter.ts'
import { importFiles } from '../../server/orders/import-files.ts'
import { aCustomer, aRep } from '../support/factories.ts'
import { testServer, type TestServer } from '../support/test-server.ts'

/** The export writer and the importer were written without knowledge of each other: here they meet. */
const startedAt = new Date('2026-06-15T06:30:00.000Z')
const known = ['wmDemo0001', 'wmDemo0003', 'wmDemo0025']
let world: World
let server: TestServer
let problems: number

beforeAll(async () => {
  world = makeWorld({ seed: 7, startedAt })
  server = await testServer({ now: startedAt })
  const { db, context } = server
  await loadStarterCatalogue(context)
  await aRep(db, { userId: 'operator-he', role: 'operator' })
  await aRep(db, { userId: 'rep-chen' })
  for (const externalUserId of known) {
    await aCustomer(db, { externalUserId, followedBy: ['rep-chen'] })
    const { remark_mobiles } = world.company.follows.find(f => f.external_userid === externalUserId)!
    for (const phone of remark_mobiles) {
      await db.insertInto('followPhone').values({
        externalUserId, userId: 'rep-chen', phoneHash: context.vault.hashPhone(phone), phoneCipher: context.vault.seal(phone), lastFour: phone.slice(-4),
      }).execute()
    }
  }
  problems = (await importFiles(context, { userId: 'operator-he', files: world.orderFiles })).counts.problems
})
afterAll(() => server.close())

describe('the world through the importer', () => {
  it('is taken without a refused row, every order once, with its money to the fen', async () => {
    expect(problems).toBe(0)
    const rows = await server.db.selectFrom('order').select(['orderNo', 'netFen']).execute()
    expect(new Map(rows.map(row => [row.orderNo, Number(row.netFen)]))).toEqual(new Map(world.orders.map(o => [o.orderNo, netFen(o)])))
  })

  it('finds 0001\'s two years by the phones her rep noted, and nothing for whom exports mask', async () => {
    const matched = async (id: string) => (await server.db.selectFrom('order').select('orderNo').where('externalUserId', '=', id).execute()).map(row => row.orderNo).sort()
    for (const id of ['wmDemo0001', 'wmDemo0003']) {
      expect(await matched(id), id).toEqual(world.orders.filter(o => o.externalUserId === id).map(o => o.orderNo).sort())
    }
    expect(await matched('wmDemo0025')).toEqual([])
    const { lifetimeSpendFen } = await server.db.selectFrom('customer').select('lifetimeSpendFen').where('externalUserId', '=', 'wmDemo0001').executeTakeFirstOrThrow()
    expect(Number(lifetimeSpendFen)).toBe(world.orders.filter(o => o.externalUserId === 'wmDemo0001').reduce((sum, o) => sum + netFen(o), 0))
  })

  it('knows each product but the one that no catalogue knows, and tells goods from presents and service', async () => {
    const lines = await server.db.selectFrom('orderLine').select(['title', 'productId', 'isGift', 'isService']).execute()
    const titlesOf = (of: (line: typeof lines[number]) => boolean) => [...new Set(lines.filter(of).map(line => line.title))].sort()
    expect(titlesOf(l => l.productId === null && !l.isGift && !l.isService)).toEqual([goods.honey.title])
    expect(titlesOf(l => l.isGift)).toEqual([extras.nestSample.title, extras.candy.title, extras.spoon.title].sort())
    expect(titlesOf(l => l.isService)).toEqual([extras.coldChain.title, extras.giftWrap.title].sort())
  })

  it('sees what was bought for another', async () => {
    const rows = await server.db.selectFrom('order').select(['orderNo', 'purpose']).execute()
    const purposeOf = new Map(rows.map(row => [row.orderNo, row.purpose]))
    expect(world.orders.filter(o => o.isPresent && !['gift', 'relative'].includes(purposeOf.get(o.orderNo)!))).toEqual([])
  })
})
