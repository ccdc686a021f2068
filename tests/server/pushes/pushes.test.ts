import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { runJob } from '../../../server/jobs/run-job.ts'
import { addMs, dayMs, hourMs, minuteMs } from '../../../server/time.ts'
import { aCustomer, aReminder, aServiceCase } from '../../support/factories.ts'
import { synchronisedWorld, type WecomWorld } from '../../support/wecom-world.ts'

let world: WecomWorld
let seen = 0
/** Days since 20 November 2026. */
let day = 0
beforeAll(async () => {
  world = await synchronisedWorld()
})
afterAll(() => world.close())
/** Each test on a day of its own: the clock only goes forward. */
beforeEach(async () => {
  await world.harness.control('faults', {})
  for (const table of ['reminder', 'serviceCase', 'push', 'pushChoice', 'outbox'] as const) await world.server.db.deleteFrom(table).execute()
  day += 1
  await at('08:00')
  await told()
})

const now = () => world.harness.clock.now()
const at = async (time: string) => world.move((addMs(new Date(`2026-11-20T${time}:00+08:00`), day * dayMs).getTime() - now().getTime()) / 1000)
/** The minute's job, and what it queues. */
async function round(): Promise<void> {
  await runJob(world.server.context, 'push', {})
  await world.runQueued()
}
interface Told { to: string[], msgtype: string, content: { title: string, description: string, url: string } }
/** What the platform passed on since the last look. */
async function told(): Promise<Told[]> {
  const { appMessages } = await world.harness.state() as unknown as { appMessages: Told[] }
  const fresh = appMessages.slice(seen)
  seen = appMessages.length
  return fresh.filter(({ to }) => to.length > 0)
}
let count = 0
async function due(row: Partial<Parameters<typeof aReminder>[1]> = {}, userId = 'rep-chen', remark = ''): Promise<{ id: string, customer: string }> {
  const customer = await aCustomer(world.server.db, { externalUserId: `wmPush${String(++count).padStart(4, '0')}`, name: `客户${count}`, followedBy: [userId], follow: { remark } })
  return { customer, id: await aReminder(world.server.db, { externalUserId: customer, userId, dueAt: now(), ...row }) }
}
/** Added so long before now, and nothing said. */
const firstTalk = (hours: number, userId = 'rep-chen', remark = '') => {
  const addedAt = addMs(now(), -hours * hourMs)
  return due({ rule: 'first_contact', contactClass: 'onboarding', score: 4e6, dueAt: addedAt, facts: { addedAt: addedAt.toISOString(), deadlineAt: addMs(addedAt, dayMs).toISOString() } as never }, userId, remark)
}

describe('the morning digest', () => {
  it('tells each member once what the day holds, and nobody who has nothing', async () => {
    await due({ rule: 'replenishment' })
    await due({ rule: 'promise', contactClass: 'as_set', score: 7e6, dueAt: addMs(now(), 10 * hourMs) })
    await due({ dueAt: addMs(now(), 3 * dayMs) })
    await round()
    expect(await told()).toEqual([])
    await at('09:00')
    await round()
    const [card, ...others] = await told()
    expect(card).toMatchObject({ to: ['rep-chen'], msgtype: 'textcard', content: { title: '今天先跟这 2 位', description: '答应的事 1 · 补货 1', url: `${world.harness.origin}/go/today` } })
    expect(others).toEqual([])
    await round()
    await at('09:30')
    await due({}, 'rep-zhou')
    await round()
    expect(await told()).toEqual([])
  })

  it('is one message when two processes look at the same time', async () => {
    await due()
    await at('09:00')
    await Promise.all([runJob(world.server.context, 'push', {}), runJob(world.server.context, 'push', {})])
    await world.runQueued()
    expect(await told()).toHaveLength(1)
  })

  it('is not for who switched it off, and comes again on the next day when switched on', async () => {
    await due()
    const as = world.server.as('rep-chen')
    expect((await as('PUT', '/api/me/pushes', { digest: 'no' })).statusCode).toBe(422)
    expect((await as('PUT', '/api/me/pushes', { digest: false })).json()).toEqual({ digest: false, digestAt: '09:00' })
    expect((await as('GET', '/api/me/pushes')).json()).toEqual({ digest: false, digestAt: '09:00' })
    await at('09:00')
    await round()
    expect(await told()).toEqual([])
    await as('PUT', '/api/me/pushes', { digest: true })
    day += 1
    await at('09:00')
    await round()
    expect(await told()).toHaveLength(1)
  })

  it('comes late after a stop of the server, and not at all in the afternoon', async () => {
    await due()
    await at('12:59')
    await round()
    expect(await told()).toHaveLength(1)
    await world.server.db.deleteFrom('push').execute()
    await at('15:00')
    await round()
    expect(await told()).toEqual([])
  })
})

describe('a first talk that was not made', () => {
  it('is told to the rep before it is late, with a link to the customer and no phone number', async () => {
    await at('14:00')
    const { customer } = await firstTalk(18, 'rep-chen', '王姐 13812345678')
    await round()
    await round()
    expect(await told()).toMatchObject([{ to: ['rep-chen'], content: { title: '首聊快超时：王姐 138****', url: `${world.harness.origin}/go/customer/${customer}` } }])
  })

  it('goes to the lead at 20 h, by name and once, and stands in the lead\'s list', async () => {
    await at('14:00')
    const { id } = await firstTalk(19.9)
    await round()
    expect((await told()).map(({ to }) => to)).toEqual([['rep-chen']])
    await at('14:06')
    await round()
    await round()
    expect(await told()).toMatchObject([{ to: ['lead-lin'], content: { title: expect.stringMatching(/^首聊没做：陈 的客户 客户\d+$/) as string } }])
    const list = (await world.server.as('lead-lin')('GET', '/api/reminders?view=escalated')).json<{ items: object[] }>()
    expect(list.items).toMatchObject([{ reminderId: id, repName: '陈', escalatedAt: now().toISOString() }])
    // Something stronger took its place for a while: the lead is not told again.
    const { externalUserId, facts } = await world.server.db.selectFrom('reminder').select(['externalUserId', 'facts']).where('id', '=', id).executeTakeFirstOrThrow()
    await world.server.db.updateTable('reminder').set({ state: 'expired' }).where('id', '=', id).execute()
    await aReminder(world.server.db, { externalUserId, userId: 'rep-chen', rule: 'first_contact', dueAt: now(), facts: facts as never })
    await round()
    expect(await told()).toEqual([])
  })

  it('is told to the lead when the process died between giving it and telling it, once, and not a day later', async () => {
    await at('14:00')
    const given = await firstTalk(21)
    const old = await firstTalk(50)
    const give = (id: string, escalatedAt: Date) => world.server.db.updateTable('reminder').set({ escalatedAt, escalatedTo: ['lead-lin'] }).where('id', '=', id).execute()
    await give(given.id, addMs(now(), -minuteMs))
    await give(old.id, addMs(now(), -dayMs))
    await round()
    await round()
    expect(await told()).toMatchObject([{ to: ['lead-lin'], content: { url: `${world.harness.origin}/go/customer/${given.customer}` } }])
  })

  it('goes to the lead before quiet hours when 20 h fall into them, put off or not', async () => {
    await at('20:29')
    const { id } = await firstTalk(10)
    await world.server.db.updateTable('reminder').set({ state: 'snoozed', snoozedUntil: addMs(now(), dayMs) }).where('id', '=', id).execute()
    await round()
    expect((await told()).filter(({ to }) => to.includes('lead-lin'))).toEqual([])
    await at('20:30')
    await round()
    expect((await told()).map(({ to }) => to)).toEqual([['lead-lin']])
  })

  it('is nobody\'s news once it was made', async () => {
    await at('14:00')
    const { id } = await firstTalk(21)
    await world.server.db.updateTable('reminder').set({ state: 'done' }).where('id', '=', id).execute()
    await round()
    expect(await told()).toEqual([])
  })

  it('of a rep whom nobody leads stands given in the list, and is told to nobody', async () => {
    await at('14:00')
    const { id } = await firstTalk(21, 'rep-zhou')
    await round()
    expect(await told()).toEqual([])
    expect(await world.server.db.selectFrom('reminder').select(['escalatedAt', 'escalatedTo']).where('id', '=', id).executeTakeFirst()).toEqual({ escalatedAt: now(), escalatedTo: [] })
  })

  it('is one message where there are many', async () => {
    await at('14:00')
    for (let each = 0; each < 5; each++) await firstTalk(21)
    await round()
    expect(await told()).toMatchObject([{ to: ['lead-lin'], content: { title: '首聊没做，要你看的 5 位', url: `${world.harness.origin}/go/today` } }])
  })
})

describe('what is urgent', () => {
  it('a complaint taken by somebody else is told at once, one\'s own an hour before it is late, an answered one never', async () => {
    await at('10:00')
    const { customer } = await due({ state: 'done' })
    const open = (row: object) => aServiceCase(world.server.db, { externalUserId: customer, openedBy: 'lead-lin', handlerUserId: 'rep-chen', openedAt: now(), dueAt: addMs(now(), 4 * hourMs), ...row })
    await open({})
    await open({ openedBy: 'rep-chen', dueAt: addMs(now(), 2 * hourMs) })
    await open({ kind: 'return' })
    await round()
    const first = await told()
    expect(first.map(({ to, content }) => [to, content.title.replace(/客户\d+/, '客户')])).toEqual([[['rep-chen'], '投诉待处理：客户']])
    await at('11:00')
    await round()
    expect((await told()).map(({ content }) => content.description)).toEqual([expect.stringMatching(/^1\d月\d+日 10:00登记，由你处理；1\d月\d+日 12:00前要回。$/)])
  })

  it('a visit is told within its half hour, and not when that is over', async () => {
    await at('14:00')
    await due({ rule: 'behaviour', contactClass: 'she_moved', windowEndAt: addMs(now(), 30 * minuteMs), reason: '看了即食燕窝' })
    await due({ rule: 'behaviour', contactClass: 'she_moved', windowEndAt: addMs(now(), -minuteMs) })
    await round()
    expect((await told()).map(({ content }) => content.title)).toEqual([expect.stringMatching(/^刚看过：/)])
  })

  it('a promise and a complaint are not told to who no longer follows her, but to a lead whose team does', async () => {
    await at('10:00')
    const promise = { rule: 'promise', contactClass: 'as_set' } as const
    const { customer } = await due(promise)
    await aServiceCase(world.server.db, { externalUserId: customer, openedBy: 'lead-lin', handlerUserId: 'rep-chen', openedAt: now(), dueAt: addMs(now(), hourMs) })
    await world.server.db.updateTable('follow').set({ endedAt: now() }).where('externalUserId', '=', customer).execute()
    const other = await due({ state: 'done' })
    await aReminder(world.server.db, { externalUserId: other.customer, userId: 'lead-lin', dueAt: now(), ...promise })
    await round()
    expect((await told()).map(({ to }) => to)).toEqual([['lead-lin']])
  })

  it('a promise is told at its time, again when it was set to another, and never in quiet hours', async () => {
    await at('20:00')
    const { id } = await due({ rule: 'promise', contactClass: 'as_set', dueAt: addMs(now(), 2 * hourMs) })
    await round()
    await at('22:00')
    await round()
    expect(await told()).toEqual([])
    day += 1
    await at('09:00')
    await world.server.db.insertInto('pushChoice').values({ userId: 'rep-chen', digest: false, updatedAt: now() }).execute()
    await round()
    await round()
    expect((await told()).map(({ content }) => content.title)).toEqual([expect.stringMatching(/^答应 客户\d+ 的事到时间了$/)])
    await world.server.as('rep-chen')('POST', `/api/reminders/${id}/snooze`, { until: addMs(now(), hourMs).toISOString() })
    await at('10:00')
    await round()
    expect(await told()).toHaveLength(1)
  })
})

describe('a message on its way', () => {
  const waiting = () => world.server.db.selectFrom('outbox').select(['deliveredAt', 'givenUpAt', 'lastError', 'nextTryAt']).orderBy('id').execute()

  it('waits while the platform is away, stays silent through the night and is dropped as old news', async () => {
    await at('20:50')
    await due({ rule: 'behaviour', contactClass: 'she_moved', windowEndAt: addMs(now(), 30 * minuteMs) })
    await world.harness.control('faults', { api: [{ path: 'message/send', errcode: -1 }] })
    await round()
    expect(await waiting()).toMatchObject([{ deliveredAt: null, givenUpAt: null, lastError: 'errcode -1' }])
    await world.harness.control('faults', {})
    await at('21:30')
    await runJob(world.server.context, 'deliver-outbox', {})
    expect(await told()).toEqual([])
    const [postponed] = await waiting()
    expect(postponed).toMatchObject({ givenUpAt: now(), lastError: 'no news any more' })
  })

  it('goes out after quiet hours when it is still news', async () => {
    await at('20:50')
    await due({ rule: 'promise', contactClass: 'as_set', dueAt: now() })
    await runJob(world.server.context, 'push', {})
    world.server.queued.length = 0
    await at('21:05')
    await runJob(world.server.context, 'deliver-outbox', {})
    expect(await told()).toEqual([])
    const [{ until }] = await world.server.db.selectFrom('outbox').select('nextTryAt as until').execute() as [{ until: Date }]
    expect(until).toEqual(addMs(new Date('2026-11-20T09:00:00+08:00'), (day + 1) * dayMs))
    day += 1
    await at('09:00')
    await runJob(world.server.context, 'deliver-outbox', {})
    expect(await told()).toHaveLength(1)
  })

  it('reaches the member once though the answer was lost, and no more than the platform passes on in a minute', async () => {
    await at('14:00')
    await firstTalk(21)
    await round()
    await world.server.db.updateTable('outbox').set({ deliveredAt: null, nextTryAt: now() }).execute()
    await runJob(world.server.context, 'deliver-outbox', {})
    expect(await told()).toHaveLength(1)
    for (let each = 0; each < 40; each++) {
      await firstTalk(21)
      await round()
    }
    expect(await told()).toHaveLength(29)
    await world.move(60)
    await runJob(world.server.context, 'deliver-outbox', {})
    expect(await told()).toHaveLength(11)
  })

  it('to who is no longer in the app\'s range is given up', async () => {
    await at('14:00')
    await world.harness.control('faults', { api: [{ path: 'message/send', errcode: 81013 }] })
    await firstTalk(21)
    await round()
    expect(await waiting()).toMatchObject([{ deliveredAt: null, givenUpAt: now(), lastError: 'errcode 81013' }])
  })
})
