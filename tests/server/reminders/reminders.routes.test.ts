import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CustomerId } from '../../../contract/ids.ts'
import { isHeldOut } from '../../../server/contact/holdout.rules.ts'
import { replanAll, replanCustomer } from '../../../server/reminders/planner.ts'
import { aCustomer, aLead, anAnswer, anOrder, aReminder, aRep, aServiceCase, aTouch, before, testNow } from '../../support/factories.ts'
import { testServer, type TestServer } from '../../support/test-server.ts'

let server: TestServer
beforeAll(async () => {
  server = await testServer()
  await aRep(server.db, { userId: 'rep-chen', name: '陈雨桐' })
  await aRep(server.db, { userId: 'rep-zhou' })
  await aLead(server.db, { userId: 'lead-lin', team: ['rep-chen'] })
  await aRep(server.db, { userId: 'operator-he', role: 'operator' })
})
afterAll(() => server.close())

let count = 0
/** Not of those whose proactive proposals are held back. */
async function customer(options: Parameters<typeof aCustomer>[1] = {}): Promise<CustomerId> {
  let externalUserId = ''
  do externalUserId = `wmPlan${String(++count).padStart(4, '0')}`
  while (isHeldOut(externalUserId, 0.1))
  return aCustomer(server.db, { followedBy: ['rep-chen'], addedAt: before(testNow, { days: 400 }), ...options, externalUserId })
}
const inDays = (days: number): string => new Date(testNow.getTime() + days * 86_400_000).toISOString()
const call = (userId: string, action: string, id: string, body?: object) => server.as(userId)('POST', `/api/reminders/${id}/${action}`, body)
const replan = (id: CustomerId) => server.db.transaction().execute(trx => replanCustomer(server.context, trx, id))
const remindersOf = (id: CustomerId) => server.db.selectFrom('reminder').selectAll().where('externalUserId', '=', id).orderBy('createdAt').orderBy('id').execute()
const liveOf = async (id: CustomerId) => (await remindersOf(id)).filter(({ state }) => state === 'open' || state === 'snoozed')
/** High value and untouched for 25 days: the cadence falls due. */
const quietOne = () => customer({ highValue: true, lastTouchAt: before(testNow, { days: 25 }) })

describe('the list of what is due', () => {
  it('refuses who is not signed in, a view that is none and a cursor that is none', async () => {
    expect((await server.app.inject({ url: '/api/reminders?view=today' })).statusCode).toBe(401)
    expect((await server.as('rep-chen')('GET', '/api/reminders?view=all')).json()).toMatchObject({ code: 'invalid-value' })
    expect((await server.as('rep-chen')('GET', '/api/reminders?view=today&cursor=x')).json()).toMatchObject({ code: 'bad-request' })
  })

  it('shows the own ones by day, page by page, a lead those of the team, nobody else any', async () => {
    const id = await customer()
    const other = await customer()
    const due = { today: testNow, overdue: before(testNow, { days: 2 }), upcoming: new Date(inDays(3)) }
    await aReminder(server.db, { externalUserId: id, userId: 'rep-chen', rule: 'promise', dueAt: due.today, reason: '问批次' })
    await aReminder(server.db, { externalUserId: id, userId: 'rep-chen', rule: 'promise', dueAt: due.overdue })
    await aReminder(server.db, { externalUserId: id, userId: 'rep-chen', rule: 'promise', dueAt: due.upcoming })
    await aReminder(server.db, { externalUserId: id, userId: 'rep-chen', dueAt: due.today, windowEndAt: before(testNow, { hours: 1 }) })
    await aReminder(server.db, { externalUserId: other, userId: 'rep-chen', dueAt: due.overdue, state: 'snoozed', snoozedUntil: testNow })
    const list = async (userId: string, view: string, more = '') => (await server.as(userId)('GET', `/api/reminders?view=${view}${more}`)).json<{ items: { reason: string, externalUserId: string }[], total: number, nextCursor: string | null }>()
    expect(await list('rep-chen', 'today')).toMatchObject({ total: 2, nextCursor: null })
    expect(await list('rep-chen', 'overdue')).toMatchObject({ total: 1 })
    expect(await list('rep-chen', 'upcoming')).toMatchObject({ total: 1 })
    expect(await list('lead-lin', 'today')).toMatchObject({ total: 2 })
    expect(await list('rep-zhou', 'today')).toMatchObject({ total: 0, items: [] })
    expect(await list('rep-chen', 'open', `&customer=${id}`)).toMatchObject({ total: 3 })
    expect(await list('rep-zhou', 'open', `&customer=${id}`)).toMatchObject({ total: 0, items: [] })
    const first = await list('rep-chen', 'today', '&limit=1')
    const second = await list('rep-chen', 'today', `&limit=1&cursor=${first.nextCursor}`)
    expect(second.nextCursor).toBeNull()
    expect(new Set([...first.items, ...second.items].map(item => item.externalUserId)).size).toBe(2)
  })
})

describe('a promise', () => {
  it('is refused for the past, for an operator and for a customer of somebody else', async () => {
    const id = await customer()
    const post = (userId: string, dueAt: string) => server.as(userId)('POST', `/api/customers/${id}/reminders`, { text: '问新批次到货的日子', dueAt })
    expect((await post('rep-chen', before(testNow, { hours: 1 }).toISOString())).json()).toMatchObject({ code: 'invalid-value' })
    expect((await post('operator-he', inDays(1))).json()).toMatchObject({ code: 'not-allowed' })
    expect((await post('rep-zhou', inDays(1))).json()).toMatchObject({ code: 'customer-not-found' })
    const made = await post('rep-chen', inDays(1))
    expect([made.statusCode, made.json()]).toMatchObject([201, { rule: 'promise', contactClass: 'as_set', state: 'open', reason: '问新批次到货的日子', dueAt: inDays(1), windowEndAt: null }])
    await replan(id)
    expect((await liveOf(id)).filter(({ rule }) => rule === 'promise')).toHaveLength(1)
  })
})

describe('later, not this time, done, and undo', () => {
  it('are not for who cannot see the customer, nor for what is closed', async () => {
    const id = await customer()
    const reminder = await aReminder(server.db, { externalUserId: id, userId: 'rep-chen' })
    for (const [action, body] of [['snooze', { until: inDays(1) }], ['skip', { reason: 'bad_time' }], ['done', undefined], ['reopen', undefined]] as const) {
      expect((await call('rep-zhou', action, reminder, body)).json()).toMatchObject({ code: 'not-found' })
      expect((await call('operator-he', action, reminder, body)).json()).toMatchObject({ code: 'not-allowed' })
      expect((await call('rep-chen', action, 'nonsense', body)).json()).toMatchObject({ code: 'not-found' })
    }
    expect((await call('rep-chen', 'snooze', reminder, { until: before(testNow, { hours: 1 }).toISOString() })).json()).toMatchObject({ code: 'invalid-value' })
    const closed = await aReminder(server.db, { externalUserId: id, userId: 'rep-chen', state: 'expired', closedAt: testNow })
    for (const [action, body] of [['snooze', { until: inDays(1) }], ['skip', { reason: 'bad_time' }], ['done', undefined], ['reopen', undefined]] as const) {
      expect((await call('rep-chen', action, closed, body)).json()).toMatchObject({ code: 'state-conflict' })
    }
  })

  it('keeps a snoozed one snoozed until its time, then wakes it', async () => {
    const id = await quietOne()
    await replan(id)
    const [reminder] = await liveOf(id)
    expect((await call('rep-chen', 'snooze', reminder?.id ?? '', { until: inDays(2) })).json()).toMatchObject({ state: 'snoozed', snoozedUntil: inDays(2) })
    await replan(id)
    expect(await liveOf(id)).toMatchObject([{ id: reminder?.id, state: 'snoozed' }])
    server.setNow(inDays(2.05))
    await replan(id)
    server.setNow(testNow)
    expect(await liveOf(id)).toMatchObject([{ id: reminder?.id, state: 'open', dueAt: new Date(inDays(2)) }])
  })

  it('is not put off to a time at which she may not be written to, and says which one would do', async () => {
    const id = await customer({ highValue: true, lastReplyAt: before(testNow, { hours: 70 }) })
    await aTouch(server.db, { externalUserId: id, userId: 'rep-chen', startedAt: before(testNow, { days: 5 }), contactClass: 'proactive' })
    const reminderId = await aReminder(server.db, { externalUserId: id, userId: 'rep-chen', rule: 'cadence', dueAt: testNow })
    const reply = await call('rep-chen', 'snooze', reminderId, { until: inDays(2) })
    expect(reply.json()).toMatchObject({ code: 'invalid-value', message: expect.stringMatching(/^那时再联系算主动联系.*请早一点，或选 6月22日 10:00 以后/) as string })
    expect(await liveOf(id)).toMatchObject([{ state: 'open', snoozedUntil: null }])
    for (const days of [1 / 24, 8]) expect((await call('rep-chen', 'snooze', reminderId, { until: inDays(days) })).json()).toMatchObject({ state: 'snoozed', snoozedUntil: inDays(days) })
  })

  it('does not propose what was skipped again in its window, and takes the skip back', async () => {
    const id = await quietOne()
    await replan(id)
    const [reminder] = await liveOf(id)
    expect((await call('rep-chen', 'skip', reminder?.id ?? '', { reason: 'just_talked', note: '昨天店里见过' })).json()).toMatchObject({ state: 'skipped' })
    expect((await liveOf(id)).filter(({ rule }) => rule === 'cadence')).toEqual([])
    expect((await call('rep-chen', 'reopen', reminder?.id ?? '')).json()).toMatchObject({ state: 'open', reminderId: reminder?.id })
    await replan(id)
    expect(await liveOf(id)).toMatchObject([{ id: reminder?.id, state: 'open' }])
  })

  it('does not propose what was skipped before it fell due when its time comes, but the next time', async () => {
    const id = await customer({ highValue: true, lastTouchAt: before(testNow, { days: 18 }) })
    await replan(id)
    const [reminder] = await liveOf(id)
    expect(reminder).toMatchObject({ rule: 'cadence' })
    expect(reminder?.dueAt.getTime()).toBeGreaterThan(testNow.getTime() + 2 * 86_400_000)
    expect((await call('rep-chen', 'skip', reminder?.id ?? '', { reason: 'not_needed' })).json()).toMatchObject({ state: 'skipped' })
    for (const days of [0, 4, 11]) {
      server.setNow(inDays(days))
      await replan(id)
      expect((await liveOf(id)).filter(({ rule, dueAt }) => rule === 'cadence' && dueAt < new Date(inDays(13)))).toEqual([])
    }
    server.setNow(inDays(14))
    await replan(id)
    expect(await liveOf(id)).toMatchObject([{ rule: 'cadence' }])
    server.setNow(testNow)
  })

  it('remembers silences however old they are: two in a row double the distance', async () => {
    const id = await customer({ highValue: true, lastTouchAt: before(testNow, { days: 20 }) })
    for (const days of [100, 20]) await aTouch(server.db, { externalUserId: id, userId: 'rep-chen', startedAt: before(testNow, { days }), lastAt: before(testNow, { days }), replyState: 'no', replySource: 'rep' })
    await replan(id)
    const [reminder] = await liveOf(id)
    expect(reminder?.rule).toBe('cadence')
    expect(reminder?.dueAt.getTime()).toBeGreaterThan(new Date(inDays(20)).getTime())
  })

  it('is done by hand once, and the undo is refused after a touch has done it', async () => {
    const id = await quietOne()
    await replan(id)
    const [reminder] = await liveOf(id)
    expect((await call('rep-chen', 'done', reminder?.id ?? '')).json()).toMatchObject({ state: 'done' })
    expect((await call('rep-chen', 'done', reminder?.id ?? '')).statusCode).toBe(200)
    const touchId = await aTouch(server.db, { externalUserId: id, userId: 'rep-chen' })
    await server.db.updateTable('reminder').set({ touchId }).where('id', '=', reminder?.id ?? '').execute()
    expect((await call('rep-chen', 'reopen', reminder?.id ?? '')).json()).toMatchObject({ code: 'state-conflict' })
  })
})

describe('the planner', () => {
  it('proposes the first talk, with its reason, and changes nothing the second time', async () => {
    const id = await customer({ addedAt: before(testNow, { hours: 1 }) })
    await replan(id)
    const [first] = await liveOf(id)
    expect(first).toMatchObject({ rule: 'first_contact', userId: 'rep-chen', windowEndAt: null })
    await replan(id)
    expect(await remindersOf(id)).toEqual([first])
  })

  it('lets a complaint take the place of what was proposed, also of a snoozed one', async () => {
    const id = await quietOne()
    await replan(id)
    const [cadence] = await liveOf(id)
    await call('rep-chen', 'snooze', cadence?.id ?? '', { until: inDays(2) })
    await aServiceCase(server.db, { externalUserId: id, openedBy: 'rep-chen' })
    await replan(id)
    expect(await liveOf(id)).toMatchObject([{ rule: 'after_sale' }])
    expect((await remindersOf(id)).find(({ id: each }) => each === cadence?.id)).toMatchObject({ state: 'expired' })
  })

  it('goes with the owner, and ends when she wants to be left alone', async () => {
    const id = await quietOne()
    await replan(id)
    await server.db.updateTable('customer').set({ ownerUserId: 'rep-zhou' }).where('externalUserId', '=', id).execute()
    await replan(id)
    expect(await liveOf(id)).toMatchObject([{ userId: 'rep-zhou' }])
    await server.db.updateTable('customer').set({ optOutAt: testNow }).where('externalUserId', '=', id).execute()
    await replan(id)
    expect(await liveOf(id)).toEqual([])
  })

  it('holds back proactive proposals for the tenth that is held out, and only those', async () => {
    const held = Array.from({ length: 200 }, (_, index) => `wmHeld${index}`).find(each => isHeldOut(each, 0.1)) ?? ''
    const id = await aCustomer(server.db, { externalUserId: held, followedBy: ['rep-chen'], addedAt: before(testNow, { days: 400 }), highValue: true, lastTouchAt: before(testNow, { days: 25 }) })
    await replan(id)
    expect(await liveOf(id)).toEqual([])
    await aServiceCase(server.db, { externalUserId: id, openedBy: 'rep-chen' })
    await replan(id)
    expect(await liveOf(id)).toMatchObject([{ rule: 'after_sale' }])
  })

  it('passes over every customer at night, in chunks, twice with the same result', async () => {
    const { count: customers } = await server.db.selectFrom('customer').select(({ fn }) => fn.countAll<number>().as('count')).executeTakeFirstOrThrow()
    expect(await replanAll(server.context, { chunkSize: 3 })).toEqual({ customers: Number(customers) })
    const all = () => server.db.selectFrom('reminder').selectAll().orderBy('id').execute()
    const before = await all()
    await replanAll(server.context, { chunkSize: 7 })
    expect((await all()).map(({ updatedAt: _at, ...row }) => row)).toEqual(before.map(({ updatedAt: _at, ...row }) => row))
  })
})

describe('客户说还有', () => {
  it('is refused where nothing with a known supply was bought', async () => {
    const post = (userId: string, id: string) => server.as(userId)('POST', `/api/customers/${id}/supply`, { leftDays: 20 })
    const id = await customer()
    expect((await post('rep-chen', id)).json()).toMatchObject({ code: 'state-conflict' })
    expect((await post('rep-zhou', id)).json()).toMatchObject({ code: 'customer-not-found' })
    expect((await post('operator-he', id)).json()).toMatchObject({ code: 'not-allowed' })
  })

  it('moves the proposal by what she said', async () => {
    // Active by her order, and talked to lately: the cadence is not what falls due.
    const id = await customer({ orderCount: 1, lastOrderAt: before(testNow, { days: 28 }), lifetimeSpendFen: 60_000, lastTouchAt: before(testNow, { days: 5 }) })
    await anOrder(server.db, { externalUserId: id, paidAt: before(testNow, { days: 28 }), signedAt: before(testNow, { days: 26 }), purpose: 'self', lines: [{ productId: 'nest-instant-70x15', title: '即食燕窝 70g×15', spec: '70g×15', quantity: 2 }] })
    await anAnswer(server.db, { externalUserId: id, byUserId: 'rep-chen', questionKey: 'family', options: ['self'] })
    await replan(id)
    expect(await liveOf(id)).toMatchObject([{ rule: 'replenishment', dueAt: testNow }])
    const reply = await server.as('rep-chen')('POST', `/api/customers/${id}/supply`, { leftDays: 20 })
    const { leftDays, reminder } = reply.json<{ leftDays: { min: number, max: number }, reminder: { rule: string, dueAt: string, reason: string } }>()
    expect(leftDays.min).toBeLessThan(20)
    expect(leftDays.max).toBeGreaterThan(20)
    expect(reminder).toMatchObject({ rule: 'replenishment', reason: expect.stringContaining('客户说的') as string })
    expect(new Date(reminder.dueAt).getTime()).toBeGreaterThan(new Date(inDays(10)).getTime())
    // The undo is no word of hers: the estimate stands as it did.
    const undone = await server.as('rep-chen')('POST', `/api/customers/${id}/supply`, { leftDays: null })
    expect(undone.json<{ reminder: object }>().reminder).toMatchObject({ rule: 'replenishment', dueAt: testNow.toISOString(), reason: expect.not.stringContaining('客户说的') as string })
  })
})
