import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Sidebar } from '../../../contract/customers.schema.ts'
import { openDatabase } from '../../../server/db/database.ts'
import { buildApp } from '../../../server/app.ts'
import { createCatalogueHolder } from '../../../server/catalogue/catalogue-holder.ts'
import { loadStarterCatalogue } from '../../../server/catalogue/starter.ts'
import { sessionCookie } from '../../../server/session/cookie.ts'
import { outboxKeyOf } from '../../../server/session/outbox-key.ts'
import {
  aCustomer, aFollow, aLead, anAnswer, aNote, anOrder, aProduct, aReminder, aRep, aServiceCase, aTouch, before, testNow,
} from '../../support/factories.ts'
import { testConfig, testServer, type TestServer } from '../../support/test-server.ts'

let server: TestServer
let productId: string
beforeAll(async () => {
  server = await testServer()
  const { db } = server
  await loadStarterCatalogue(server.context)
  // The random share whose proposals are held back would make these tests depend on their ids.
  await db.updateTable('setting').set({ value: 0 }).where('key', '=', 'holdoutShare').execute()
  await aRep(db, { userId: 'rep-chen', name: '陈晓' })
  await aRep(db, { userId: 'rep-zhou' })
  await aRep(db, { userId: 'operator-he', role: 'operator' })
  await aLead(db, { userId: 'lead-lin', name: '林主管', team: ['rep-chen'] })
  productId = await aProduct(db, { name: '即食燕窝月套', daysOfSupply: 30 })
})
afterAll(() => server.close())

const get = (userId: string, id: string) => server.as(userId)('GET', `/api/customers/${id}/sidebar`)
const sidebar = async (id: string, userId = 'rep-chen'): Promise<Sidebar> => (await get(userId, id)).json()
const mine = { followedBy: ['rep-chen'] }

describe('who may open the sidebar', () => {
  it('refuses who is not signed in, who has left, and a customer out of scope', async () => {
    const customer = await aCustomer(server.db, mine)
    expect((await server.app.inject({ url: `/api/customers/${customer}/sidebar` })).json()).toMatchObject({ code: 'not-signed-in' })
    expect((await get('stranger', customer)).json()).toMatchObject({ code: 'not-signed-in' })
    expect((await get('rep-zhou', customer)).json()).toMatchObject({ code: 'customer-not-found' })
    expect((await get('rep-chen', 'wmNobody')).json()).toMatchObject({ code: 'customer-not-found' })
  })

  it('shows an operator the customer masked, in scripts too', async () => {
    const customer = await aCustomer(server.db, { ...mine, name: '王小满', follow: { remark: '王姐-天猫', description: '住河边' }, avatarUrl: 'https://example.com/a.png', birthdayOn: '1980-03-02' })
    const seen = await sidebar(customer, 'operator-he')
    expect(seen.profile).toMatchObject({ name: '王**', remark: '王**', description: '', avatarUrl: null, birthdayOn: null, isFollowedByMe: false })
    expect(JSON.stringify(seen)).not.toContain('王姐')
    expect(JSON.stringify(await sidebar(customer))).toContain('王姐')
  })

  it('shows a lead the words as her rep would say them, not in the lead\'s own name', async () => {
    const customer = await aCustomer(server.db, { ...mine, addedAt: before(testNow, { hours: 1 }) })
    const { scripts, situation } = await sidebar(customer, 'lead-lin')
    expect(JSON.stringify([scripts, situation])).toContain('陈晓')
    expect(JSON.stringify([scripts, situation])).not.toContain('林主管')
  })

  it('is one statement from the session to the answer', async () => {
    const customer = await aCustomer(server.db, mine)
    const statements: string[] = []
    const db = openDatabase(server.target, { maxConnections: 1, onStatement: text => statements.push(text) })
    const app = await buildApp({ ...server.context, db, catalogue: createCatalogueHolder(db) })
    const cookies = { [sessionCookie]: app.encodeSecureSession(app.createSecureSession({ userId: 'rep-chen', signedInAt: 1 })) }
    const open = () => app.inject({ url: `/api/customers/${customer}/sidebar`, cookies })
    expect((await open()).statusCode).toBe(200)
    statements.length = 0
    expect((await open()).json()).toMatchObject({ profile: { externalUserId: customer } })
    await app.close()
    await db.destroy()
    expect(statements).toHaveLength(1)
  })
})

describe('the card', () => {
  it('just added: the channel, the order that brought her, the first question, the clock of 24 h', async () => {
    const addedAt = before(testNow, { hours: 1 })
    const customer = await aCustomer(server.db, { ...mine, addedAt, follow: { state: 'tmall-parcel' } })
    await anOrder(server.db, { externalUserId: customer, paidAt: before(testNow, { days: 3 }), lines: [{ productId }] })
    const { situation, scripts } = await sidebar(customer)
    expect(situation).toMatchObject({ kind: 'just_added', channel: '天猫包裹卡', questionKey: 'kinds', addedAt: addedAt.toISOString(), deadlineAt: before(testNow, { hours: -23 }).toISOString() })
    expect(situation.kind === 'just_added' && situation.orderTitle).toContain('燕窝')
    expect(situation.script?.questionKey).toBe('kinds')
    expect(situation.script?.parts.every(part => 'text' in part)).toBe(true)
    expect(scripts.length).toBeGreaterThanOrEqual(3)
  })

  it('asked: the open question and since when', async () => {
    const customer = await aCustomer(server.db, { ...mine, addedAt: before(testNow, { hours: 5 }) })
    await aTouch(server.db, { externalUserId: customer, userId: 'rep-chen', startedAt: before(testNow, { hours: 4 }), contactClass: 'onboarding' })
    await anAnswer(server.db, { externalUserId: customer, byUserId: 'rep-chen', questionKey: 'kinds', state: 'asked', answeredAt: before(testNow, { hours: 4 }) })
    expect((await sidebar(customer)).situation).toMatchObject({ kind: 'asked', questionKey: 'kinds', askedAt: before(testNow, { hours: 4 }).toISOString(), deadlineAt: before(testNow, { hours: -19 }).toISOString() })
    await anAnswer(server.db, { externalUserId: customer, byUserId: 'rep-chen', questionKey: 'kinds', options: ['nest'], answeredAt: testNow })
    expect((await sidebar(customer)).situation.kind).toBe('nothing_due')
  })

  it('supply about to end: what is left as a range, who takes it, what she said last', async () => {
    const customer = await aCustomer(server.db, { ...mine, addedAt: before(testNow, { days: 400 }) })
    await supplyEnds(customer)
    await anAnswer(server.db, { externalUserId: customer, byUserId: 'rep-chen', questionKey: 'family', options: ['self'] })
    await aNote(server.db, { externalUserId: customer, byUserId: 'rep-chen', text: '先生嫌甜' })
    const { situation, orders } = await sidebar(customer)
    expect(situation).toMatchObject({ kind: 'supply_ending', takers: '自己', lastNote: '先生嫌甜' })
    if (situation.kind !== 'supply_ending') return
    expect(situation.leftDays.min).toBeLessThan(situation.leftDays.max)
    expect(situation.leftDays).toEqual(orders.supply?.leftDays)
    expect(situation.why.join()).toContain(`${situation.leftDays.min}–${situation.leftDays.max} 天`)
  })

  it('silent: days without an order beside her own rhythm, and nothing that sells', async () => {
    const customer = await aCustomer(server.db, { ...mine, addedAt: before(testNow, { days: 400 }), highValue: true, tier: 'high', lifetimeSpendFen: 900_000, orderCount: 4, lastOrderAt: before(testNow, { days: 75 }) })
    for (const days of [75, 105, 135, 165]) await anOrder(server.db, { externalUserId: customer, paidAt: before(testNow, { days }) })
    const { situation } = await sidebar(customer)
    expect(situation).toMatchObject({ kind: 'silent', silentDays: 75 })
    expect(situation.kind === 'silent' && situation.usualDays).toBeGreaterThan(25)
    expect(situation.script?.kind).not.toBe('offer')
  })

  it('case open: before everything else, and its apology', async () => {
    const customer = await aCustomer(server.db, { ...mine, addedAt: before(testNow, { days: 400 }) })
    await supplyEnds(customer)
    const caseId = await aServiceCase(server.db, { externalUserId: customer, openedBy: 'rep-chen' })
    const { situation } = await sidebar(customer)
    expect(situation).toMatchObject({ kind: 'case_open', case: { caseId, handlerName: '陈晓', closedAt: null }, script: { kind: 'service' } })
  })

  it('nothing due: where the parcel is; also when the proposal was put off or a complaint is just closed', async () => {
    const customer = await aCustomer(server.db, { ...mine, addedAt: before(testNow, { days: 30 }) })
    await aTouch(server.db, { externalUserId: customer, userId: 'rep-chen', startedAt: before(testNow, { days: 20 }) })
    await anOrder(server.db, { externalUserId: customer, state: 'shipped', paidAt: before(testNow, { days: 2 }), shippedAt: before(testNow, { days: 1 }), logisticsCompany: '顺丰', logisticsNo: 'SF1', lines: [{ title: '海参' }] })
    expect((await sidebar(customer)).situation).toMatchObject({ kind: 'nothing_due', parcel: { title: '海参', company: '顺丰', number: 'SF1', state: 'shipped' } })

    const later = await aCustomer(server.db, { ...mine, addedAt: before(testNow, { days: 400 }) })
    await supplyEnds(later)
    await aReminder(server.db, { externalUserId: later, userId: 'rep-chen', rule: 'replenishment', state: 'snoozed', snoozedUntil: before(testNow, { days: -2 }) })
    expect(await sidebar(later)).toMatchObject({ situation: { kind: 'nothing_due' }, reminder: { rule: 'replenishment', state: 'snoozed' } })

    const upset = await aCustomer(server.db, { ...mine, addedAt: before(testNow, { days: 400 }) })
    await supplyEnds(upset)
    await aServiceCase(server.db, { externalUserId: upset, openedBy: 'rep-chen', openedAt: before(testNow, { days: 4 }), closedAt: before(testNow, { days: 3 }), closedBy: 'rep-chen' })
    expect((await sidebar(upset)).situation.kind).toBe('nothing_due')
  })

  it('proposes nothing to who does not want to be contacted, nor right after a proactive touch', async () => {
    const quiet = await aCustomer(server.db, { ...mine, addedAt: before(testNow, { days: 400 }), optOutAt: before(testNow, { days: 1 }) })
    await supplyEnds(quiet)
    const touched = await aCustomer(server.db, { ...mine, addedAt: before(testNow, { days: 400 }) })
    await supplyEnds(touched)
    await aTouch(server.db, { externalUserId: touched, userId: 'rep-chen', startedAt: before(testNow, { days: 2 }) })
    for (const customer of [quiet, touched]) expect((await sidebar(customer)).situation.kind).toBe('nothing_due')
  })
})

describe('the rest of the first view', () => {
  it('has profile, questions, answers, notes, orders and the derived type', async () => {
    const customer = await aCustomer(server.db, {
      ...mine, name: '小满', addedAt: before(testNow, { days: 60 }), orderCount: 2, lifetimeSpendFen: 79_500, lastOrderAt: before(testNow, { days: 40 }), oneToOneAt: testNow, tier: 'middle',
    })
    await aFollow(server.db, { externalUserId: customer, userId: 'rep-zhou' })
    for (const questionKey of ['kinds', 'family'] as const) await anAnswer(server.db, { externalUserId: customer, byUserId: 'rep-zhou', questionKey, options: questionKey === 'kinds' ? ['none'] : ['self'] })
    await aNote(server.db, { externalUserId: customer, byUserId: 'rep-zhou', text: '别人记的' })
    for (let days = 40; days < 47; days++) await anOrder(server.db, { externalUserId: customer, paidAt: before(testNow, { days }), lines: [{ productId, title: '燕窝' }] })
    const seen = await sidebar(customer)
    expect(seen.session).toMatchObject({ userId: 'rep-chen', name: '陈晓', role: 'rep', now: testNow.toISOString(), outboxKey: outboxKeyOf(testConfig, 'rep-chen') })
    expect(seen.profile).toMatchObject({ name: '小满', addWay: '扫描二维码', oneToOne: true, optOut: false, ownerName: '陈晓', isFollowedByMe: true, consumption: { type: '尝鲜型', need: '从小份试起，先教吃法' } })
    expect(seen.questions.map(question => question.key)).toEqual(['kinds', 'duration', 'family'])
    expect(seen.answers.map(answer => answer.byName)).toEqual(['销售rep-zhou', '销售rep-zhou'])
    expect(seen.notes).toMatchObject([{ text: '别人记的', isMine: false }])
    expect(seen.orders).toMatchObject({ count: 2, totalFen: 79_500, averageFen: 39_750 })
    expect(seen.orders.lastFive).toHaveLength(5)
    expect(seen.orders.lastFive[0]?.lines[0]?.productName).toContain('燕窝')
  })

  it('asks once for the reply to the own last touch, when time has passed', async () => {
    const customer = await aCustomer(server.db, { ...mine, followedBy: ['rep-chen', 'rep-zhou'] })
    const touchId = await aTouch(server.db, { externalUserId: customer, userId: 'rep-chen', startedAt: before(testNow, { minutes: 29 }) })
    expect((await sidebar(customer)).askReply).toBeNull()
    await server.db.updateTable('touch').set({ lastAt: before(testNow, { minutes: 31 }) }).where('id', '=', touchId).execute()
    expect((await sidebar(customer)).askReply).toMatchObject({ touchId, byName: '陈晓', reply: { state: 'unknown', source: null, at: null } })
    expect((await sidebar(customer, 'rep-zhou')).askReply).toBeNull()
    await server.db.updateTable('touch').set({ replyAskedAt: testNow }).where('id', '=', touchId).execute()
    expect((await sidebar(customer)).askReply).toBeNull()
  })

  it('shows the customer\'s proposal and only the viewer\'s own promises', async () => {
    const customer = await aCustomer(server.db, { ...mine, followedBy: ['rep-chen', 'rep-zhou'] })
    await aReminder(server.db, { externalUserId: customer, userId: 'rep-chen', dueAt: before(testNow, { days: -3 }) })
    await aReminder(server.db, { externalUserId: customer, userId: 'rep-zhou', rule: 'promise', title: '周的事', dueAt: testNow })
    expect((await sidebar(customer)).reminder).toMatchObject({ rule: 'cadence' })
    expect((await sidebar(customer, 'rep-zhou')).reminder).toMatchObject({ rule: 'promise', title: '周的事' })
  })
})

/** One pack a month for four months, the last one about to be used up. */
async function supplyEnds(externalUserId: string): Promise<void> {
  for (const days of [28, 58, 88, 118]) {
    await anOrder(server.db, { externalUserId, paidAt: before(testNow, { days }), signedAt: before(testNow, { days: days - 2 }), lines: [{ productId }] })
  }
  await server.db.updateTable('customer').set({ lastOrderAt: before(testNow, { days: 28 }), orderCount: 4, lifetimeSpendFen: 159_200 }).where('externalUserId', '=', externalUserId).execute()
}
