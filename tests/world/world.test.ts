import { createHash } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { products } from '../../catalogue/catalogue.ts'
import { goods, extras } from '../../mock/world/goods.ts'
import { netFen } from '../../mock/world/purchases.ts'
import { dayMs } from '../../mock/world/time.ts'
import { makeWorld, type World } from '../../mock/world/world.ts'

const startedAt = new Date('2026-06-15T06:30:00.000Z')
const begin = startedAt.getTime()
let world: World
beforeAll(() => { world = makeWorld({ seed: 7, startedAt }) })

const printOf = ({ orderFiles, ...rest }: World) =>
  createHash('sha256').update(JSON.stringify(rest)).update(Buffer.concat(orderFiles.flatMap(file => [Buffer.from(file.name), file.bytes]))).digest('hex')
const ordersOf = (id: string) => world.orders.filter(order => order.externalUserId === id)
const followOf = (id: string) => world.company.follows.filter(follow => follow.external_userid === id)
const groups = <T>(list: readonly T[], key: (item: T) => string) => {
  const map = new Map<string, T[]>()
  for (const item of list) map.set(key(item), [...(map.get(key(item)) ?? []), item])
  return map
}

describe('the demo world', () => {
  it('is the same for the same seed and instant, byte by byte, and another for another', () => {
    expect(printOf(makeWorld({ seed: 7, startedAt: new Date(startedAt) }))).toBe(printOf(world))
    expect(printOf(makeWorld({ seed: 8, startedAt }))).not.toBe(printOf(world))
  })

  it('moves with the instant it begins, at any hour', () => {
    for (const at of ['2026-01-01T16:05:00Z', '2026-02-28T18:59:59Z', '2027-11-21T23:50:00Z'].map(text => new Date(text))) {
      const moved = makeWorld({ seed: 7, startedAt: at })
      expect(moved.acts.every(act => Date.parse(act.at) <= at.getTime())).toBe(true)
      expect(moved.company.follows.every(follow => follow.createtime * 1000 < at.getTime())).toBe(true)
      expect(moved.orders.every(o => [o.placedAt, o.paidAt, o.shippedAt, o.signedAt].every(instant => (instant ?? 0) <= at.getTime()))).toBe(true)
    }
  })

  it('has the twelve members: two leads of two departments, six reps, two guides in a store, an operator and an admin', () => {
    const { members, departments } = world.company
    expect(members.map(m => m.userid).sort()).toEqual([
      'admin-xu', 'guide-deng', 'guide-fang', 'lead-lin', 'lead-song', 'operator-he', 'rep-chen', 'rep-qian', 'rep-sun', 'rep-wu', 'rep-zheng', 'rep-zhou',
    ])
    expect(departments.flatMap(d => d.department_leader)).toEqual(['lead-lin', 'lead-song'])
    for (const m of members) {
      const own = departments.filter(d => m.department.includes(d.id))
      expect(own.length, m.userid).toBe(1)
      expect(/门店|导购/.test(own[0]!.name), m.userid).toBe(m.userid.startsWith('guide'))
      expect(m.is_leader_in_dept, m.userid).toEqual([own[0]!.department_leader.includes(m.userid) ? 1 : 0])
    }
  })

  it('has six hundred customers, each followed, each phone somebody\'s own', () => {
    const { contacts, follows, members } = world.company
    expect(contacts.map(c => c.external_userid)).toEqual(Array.from({ length: 600 }, (_, i) => `wmDemo${String(i + 1).padStart(4, '0')}`))
    expect(new Set(follows.map(f => f.external_userid)).size).toBe(600)
    expect(follows.filter(f => !members.some(m => m.userid === f.userid && m.hasCustomerContact))).toEqual([])
    const phones = follows.flatMap(f => f.remark_mobiles).map(text => text.replace(/^\+86|\D/g, ''))
    expect(phones.filter(phone => !/^1[3-9]\d{9}$/.test(phone))).toEqual([])
    expect(new Set(phones).size).toBe(phones.length)
    expect(follows.filter(f => f.remark.length > 20)).toEqual([])
  })

  it('sends what she buys for herself to the town that her remark names', () => {
    const towns = new Set(world.orders.map(order => order.place.city.replace('市', '')))
    const named = world.company.follows.flatMap(({ external_userid: id, remark }) => [...towns].filter(town => remark.includes(town)).map(town => ({ id, remark, town })))
    expect(named.map(({ remark }) => remark)).toContain('姜姐-青岛')
    const elsewhere = ({ id, town }: { id: string, town: string }) => ordersOf(id).some(order => !order.isPresent && !order.place.city.startsWith(town))
    expect(named.filter(elsewhere)).toEqual([])
  })

  it('keeps 0001 and 0002 rep-chen\'s alone', () => {
    for (const id of ['wmDemo0001', 'wmDemo0002']) expect(followOf(id).map(f => f.userid), id).toEqual(['rep-chen'])
  })

  it('lets 15 % of the customers bring about three quarters of the revenue', () => {
    const bought = world.orders.filter(o => o.externalUserId !== null)
    for (const from of [0, begin - 365 * dayMs]) {
      const sums = [...groups(bought.filter(o => o.placedAt >= from), o => o.externalUserId!).values()]
        .map(list => list.reduce((sum, o) => sum + netFen(o), 0)).sort((a, b) => b - a)
      const share = sums.slice(0, 90).reduce((a, b) => a + b, 0) / sums.reduce((a, b) => a + b, 0)
      expect(share).toBeGreaterThan(0.7)
      expect(share).toBeLessThan(0.8)
    }
  })

  it('has two to four thousand orders over two years, with presents, refunds, unpaid ones, samples and several packs', () => {
    const { orders } = world
    expect(orders.length).toBeGreaterThan(2000)
    expect(orders.length).toBeLessThan(4000)
    expect(Math.min(...orders.map(o => o.placedAt))).toBeGreaterThan(begin - 760 * dayMs)
    expect(begin - Math.min(...orders.map(o => o.placedAt))).toBeGreaterThan(700 * dayMs)
    const share = (of: (order: typeof orders[number]) => boolean) => orders.filter(of).length / orders.length
    expect(share(o => o.isPresent)).toBeGreaterThan(0.04)
    expect(share(o => o.state === 'refunded' || o.lines.some(l => l.refundFen > 0))).toBeGreaterThan(0.01)
    expect(share(o => o.state === 'closed')).toBeGreaterThan(0.005)
    expect(share(o => o.lines.some(l => l.code === extras.nestSample.code))).toBeGreaterThan(0.01)
    expect(share(o => o.lines[0]!.quantity > 1)).toBeGreaterThan(0.1)
    expect(share(o => o.isPhoneMasked)).toBeGreaterThan(0.02)
    expect(new Set(orders.map(o => o.orderNo)).size).toBe(orders.length)
  })

  it('buys each thing again in a rhythm of its own', () => {
    const spread = [...groups(world.orders.filter(o => o.externalUserId !== null && !o.isPresent), o => o.externalUserId!).values()].filter(list => list.length >= 10).map(list => {
      const gaps = list.slice(1).map((o, i) => (o.placedAt - list[i]!.placedAt) / dayMs)
      const mean = gaps.reduce((a, b) => a + b, 0) / gaps.length
      return Math.sqrt(gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length) / mean
    })
    expect(spread.length).toBeGreaterThan(50)
    expect(spread.reduce((a, b) => a + b, 0) / spread.length).toBeLessThan(0.5)
  })

  it('finds most orders\' customer by a phone the rep noted, and leaves some without', () => {
    const noted = new Map(world.company.follows.map(f => [f.external_userid, f.remark_mobiles.map(text => text.replace(/^\+86|\D/g, ''))] as const))
    const known = world.orders.filter(o => o.externalUserId !== null && !o.isPhoneMasked && noted.get(o.externalUserId)?.includes(o.phone))
    expect(known.length / world.orders.length).toBeGreaterThan(0.7)
    expect(known.length / world.orders.length).toBeLessThan(0.95)
    for (const id of ['wmDemo0001', 'wmDemo0003', 'wmDemo0009']) expect(ordersOf(id).every(o => noted.get(id)!.includes(o.phone)), id).toBe(true)
  })

  it('sells what the catalogue knows, days included, but for what is unknown on purpose', () => {
    const byCode = new Map(products.flatMap(p => p.codes.map(code => [code, p] as const)))
    expect(Object.values(goods).filter(good => !byCode.has(good.code)).map(good => good.code)).toEqual([goods.honey.code])
    for (const good of Object.values(goods)) if (byCode.has(good.code)) expect(byCode.get(good.code)!.daysOfSupply, good.title).toBe(good.days)
    expect(byCode.has(extras.nestSample.code)).toBe(true)
  })

  it('calls its goods so that a title alone names the same product as the merchant code', () => {
    const plain = (text: string) => text.normalize('NFKC').replace(/\s/g, '')
    for (const good of [...Object.values(goods), extras.nestSample]) {
      const named = products.flatMap(p => p.titleWords.map(plain).filter(word => plain(good.title).includes(word)).map(word => ({ id: p.id, word })))
        .sort((a, b) => b.word.length - a.word.length)[0]
      expect(named?.id, good.title).toBe(products.find(p => p.codes.includes(good.code))?.id)
    }
  })
})
