import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { addMs, dayMs } from '../../../server/time.ts'
import { aCustomer, aLead, aReminder, aRep, testNow } from '../../support/factories.ts'
import { testServer, type TestServer } from '../../support/test-server.ts'

let server: TestServer
beforeAll(async () => {
  server = await testServer()
  await aRep(server.db, { userId: 'rep-chen' })
  await aRep(server.db, { userId: 'rep-zhou' })
  await aLead(server.db, { userId: 'lead-lin', team: ['rep-chen'] })
})
afterAll(() => server.close())
beforeEach(() => server.db.deleteFrom('reminder').execute())

interface Reply { snoozed: string[], kept: number, more: number }
const post = (userId: string, action: 'snooze' | 'reopen', body: object) => server.as(userId)('POST', `/api/reminders/${action}`, body)
const until = addMs(testNow, 2 * dayMs).toISOString()
const snooze = async (userId: string): Promise<Reply> => (await post(userId, 'snooze', { until, group: { view: 'due' } })).json<Reply>()
const audits = async (action: string) => (await server.db.selectFrom('audit').select(['userId', 'details']).where('action', '=', action).orderBy('id').execute())
const open = () => server.db.selectFrom('reminder').select(['id', 'userId']).where('state', '=', 'open').orderBy('score', 'desc').execute()

describe('a whole group put off', () => {
  it('by a lead is what her list shows, and recorded: who, how many, of which reason and of whom', async () => {
    for (const userId of ['rep-chen', 'rep-chen', 'rep-zhou']) await aReminder(server.db, { externalUserId: await aCustomer(server.db, { followedBy: [userId] }), userId })
    const { items } = (await server.as('lead-lin')('GET', '/api/reminders?view=due')).json<{ items: { reminderId: string }[] }>()
    const { snoozed } = await snooze('lead-lin')
    expect([...snoozed].sort()).toEqual(items.map(({ reminderId }) => reminderId).sort())
    expect((await open()).map(({ userId }) => userId)).toEqual(['rep-zhou'])
    const what = { count: 2, byRule: { cadence: 2 }, byRep: { 'rep-chen': 2 } }
    expect(await audits('reminders-snoozed')).toEqual([{ userId: 'lead-lin', details: { until, group: { view: 'due' }, ...what } }])
    await post('lead-lin', 'reopen', { reminderIds: snoozed })
    await post('lead-lin', 'reopen', { reminderIds: snoozed })
    expect(await audits('reminders-reopened')).toEqual([{ userId: 'lead-lin', details: what }])
  })

  it('is the first 5,000 of the list, the rest is told and left, and all of it can be taken back', async () => {
    const customer = await aCustomer(server.db, { followedBy: ['rep-chen'] })
    await sql`insert into reminder (id, external_user_id, user_id, rule, contact_class, state, title, reason, score, due_at, created_at, updated_at)
      select gen_random_uuid(), ${customer}, 'rep-chen', 'promise', 'as_set', 'open', 't', 'r', at, ${testNow}, ${testNow}, ${testNow} from generate_series(1, 5003) at`.execute(server.db)
    const weakest = (await open()).slice(-3).map(({ id }) => id)
    const reply = await snooze('rep-chen')
    expect([reply.snoozed.length, reply.kept, reply.more]).toEqual([5000, 0, 3])
    expect((await open()).map(({ id }) => id)).toEqual(weakest)
    expect((await post('rep-chen', 'reopen', { reminderIds: reply.snoozed })).json()).toEqual({ reopened: 5000, left: 0 })
    expect(await open()).toHaveLength(5003)
  })
})
