import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { BulkPreview, BulkSent, BulkTaskResult, PersonalTask } from '../../../contract/bulk.schema.ts'
import type { CustomerId } from '../../../contract/ids.ts'
import { replanCustomer, replanCustomers } from '../../../server/reminders/planner.ts'
import { addMs, dayMs } from '../../../server/time.ts'
import { aCustomer, aLead, aRep, aServiceCase, asJson, aTouch, before, testNow } from '../../support/factories.ts'
import { teamServer } from '../../support/team-server.ts'
import type { TestServer } from '../../support/test-server.ts'

let server: TestServer
beforeAll(async () => { server = await teamServer({ 'lead-song': ['rep-zhou'] }) })
afterAll(() => server.close())
/** Each test has a member and a lead of its own: days of one member are shared by all messages. */
let count = 0
let rep = ''
let lead = ''
beforeEach(async () => {
  server.setNow(testNow)
  server.queued.length = 0
  count += 1
  rep = await aRep(server.db, { userId: `rep-${count}` })
  lead = await aLead(server.db, { userId: `lead-${count}`, team: [rep] })
})

const text = '端午安康，天热了，干货记得放冰箱冷藏，开瓶的两天内吃完。'
const aBuyer = (more = {}) => aCustomer(server.db, { followedBy: [rep], addedAt: before(testNow, { days: 300 }), ...more })
const aDear = (more = {}) => aBuyer({ oneToOneAt: before(testNow, { days: 90 }), ...more })
const send = async (ids: readonly string[], userId = lead) => (await server.as(userId)('POST', '/api/bulk', { customerIds: ids, text })).json<BulkSent>()
const look = async (ids: readonly string[]) => (await server.as(lead)('POST', '/api/bulk/preview', { customerIds: ids, text })).json<BulkPreview>()
interface TaskPage { items: PersonalTask[], nextCursor: string | null, total: number, code?: string }
const tasks = async (bulkId: string, userId = lead, query = '') => (await server.as(userId)('GET', `/api/bulk/${bulkId}/tasks${query}`)).json<TaskPage>()
const withdraw = async (bulkId: string, withdrawn = true, userId = lead) => (await server.as(userId)('PATCH', `/api/bulk/${bulkId}/tasks`, { withdrawn })).json<BulkTaskResult & { code?: string }>()
const figures = async (bulkId: string) => (await server.as(lead)('GET', `/api/bulk/${bulkId}`)).json<{ tasks: BulkTaskResult }>().tasks
const plan = (id: string) => server.db.transaction().execute(trx => replanCustomer(server.context, trx, id as CustomerId))
const proposals = (id: string) => server.db.selectFrom('reminder').select(['id', 'rule', 'state', 'reason', 'dueAt', 'windowEndAt', 'userId', 'contactClass'])
  .where('externalUserId', '=', id).where('state', 'in', ['open', 'snoozed']).execute()
const onDay = (days: number, hour = 10) => addMs(testNow, days * dayMs + (hour - 10) * 3_600_000)

describe('who is left out of a mass message', () => {
  it('becomes a task only where a personal word may come; the dry look says so first and writes nothing', async () => {
    const fine = await aBuyer()
    const dear = await aDear()
    const isNew = await aBuyer({ addedAt: before(testNow, { days: 2 }) })
    const lately = await aBuyer()
    await aTouch(server.db, { externalUserId: lately, userId: rep, startedAt: before(testNow, { days: 5 }) })
    const never = await Promise.all([aDear({ optOutAt: before(testNow, { days: 9 }) }), aBuyer({ optOutAt: before(testNow, { days: 9 }) }), aDear()])
    await aServiceCase(server.db, { externalUserId: never[2]!, openedBy: rep })
    const ids = [fine, dear, isNew, lately, ...never, 'wmNobody']
    const dry = await look(ids)
    expect(dry).toMatchObject({ total: 8, reachable: 1, tasks: { count: 3, days: 3, noRoom: 0, hasOne: 0 }, summary: expect.stringContaining('已剔除 7 位，其中 3 位转成 1V1 任务，分 3 天') as string })
    expect(await server.db.selectFrom('personalTask').selectAll().where('userId', '=', rep).execute()).toEqual([])
    const sent = await send(ids)
    expect(sent).toMatchObject({ tasks: dry.tasks, summary: dry.summary })
    expect((await tasks(sent.bulkId)).items.map(({ customerId, dueOn, state, why, ownerName }) => [customerId, dueOn, state, why, ownerName])).toEqual([
      [dear, '2026-06-16', 'open', '1V1 客户，禁群发', `销售${rep}`], [isNew, '2026-06-20', 'open', '刚加微，还在首聊期', `销售${rep}`], [lately, '2026-06-22', 'open', '最近主动联系过，次数或间隔不够', `销售${rep}`],
    ])
    const queued = server.queued.flatMap(({ name, payload }) => name === 'replan-customers' ? (payload as { externalUserIds: string[] }).externalUserIds : [])
    expect(queued.sort()).toEqual([fine, dear, isNew, lately].sort())
  })

  it('is spread over her member\'s days, the most valuable first; who has no room is said', async () => {
    await server.db.updateTable('setting').set({ value: asJson({ perDay: 2, days: 2 }) }).where('key', '=', 'personalTasks').execute()
    await server.db.updateTable('catalogueVersion').set(eb => ({ version: eb('version', '+', 1) })).execute()
    const worth = await Promise.all([100_000, 300_000, 200_000, 400_000, 50_000].map(lifetimeSpendFen => aDear({ lifetimeSpendFen, orderCount: 1 })))
    const first = await send(worth.slice(0, 3))
    expect((await tasks(first.bulkId)).items.map(({ customerId, dueOn }) => [customerId, dueOn]))
      .toEqual([...[worth[1], worth[2]].sort().map(id => [id, '2026-06-16']), [worth[0], '2026-06-17']])
    const second = await send(worth.slice(3))
    expect(second).toMatchObject({ tasks: { count: 1, days: 1, noRoom: 1 }, summary: expect.stringContaining('其中 1 位转成 1V1 任务；') as string })
    expect((await tasks(second.bulkId)).items.map(({ customerId, dueOn, state }) => [customerId, dueOn, state])).toEqual([[worth[3], '2026-06-17', 'open'], [worth[4], null, 'no-room']])
    await server.db.updateTable('setting').set({ value: asJson({ perDay: 5, days: 14 }) }).where('key', '=', 'personalTasks').execute()
    await server.db.updateTable('catalogueVersion').set(eb => ({ version: eb('version', '+', 1) })).execute()
  })

  it('gets no second task while one is to be done', async () => {
    const dear = await aDear()
    await send([dear])
    expect(await look([dear])).toMatchObject({ tasks: { count: 0, hasOne: 1 } })
    const again = await send([dear])
    expect(await tasks(again.bulkId)).toMatchObject({ total: 1, items: [{ state: 'has-one', dueOn: null }] })
    expect(await figures(again.bulkId)).toMatchObject({ count: 0, days: 0, hasOne: 1, open: 0 })
  })
})

describe('the owner', () => {
  it('is proposed it on its day, as one proactive reason with where it comes from, and nothing is sent in its words', async () => {
    const dear = await aDear()
    const { bulkId } = await send([dear])
    await plan(dear)
    expect(await proposals(dear)).toMatchObject([{
      rule: 'personal_task', contactClass: 'proactive', userId: rep, dueAt: onDay(1), windowEndAt: onDay(8),
      reason: '6月15日的群发“端午安康，天热了，干货记得放冰箱冷藏…”没有发给客户（1V1 不群发），可以单独说一句',
    }])
    server.setNow(onDay(1, 11))
    const due = (await server.as(rep)('GET', '/api/reminders?view=due&rule=personal_task')).json<{ items: { externalUserId: string }[] }>()
    expect(due.items.map(({ externalUserId }) => externalUserId)).toEqual([dear])
    server.setNow(onDay(8))
    await plan(dear)
    expect(await proposals(dear)).toEqual([])
    expect(await figures(bulkId)).toMatchObject({ count: 1, expired: 1, open: 0 })
  })

  it('has done it by writing to her, whoever of us did; and has skipped it by saying so, until undone', async () => {
    const [written, skipped] = await Promise.all([aDear(), aDear()])
    const { bulkId } = await send([written, skipped])
    await replanCustomers(server.context, [written, skipped])
    server.setNow(onDay(1, 11))
    expect((await server.as(rep)('POST', `/api/customers/${written}/touches`, { channel: 'chat' })).statusCode).toBe(201)
    const [open] = await proposals(skipped)
    await server.as(rep)('POST', `/api/reminders/${open!.id}/skip`, { reason: 'not_needed' })
    for (const id of [written, skipped]) {
      await plan(id)
      expect(await proposals(id)).toEqual([])
    }
    expect(await figures(bulkId)).toMatchObject({ count: 2, done: 1, skipped: 1, open: 0 })
    await server.as(rep)('POST', `/api/reminders/${open!.id}/reopen`)
    expect(await figures(bulkId)).toMatchObject({ done: 1, skipped: 0, open: 1 })
  })

  it('is not asked again for what was put off, once somebody has written to her', async () => {
    const dear = await aDear()
    const { bulkId } = await send([dear])
    await plan(dear)
    const [live] = await proposals(dear)
    expect((await server.as(rep)('POST', `/api/reminders/${live!.id}/snooze`, { until: onDay(20).toISOString() })).statusCode).toBe(200)
    server.setNow(onDay(1, 11))
    await server.as(rep)('POST', `/api/customers/${dear}/touches`, { channel: 'chat' })
    await plan(dear)
    expect(await proposals(dear)).toEqual([])
    expect(await figures(bulkId)).toMatchObject({ done: 1, open: 0 })
  })

  it('is not asked to while a complaint is open, nor once she has opted out', async () => {
    const dear = await aDear()
    await send([dear])
    await server.as(rep)('PATCH', `/api/customers/${dear}`, { optOut: true })
    expect(await proposals(dear)).toEqual([])
  })
})

describe('taking the tasks back', () => {
  it('is for who reads the mass message', async () => {
    const { bulkId } = await send([await aDear()])
    expect((await server.as(rep)('GET', `/api/bulk/${bulkId}/tasks`)).statusCode).toBe(403)
    expect((await server.as(rep)('PATCH', `/api/bulk/${bulkId}/tasks`, { withdrawn: true })).statusCode).toBe(403)
    expect(await tasks(bulkId, 'lead-song')).toMatchObject({ code: 'not-found' })
    expect(await withdraw(bulkId, true, 'lead-song')).toMatchObject({ code: 'not-found' })
    expect(await withdraw('no-uuid')).toMatchObject({ code: 'not-found' })
    expect(await tasks(bulkId, lead, '?cursor=eA')).toMatchObject({ code: 'bad-request' })
    expect((await tasks(bulkId, 'operator-he')).items).toMatchObject([{ name: '小**' }])
  })

  it('leaves what is done, is planned at once, is audited, twice is once, and its undo gives them back', async () => {
    const [dear, done] = await Promise.all([aDear(), aDear()])
    const { bulkId } = await send([dear, done])
    server.setNow(onDay(1))
    await server.as(rep)('POST', `/api/customers/${done}/touches`, { channel: 'chat' })
    await plan(dear)
    server.queued.length = 0
    expect(await withdraw(bulkId)).toMatchObject({ count: 2, done: 1, withdrawn: 1, open: 0 })
    expect(server.queued).toEqual([{ name: 'replan-customers', payload: { externalUserIds: [dear] } }])
    await plan(dear)
    expect(await proposals(dear)).toEqual([])
    expect(await withdraw(bulkId)).toMatchObject({ withdrawn: 1 })
    expect(server.queued).toHaveLength(1)
    expect(await withdraw(bulkId, false)).toMatchObject({ withdrawn: 0, open: 1 })
    await plan(dear)
    expect(await proposals(dear)).toMatchObject([{ rule: 'personal_task' }])
    const audited = await server.db.selectFrom('audit').select(['userId', 'action', 'details']).where('action', 'like', 'personal-tasks-%').orderBy('id').execute()
    expect(audited.filter(({ details }) => (details as { bulkId: string }).bulkId === bulkId)).toMatchObject([
      { userId: lead, action: 'personal-tasks-withdrawn', details: { count: 1 } }, { userId: lead, action: 'personal-tasks-restored', details: { count: 1 } },
    ])
  })

  it('takes away what a rep has put off too; what is done afterwards was not done for it', async () => {
    const [dear, skipped] = await Promise.all([aDear(), aDear()])
    const { bulkId } = await send([dear, skipped])
    await replanCustomers(server.context, [dear, skipped])
    const [live] = await proposals(dear)
    expect((await server.as(rep)('POST', `/api/reminders/${live!.id}/snooze`, { until: onDay(3).toISOString() })).statusCode).toBe(200)
    await withdraw(bulkId)
    expect(await proposals(dear)).toEqual([])
    server.setNow(onDay(0, 12))
    const later = await send([skipped])
    server.setNow(onDay(3, 11))
    await replanCustomers(server.context, [dear, skipped])
    expect(await proposals(dear)).toEqual([])
    await server.as(rep)('POST', `/api/reminders/${(await proposals(skipped))[0]!.id}/skip`, { reason: 'not_needed' })
    await server.as(rep)('POST', `/api/customers/${dear}/touches`, { channel: 'chat' })
    expect(await figures(bulkId)).toMatchObject({ withdrawn: 2, done: 0, skipped: 0 })
    expect(await figures(later.bulkId)).toMatchObject({ skipped: 1 })
  })

  it('is listed page by page, each once, who has no day last', async () => {
    const ids = await Promise.all(Array.from({ length: 7 }, () => aDear()))
    await send(ids.slice(0, 2))
    const { bulkId } = await send(ids)
    const all = (await tasks(bulkId)).items.map(({ customerId }) => customerId)
    expect(all.slice(-2)).toEqual(ids.slice(0, 2).sort())
    const seen: string[] = []
    for (let cursor: string | null = '', pages = 0; cursor !== null && pages < 9; pages += 1) {
      const page: TaskPage = await tasks(bulkId, lead, `?limit=3${cursor && `&cursor=${cursor}`}`)
      expect(page.total).toBe(7)
      seen.push(...page.items.map(({ customerId }) => customerId))
      cursor = page.nextCursor
    }
    expect(seen).toEqual(all)
  })
})
