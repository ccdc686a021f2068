import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { CustomerId } from '../../../contract/ids.ts'
import type { DueReminder } from '../../../contract/reminders.schema.ts'
import { queueStatement } from '../../../server/reminders/queue.queries.ts'
import type { Viewer } from '../../../server/session/viewer.ts'
import { addMs, dayMs, hourMs, instantOf } from '../../../server/time.ts'
import { aCustomer, aLead, aReminder, aRep, aTouch, before, testNow } from '../../support/factories.ts'
import { testServer, type TestServer } from '../../support/test-server.ts'

let server: TestServer
beforeAll(async () => {
  server = await testServer()
  await aRep(server.db, { userId: 'rep-chen', name: '陈雨桐' })
  await aRep(server.db, { userId: 'rep-zhou', name: '周' })
  await aLead(server.db, { userId: 'lead-lin', team: ['rep-chen'] })
  await aRep(server.db, { userId: 'operator-he', role: 'operator' })
})
afterAll(() => server.close())
beforeEach(() => server.db.deleteFrom('reminder').execute())

type Row = Parameters<typeof aReminder>[1]
let count = 0
async function due(row: Partial<Row> = {}, userId = 'rep-chen'): Promise<{ id: string, customer: CustomerId }> {
  const customer = await aCustomer(server.db, { externalUserId: `wmQueue${String(++count).padStart(4, '0')}`, followedBy: [userId], name: `客户${count}` })
  return { customer, id: await aReminder(server.db, { externalUserId: customer, userId, ...row }) }
}
interface List { items: DueReminder[], total: number, nextCursor: string | null }
const list = async (userId: string, query: string): Promise<List> => (await server.as(userId)('GET', `/api/reminders?${query}`)).json<List>()
const counts = async (userId = 'rep-chen') => (await server.as(userId)('GET', '/api/reminders/counts')).json<Record<string, number> & { byRule: object[] }>()
const post = (userId: string, action: 'snooze' | 'reopen', body: object) => server.as(userId)('POST', `/api/reminders/${action}`, body)
const later = (days: number): Date => addMs(testNow, days * dayMs)
const stateOf = async (id: string) => server.db.selectFrom('reminder').select(['state', 'snoozedUntil', 'windowEndAt']).where('id', '=', id).executeTakeFirstOrThrow()

describe('今日该跟', () => {
  it('refuses a cursor that is none of ours, whatever it holds', async () => {
    for (const values of [['x', testNow.toISOString(), 'id', 1], [1, '1 Jan 2019 (foo)', '00000000-0000-4000-8000-000000000000', 1], [1, testNow.toISOString(), 'no', 1], [1]]) {
      const cursor = Buffer.from(JSON.stringify(values)).toString('base64url')
      expect((await server.as('rep-chen')('GET', `/api/reminders?view=due&cursor=${cursor}`)).json()).toMatchObject({ code: 'bad-request' })
    }
  })

  it('ranks what is due, today and overdue together, and leaves out what has outlived its window', async () => {
    const weak = await due({ score: 12 })
    const strong = await due({ score: 1_000_090, dueAt: before(testNow, { days: 2 }) })
    const urgent = await due({ score: 4_000_000, rule: 'first_contact', dueAt: addMs(testNow, hourMs) })
    await due({ score: 9e6, windowEndAt: before(testNow, { minutes: 1 }) })
    await due({ score: 9e6, dueAt: later(1) })
    expect((await list('rep-chen', 'view=due')).items.map(({ reminderId }) => reminderId)).toEqual([urgent.id, strong.id, weak.id])
    expect((await list('rep-chen', 'view=overdue')).items.map(({ reminderId }) => reminderId)).toEqual([strong.id])
    expect(await list('rep-chen', 'view=today')).toMatchObject({ total: 2 })
    expect(await list('rep-chen', 'view=upcoming')).toMatchObject({ total: 1 })
    expect(await list('rep-chen', 'view=due&rule=first_contact')).toMatchObject({ total: 1, items: [{ customerName: expect.any(String) as string, repName: null }] })
    expect(await list('rep-chen', `view=due&customer=${weak.customer}`)).toMatchObject({ total: 1, items: [{ reminderId: weak.id }] })
    expect(await list('rep-zhou', 'view=due')).toMatchObject({ total: 0, items: [] })
  })

  it('gives every row once over the pages, equal ranks too, and the same total on each', async () => {
    for (let at = 0; at < 25; at++) await due({ score: at % 3, dueAt: before(testNow, { hours: at % 2 }) })
    const seen: string[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const page: List = await list('rep-chen', `view=due&limit=4${cursor ? `&cursor=${cursor}` : ''}`)
      expect(page.total).toBe(25)
      seen.push(...page.items.map(({ reminderId }) => reminderId))
      cursor = page.nextCursor
    }
    expect(new Set(seen).size).toBe(25)
    expect(seen).toEqual((await list('rep-chen', 'view=due&limit=100')).items.map(({ reminderId }) => reminderId))
  })

  it('shows a lead whose each is, and an operator nothing to work on', async () => {
    await due()
    expect(await list('lead-lin', 'view=due')).toMatchObject({ total: 1, items: [{ repName: '陈雨桐' }] })
    expect(await list('operator-he', 'view=due')).toMatchObject({ total: 0 })
  })

  it('shows a lead what was given to the lead', async () => {
    const late = await due({ rule: 'first_contact', escalatedAt: before(testNow, { hours: 1 }), escalatedTo: ['lead-lin'] })
    await due({ rule: 'first_contact' })
    expect(await list('lead-lin', 'view=escalated')).toMatchObject({ total: 1, items: [{ reminderId: late.id, repName: '陈雨桐', escalatedAt: before(testNow, { hours: 1 }).toISOString() }] })
    expect(await counts('lead-lin')).toMatchObject({ due: 2, escalated: 1 })
  })

  it('makes a day\'s work of it: what cannot wait, and as much of the rest as the day still holds', async () => {
    for (let at = 0; at < 50; at++) await due({ score: at })
    await due({ score: 4e6, rule: 'first_contact' })
    await due({ rule: 'seasonal_care', dueAt: later(2) })
    await due({ rule: 'promise', dueAt: before(testNow, { days: 1 }), score: 7e6 })
    expect(await counts()).toMatchObject({
      due: 52, overdue: 1, upcoming: 1, forToday: 45, settledToday: 0,
      byRule: expect.arrayContaining([{ rule: 'cadence', due: 50, overdue: 0, upcoming: 0 }, { rule: 'promise', due: 1, overdue: 1, upcoming: 0 }, { rule: 'seasonal_care', due: 0, overdue: 0, upcoming: 1 }]) as object[],
    })
    const [first] = (await list('rep-chen', 'view=due&limit=1')).items
    await server.as('rep-chen')('POST', `/api/reminders/${first!.reminderId}/done`)
    expect(await counts()).toMatchObject({ due: 51, forToday: 44, settledToday: 1 })
  })

  it('reads a page by the index, not the book', async () => {
    for (let at = 0; at < 30; at++) await due({ score: at })
    const day = { now: testNow, startOfDay: instantOf('2026-06-15'), endOfDay: instantOf('2026-06-16') }
    const viewer = { userId: 'rep-chen', name: '', role: 'rep' } as Viewer
    const plan = async (view: 'due' | 'upcoming') => {
      const { rows } = await server.db.connection().execute(async (one) => {
        await sql`set enable_seqscan = off`.execute(one)
        const found = await sql<Record<string, string>>`explain ${queueStatement(viewer, { ...day, view }, { after: { rank: 20, at: testNow, id: '00000000-0000-4000-8000-000000000000' }, limit: 10 })}`.execute(one)
        await sql`reset enable_seqscan`.execute(one)
        return found
      })
      return rows.map(row => Object.values(row)[0]).join('\n')
    }
    expect(await plan('due')).toMatch(/Index Scan using reminder_rank[^]*ROW\(.*score.*effective_due_at, id\) > ROW/)
    expect(await plan('upcoming')).toMatch(/Index Scan using reminder_when/)
  })
})

describe('several later at once', () => {
  it('is refused for who only looks, for a time that has passed, and without or with two choices', async () => {
    const { id } = await due()
    const until = later(1).toISOString()
    expect((await post('operator-he', 'snooze', { until, reminderIds: [id] })).json()).toMatchObject({ code: 'not-allowed' })
    for (const body of [{ until: before(testNow, { days: 1 }).toISOString(), reminderIds: [id] }, { until }, { until, reminderIds: [id], group: { view: 'due' } }]) {
      expect((await post('rep-chen', 'snooze', body)).json()).toMatchObject({ code: 'invalid-value' })
    }
    expect((await post('rep-chen', 'snooze', { until, reminderIds: [id, id] })).statusCode).toBe(422)
    expect(await stateOf(id)).toMatchObject({ state: 'open' })
  })

  it('leaves alone what is not the viewer\'s, not live, or no id at all', async () => {
    const theirs = await due({}, 'rep-zhou')
    const done = await due({ state: 'done' })
    const reply = await post('rep-chen', 'snooze', { until: later(1).toISOString(), reminderIds: [theirs.id, done.id, 'nonsense'] })
    expect(reply.json()).toEqual({ snoozed: [], kept: 3, more: 0 })
    expect(await stateOf(theirs.id)).toMatchObject({ state: 'open' })
  })

  it('puts those named off, with two days left to act, and the undo brings each back as it was', async () => {
    const plain = await due({ windowEndAt: later(1) })
    const wide = await due({ windowEndAt: later(30) })
    const asleep = await due({ state: 'snoozed', snoozedUntil: before(testNow, { hours: 2 }), windowEndAt: later(2) })
    const ids = [plain.id, wide.id, asleep.id]
    const reply = await post('rep-chen', 'snooze', { until: later(3).toISOString(), reminderIds: ids })
    expect(reply.json<{ snoozed: string[] }>().snoozed.sort()).toEqual([...ids].sort())
    expect(await stateOf(plain.id)).toEqual({ state: 'snoozed', snoozedUntil: later(3), windowEndAt: later(5) })
    expect(await stateOf(wide.id)).toMatchObject({ windowEndAt: later(30) })
    expect(await list('rep-chen', 'view=due')).toMatchObject({ total: 0 })
    expect((await post('rep-chen', 'reopen', { reminderIds: ids })).json()).toEqual({ reopened: 3, left: 0 })
    expect(await stateOf(plain.id)).toEqual({ state: 'open', snoozedUntil: null, windowEndAt: later(1) })
    expect(await stateOf(asleep.id)).toEqual({ state: 'snoozed', snoozedUntil: before(testNow, { hours: 2 }), windowEndAt: later(2) })
  })

  it('puts a whole group off but for what is decided one by one, and does not wake what was touched meanwhile', async () => {
    const quiet = [await due(), await due(), await due({ rule: 'after_sale', windowEndAt: later(3) })]
    const kept = [await due({ rule: 'first_contact' }), await due({ rule: 'after_sale' }), await due({ rule: 'behaviour', windowEndAt: addMs(testNow, hourMs / 2) })]
    const tomorrow = await due({ dueAt: later(1) })
    const reply = await post('rep-chen', 'snooze', { until: later(2).toISOString(), group: { view: 'due' } })
    expect(reply.json()).toMatchObject({ kept: 3 })
    expect(reply.json<{ snoozed: string[] }>().snoozed.sort()).toEqual(quiet.map(({ id }) => id).sort())
    for (const { id } of [...kept, tomorrow]) expect(await stateOf(id)).toMatchObject({ state: 'open' })
    await server.db.updateTable('reminder').set({ state: 'done' }).where('id', '=', quiet[0]!.id).execute()
    expect((await post('rep-chen', 'reopen', { reminderIds: quiet.map(({ id }) => id) })).json()).toEqual({ reopened: 2, left: 1 })
    expect(await stateOf(quiet[0]!.id)).toMatchObject({ state: 'done' })
  })

  it('keeps back who may not be written to at that time, as for a single one; a promise is the rep\'s own', async () => {
    const [talked, fine, promised] = [await due(), await due(), await due({ rule: 'promise', contactClass: 'as_set' })]
    for (const { customer } of [talked, promised]) await aTouch(server.db, { externalUserId: customer, userId: 'rep-chen', startedAt: before(testNow, { days: 5 }), contactClass: 'proactive' })
    const until = later(2).toISOString()
    expect((await server.as('rep-chen')('POST', `/api/reminders/${talked.id}/snooze`, { until })).json()).toMatchObject({ code: 'invalid-value' })
    const reply = (await post('rep-chen', 'snooze', { until, reminderIds: [talked, fine, promised].map(({ id }) => id) })).json<{ snoozed: string[], kept: number }>()
    expect([reply.snoozed.sort(), reply.kept]).toEqual([[fine.id, promised.id].sort(), 1])
    expect(await stateOf(talked.id)).toMatchObject({ state: 'open', snoozedUntil: null })
  })

  it('keeps to one reason', async () => {
    const one = await due({ rule: 'seasonal_care' })
    await due()
    const reply = await post('rep-chen', 'snooze', { until: later(2).toISOString(), group: { view: 'due', rule: 'seasonal_care' } })
    expect(reply.json()).toEqual({ snoozed: [one.id], kept: 0, more: 0 })
  })

  it('is taken back for a single one too: its former window is back', async () => {
    const { id } = await due({ windowEndAt: later(1) })
    await server.as('rep-chen')('POST', `/api/reminders/${id}/snooze`, { until: later(4).toISOString() })
    expect(await stateOf(id)).toMatchObject({ windowEndAt: later(6) })
    await server.as('rep-chen')('POST', `/api/reminders/${id}/reopen`)
    expect(await stateOf(id)).toEqual({ state: 'open', snoozedUntil: null, windowEndAt: later(1) })
  })
})

describe('whom a change of a rule reaches', () => {
  it('is told to who may change it, and counts those who wait for it', async () => {
    await due({ rule: 'replenishment' })
    await due({ rule: 'replenishment', state: 'done' })
    await due()
    const reach = (userId: string, key: string) => server.as(userId)('GET', `/api/rules/${key}/reach`)
    expect((await reach('rep-chen', 'replenishment')).json()).toMatchObject({ code: 'not-allowed' })
    expect((await reach('operator-he', 'nonsense')).statusCode).toBeGreaterThanOrEqual(400)
    expect((await reach('operator-he', 'replenishment')).json()).toMatchObject({ live: 1 })
  })
})
