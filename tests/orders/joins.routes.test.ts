import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Sidebar } from '../../contract/customers.schema.ts'
import type { CustomerId, RepId } from '../../contract/ids.ts'
import { settleOrders, matchWaitingOrders } from '../../server/orders/customer-orders.ts'
import { readCustomerFacts } from '../../server/customers/customer-facts.queries.ts'
import { aCustomer, aLead, aNote, anAnswer, anOrder, aRep, aTouch, before, seesCustomersOf, starterQuestions, testNow } from '../support/factories.ts'
import { testServer, type TestServer } from '../support/test-server.ts'

let server: TestServer
let count = 0
let a = '' as CustomerId
let b = '' as CustomerId
let c = '' as CustomerId

beforeAll(async () => {
  server = await testServer()
  await starterQuestions(server.db)
  await aRep(server.db, { userId: 'rep-chen', name: '陈晓' })
  await aRep(server.db, { userId: 'rep-zhou', name: '周航' })
  await aRep(server.db, { userId: 'operator-he', role: 'operator' })
  await aLead(server.db, { userId: 'lead-lin', team: ['rep-chen', 'rep-zhou'] })
  await seesCustomersOf(server.db, 'lead-lin', ['rep-chen', 'rep-zhou'])
})
afterAll(() => server.close())
beforeEach(async () => {
  count += 1
  a = await aCustomer(server.db, { externalUserId: `wmA${count}`, name: '小满', followedBy: ['rep-chen'] })
  b = await aCustomer(server.db, { externalUserId: `wmB${count}`, name: '小满工作号', followedBy: ['rep-chen'], follow: { remark: '工作微信' } })
  c = await aCustomer(server.db, { externalUserId: `wmC${count}`, name: '立夏', followedBy: ['rep-zhou'] })
})

const join = (one: string, other: string, as = 'rep-chen') => server.as(as)('POST', `/api/customers/${one}/join/${other}`)
const part = (one: string, other: string, as = 'rep-chen') => server.as(as)('DELETE', `/api/customers/${one}/join/${other}`)
const sidebar = async (id: string, as = 'rep-chen') => (await server.as(as)('GET', `/api/customers/${id}/sidebar`)).json<Sidebar>()
const customer = (id: string) => server.db.selectFrom('customer').selectAll().where('externalUserId', '=', id).executeTakeFirstOrThrow()
const bought = async (id: string, paidFen: number, row: object = {}) => {
  const order = await anOrder(server.db, { externalUserId: id, paidFen, matchedBy: 'phone', ...row })
  await server.db.transaction().execute(trx => settleOrders(trx, [], [id], server.context.clock.now()))
  return order
}
const phone = async (id: string, userId: string, number: string) => {
  const { vault } = server.context
  await server.db.insertInto('followPhone').values({ externalUserId: id, userId, phoneHash: vault.hashPhone(number), phoneCipher: vault.seal(number), lastFour: number.slice(-4) }).execute()
  await server.db.transaction().execute(trx => matchWaitingOrders(trx, [id], server.context.clock.now()))
}

test('a corrected use is recorded with the account the order belongs to, wherever it was corrected', async () => {
  await join(a, b)
  const order = await bought(b, 60_000)
  expect((await server.as('rep-chen')('PATCH', `/api/customers/${a}/orders/${order}`, { use: 'gift' })).statusCode).toBe(200)
  expect(await server.db.selectFrom('audit').select('externalUserId').where('action', '=', 'order-use-changed').execute()).toEqual([{ externalUserId: b }])
})

describe('two customers are not joined', () => {
  test('by who does not see both, by an operator, or one with herself', async () => {
    expect((await join(a, c)).json()).toMatchObject({ code: 'customer-not-found' })
    expect((await join(c, a)).json()).toMatchObject({ code: 'customer-not-found' })
    expect((await join(a, 'wmNobody')).json()).toMatchObject({ code: 'customer-not-found' })
    expect((await join(a, b, 'operator-he')).json()).toMatchObject({ code: 'not-allowed' })
    expect((await join(a, a)).json()).toMatchObject({ code: 'invalid-value' })
    expect(await server.db.selectFrom('customerJoin').selectAll().where('externalUserId', 'in', [a, b, c]).execute()).toEqual([])
  })

  test('so that somebody hears of an account that is not theirs to see', async () => {
    const shared = await aCustomer(server.db, { externalUserId: `wmShared${count}`, followedBy: ['rep-chen', 'rep-zhou'] })
    expect((await join(a, shared)).json()).toEqual({ accounts: [a, shared].sort() })
    expect((await join(shared, c, 'rep-zhou')).json()).toEqual({ accounts: [c, shared].sort() })
    expect((await join(shared, c, 'rep-zhou')).json()).toEqual({ accounts: [c, shared].sort() })
    expect((await join(shared, c, 'lead-lin')).json()).toEqual({ accounts: [a, c, shared].sort() })
  })

  test('to a chain of more than five', async () => {
    const more = await Promise.all([1, 2, 3, 4].map(at => aCustomer(server.db, { externalUserId: `wmMore${count}${at}`, followedBy: ['rep-chen'] })))
    for (const next of [b, ...more.slice(0, 3)]) expect((await join(a, next)).statusCode).toBe(200)
    expect((await join(more[3]!, a)).json()).toMatchObject({ code: 'state-conflict' })
  })
})

describe('joined accounts', () => {
  test('carry orders, figures, answers, notes and the last talk of both, each where the other is seen', async () => {
    await bought(a, 30_000, { paidAt: before(testNow, { days: 60 }) })
    await bought(b, 50_000, { paidAt: before(testNow, { days: 20 }) })
    await aNote(server.db, { externalUserId: b, byUserId: 'rep-chen', text: '先生嫌甜' })
    await anAnswer(server.db, { externalUserId: a, byUserId: 'rep-chen', questionKey: 'kinds', options: ['nest'] })
    await aTouch(server.db, { externalUserId: b, userId: 'rep-chen', channel: 'call', sendCount: 0 })
    await server.db.updateTable('customer').set({ lastTouchAt: before(testNow, { days: 2 }) }).where('externalUserId', '=', b).execute()
    expect((await join(a, b)).json()).toEqual({ accounts: [a, b] })
    for (const [id, other] of [[a, b], [b, a]] as const) {
      const { orders, profile, notes, answers } = await sidebar(id)
      expect(orders).toMatchObject({ count: 2, totalFen: 80_000, averageFen: 40_000 })
      expect(orders.lastFive.map(({ paidFen }) => paidFen)).toEqual([50_000, 30_000])
      expect(profile).toMatchObject({ lifetimeSpendFen: 80_000, lastTouchAt: before(testNow, { days: 2 }).toISOString() })
      expect(profile.otherAccounts.map(({ externalUserId }) => externalUserId)).toEqual([other])
      expect(notes.map(({ text }) => text)).toEqual(['先生嫌甜'])
      expect(answers.map(({ questionKey }) => questionKey)).toEqual(['kinds'])
    }
    expect((await sidebar(a)).profile.otherAccounts).toEqual([{ externalUserId: b, name: '小满工作号', remark: '工作微信', ownerName: '陈晓' }])
    const list = (await server.as('rep-chen')('GET', `/api/customers/${a}/orders`)).json<{ items: unknown[] }>()
    expect(list.items).toHaveLength(2)
    const lines = (await server.as('rep-chen')('GET', `/api/customers/${a}/timeline`)).json<{ items: { kind: string }[] }>().items.map(({ kind }) => kind)
    expect(lines).toEqual(expect.arrayContaining(['note', 'answer', 'touch']))
    expect(lines.filter(kind => kind === 'order')).toHaveLength(2)
  })

  test('share the rules of contact: talked to at the one, the other is not asked too', async () => {
    await aTouch(server.db, { externalUserId: b, userId: 'rep-chen', contactClass: 'proactive', startedAt: before(testNow, { days: 2 }) })
    await server.db.updateTable('customer').set({ lastTouchAt: before(testNow, { days: 2 }) }).where('externalUserId', '=', b).execute()
    await join(a, b)
    const facts = async (externalUserId: CustomerId) => (await readCustomerFacts(server.db, { viewerId: 'rep-chen' as RepId, externalUserId, now: testNow }))!
    const [one, other] = [await facts(a), await facts(b)]
    expect(one.touches).toHaveLength(1)
    expect([one.isMainAccount, other.isMainAccount]).toEqual([false, true])
  })

  test('hold 先别打扰 together, there and back', async () => {
    await join(a, b)
    await server.as('rep-chen')('PATCH', `/api/customers/${a}`, { optOut: true })
    expect((await sidebar(b)).profile.optOut).toBe(true)
    await server.as('rep-chen')('PATCH', `/api/customers/${b}`, { optOut: false })
    expect((await sidebar(a)).profile.optOut).toBe(false)
  })

  test('plan each other after what happens at one', async () => {
    await join(a, b)
    server.queued.length = 0
    const reply = await server.as('rep-chen')('POST', `/api/customers/${a}/answers`, { questionKey: 'kinds', questionVersion: 1, state: 'declined', options: [], note: '', basedOn: null })
    expect(reply.statusCode).toBe(201)
    expect(server.queued).toContainEqual({ name: 'replan-customers', payload: { externalUserIds: [b] } })
  })

  test('show who may not see the other one that there is one, without name or way in', async () => {
    await join(a, c, 'lead-lin')
    expect((await sidebar(a)).profile.otherAccounts).toEqual([{ externalUserId: null, name: '', remark: '', ownerName: '周航' }])
    expect((await server.as('rep-chen')('GET', `/api/customers/${c}/sidebar`)).json()).toMatchObject({ code: 'customer-not-found' })
    expect((await sidebar(a, 'lead-lin')).profile.otherAccounts).toMatchObject([{ externalUserId: c, name: '立夏' }])
  })

  test('are joined once however often and from whichever side, with one audit; chains become one person', async () => {
    expect((await join(a, b)).json()).toEqual((await join(b, a)).json())
    const d = await aCustomer(server.db, { externalUserId: `wmD${count}`, followedBy: ['rep-chen'] })
    const e = await aCustomer(server.db, { externalUserId: `wmE${count}`, followedBy: ['rep-chen'] })
    await join(d, e)
    expect((await join(e, b)).json()).toEqual({ accounts: [a, b, d, e] })
    expect((await join(d, a)).json()).toEqual({ accounts: [a, b, d, e] })
    const persons = await server.db.selectFrom('customerJoin').select('personId').distinct().where('externalUserId', 'in', [a, b, d, e]).execute()
    expect(persons).toHaveLength(1)
    expect(await server.db.selectFrom('audit').selectAll().where('action', '=', 'customers-joined').where('externalUserId', 'in', [a, b, d, e]).execute()).toHaveLength(3)
  })

  test('let a phone of both find her: it leads to one person', async () => {
    const { vault } = server.context
    const number = `1390000${String(count).padStart(4, '0')}`
    await phone(a, 'rep-chen', number)
    await phone(b, 'rep-chen', number)
    const id = await anOrder(server.db, { externalUserId: null, paidFen: 10_000, phoneHash: vault.hashPhone(number) })
    await server.db.transaction().execute(trx => settleOrders(trx, [Number(id)], [], testNow))
    const owner = async () => (await server.db.selectFrom('order').select(['externalUserId', 'matchedBy']).where('id', '=', Number(id)).executeTakeFirstOrThrow())
    expect(await owner()).toEqual({ externalUserId: null, matchedBy: null })
    await join(a, b)
    expect(await owner()).toEqual({ externalUserId: a, matchedBy: 'person' })
    expect((await customer(b)).lifetimeSpendFen).toBe(10_000)
    await part(a, b)
    expect(await owner()).toEqual({ externalUserId: null, matchedBy: null })
    expect((await customer(a)).lifetimeSpendFen).toBe(0)
  })
})

describe('parted accounts', () => {
  test('have each their own again: money, days, 1V1, history', async () => {
    await bought(a, 300_000, { paidAt: before(testNow, { days: 60 }) })
    await bought(b, 250_000, { paidAt: before(testNow, { days: 20 }) })
    const own = [await customer(a), await customer(b)]
    await join(a, b)
    expect([(await customer(a)).oneToOneAt, (await customer(b)).oneToOneAt]).toEqual([testNow, testNow])
    expect((await part(b, a)).statusCode).toBe(204)
    const figures = ({ lifetimeSpendFen, orderCount, purchaseDays, firstOrderAt, lastOrderAt, oneToOneAt, region }: Awaited<ReturnType<typeof customer>>) =>
      ({ lifetimeSpendFen, orderCount, purchaseDays, firstOrderAt, lastOrderAt, oneToOneAt, region })
    expect([await customer(a), await customer(b)].map(figures)).toEqual(own.map(figures))
    expect((await sidebar(a)).profile.otherAccounts).toEqual([])
  })

  test('keep 1V1 that their own orders gave before or while they were joined', async () => {
    await bought(a, 600_000)
    await join(a, b)
    await bought(b, 500_000)
    await part(a, b)
    expect([(await customer(a)).oneToOneAt, (await customer(b)).oneToOneAt]).toEqual([testNow, testNow])
    expect((await customer(b)).lifetimeSpendFen).toBe(500_000)
  })

  test('of a chain leave the others together; parting twice, or whom nobody joined, is harmless', async () => {
    const d = await aCustomer(server.db, { externalUserId: `wmD${count}`, followedBy: ['rep-chen'] })
    await join(a, b)
    await join(b, d)
    expect((await part(a, b)).statusCode).toBe(204)
    expect((await part(a, b)).statusCode).toBe(204)
    expect((await sidebar(a)).profile.otherAccounts.map(({ externalUserId }) => externalUserId)).toEqual([d])
    expect((await sidebar(b)).profile.otherAccounts).toEqual([])
    expect(await server.db.selectFrom('audit').selectAll().where('action', '=', 'customers-parted').where('externalUserId', '=', a).execute()).toHaveLength(1)
    expect((await part(a, c)).json()).toMatchObject({ code: 'customer-not-found' })
  })
})
