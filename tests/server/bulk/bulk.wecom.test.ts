import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import fc from 'fast-check'
import type { BulkLine, BulkResult, BulkSent } from '../../../contract/bulk.schema.ts'
import { loadStarterCatalogue } from '../../../server/catalogue/starter.ts'
import { runJob } from '../../../server/jobs/run-job.ts'
import { WecomError } from '../../../server/wecom/client.ts'
import { aRep, aServiceCase, asJson, aTouch } from '../../support/factories.ts'
import { wecomWorld, type WecomWorld } from '../../support/wecom-world.ts'
import { aCompany, startedAt } from '../../wecom/simulator-fixture.ts'

const ids = Array.from({ length: 40 }, (_, index) => `wmBulk${String(index).padStart(4, '0')}`)
const company = aCompany()
company.contacts = ids.map(external_userid => ({ external_userid, name: '小鹿', avatar: '', type: 1, gender: 2 }))
company.follows = ids.map((external_userid, index) => ({
  userid: index % 3 === 0 ? 'rep-zhou' : 'rep-chen', external_userid, remark: '', description: '', createtime: startedAt.getTime() / 1000 - 90 * 86_400, tag_id: [], remark_mobiles: [], oper_userid: '', add_way: 1,
}))

let world: WecomWorld
/** What the platform was asked to send, on the real wire; `loseAnswer`: the next answer does not arrive. */
const asked: { sender: string, external_userid: string[] }[] = []
let loseAnswer = false
beforeAll(async () => {
  world = await wecomWorld({ company: () => company })
  await loadStarterCatalogue(world.server.context)
  await world.server.db.updateTable('setting').set({ value: asJson(0) }).where('key', '=', 'holdoutShare').execute()
  await runJob(world.server.context, 'synchronise', { kind: 'full' })
  await aRep(world.server.db, { userId: 'operator-he', role: 'operator' })
  const { wecom } = world.server.context
  const real = wecom.post
  wecom.post = async <Reply extends object>(path: string, body: object, options?: object): Promise<Reply> => {
    const reply = await real<Reply>(path, body, options)
    if (!path.endsWith('add_msg_template')) return reply
    asked.push(body as (typeof asked)[number])
    if (!loseAnswer) return reply
    loseAnswer = false
    throw new WecomError(null, 'the answer was lost')
  }
})
afterAll(() => world.close())
beforeEach(async () => {
  const { db } = world.server
  await world.harness.control('faults', {})
  await db.deleteFrom('outbox').execute()
  await db.deleteFrom('touch').execute()
  await db.deleteFrom('bulkSend').execute()
  await db.deleteFrom('serviceCase').execute()
  await db.updateTable('customer').set({ optOutAt: null, oneToOneAt: null, lastTouchAt: null }).execute()
  asked.length = 0
  world.server.queued.length = 0
  loseAnswer = false
})

/** Of each test its own, since the platform keeps the tasks of all. */
let count = 0
const send = async (customerIds: readonly string[]): Promise<BulkSent> => {
  const reply = await world.server.as('operator-he')('POST', '/api/bulk', { customerIds, text: `天热了，干货记得放冰箱冷藏。${++count}` })
  expect(reply.statusCode).toBe(202)
  return reply.json()
}
const ago = (days: number): Date => new Date(world.harness.clock.now().getTime() - days * 86_400_000)
const touched = async (): Promise<string[]> => (await world.server.db.selectFrom('touch').select('externalUserId').orderBy('externalUserId').execute()).map(row => row.externalUserId)
const named = (): string[] => asked.flatMap(call => call.external_userid).sort()
/** What an operator reads of the newest one. */
const result = async (): Promise<BulkResult> => {
  const as = world.server.as('operator-he')
  const { items: [newest] } = (await as('GET', '/api/bulk')).json<{ items: BulkLine[] }>()
  return (await as('GET', `/api/bulk/${newest?.bulkId}`)).json()
}
const msgid = async (): Promise<string> => (await world.server.db.selectFrom('bulkTask').select('msgid').where('state', '=', 'created').executeTakeFirstOrThrow()).msgid ?? ''

describe('what the platform is asked to send', () => {
  it('names nobody who is excluded, each other once and by her owner, whatever her history', async () => {
    const state = fc.constantFrom('fine', 'fine', 'one-to-one', 'opted-out', 'case', 'touched', 'complains-after', 'opts-out-after')
    const states = fc.sample(fc.array(state, { minLength: ids.length, maxLength: ids.length }), { seed: 7, numRuns: 1 })[0] ?? []
    const of = (...wanted: string[]): string[] => ids.filter((_, index) => wanted.includes(states[index] ?? ''))
    const { db } = world.server
    await db.updateTable('customer').set({ oneToOneAt: ago(30) }).where('externalUserId', 'in', of('one-to-one')).execute()
    await db.updateTable('customer').set({ optOutAt: ago(30) }).where('externalUserId', 'in', of('opted-out')).execute()
    for (const externalUserId of of('case')) await aServiceCase(db, { externalUserId, openedBy: 'rep-chen', openedAt: ago(1) })
    for (const externalUserId of of('touched')) await aTouch(db, { externalUserId, userId: 'rep-chen', startedAt: ago(3) })
    expect((await send(ids)).reachable).toBe(of('fine', 'complains-after', 'opts-out-after').length)
    // Between the click and the call.
    for (const externalUserId of of('complains-after')) await aServiceCase(db, { externalUserId, openedBy: 'rep-chen', openedAt: ago(0) })
    await db.updateTable('customer').set({ optOutAt: ago(0) }).where('externalUserId', 'in', of('opts-out-after')).execute()
    await world.runQueued()
    expect(of('complains-after').length * of('opts-out-after').length * of('touched').length).toBeGreaterThan(0)
    expect(named()).toEqual(of('fine'))
    for (const call of asked) expect(call.external_userid.map(id => ids.indexOf(id) % 3 === 0)).toEqual(call.external_userid.map(() => call.sender === 'rep-zhou'))
    expect(await touched()).toEqual(of('fine', 'touched'))
    const said = await result()
    expect([said.pending, said.refused, said.sent + said.notSent]).toEqual([of('fine').length, ids.length - of('fine').length, 0])
    expect(said.refusedBy.find(({ reason }) => reason === 'case-open')?.count).toBe(of('case', 'complains-after').length)
  })

  it('is asked once although the answer was lost', async () => {
    loseAnswer = true
    await send(ids.slice(1, 3))
    await world.runQueued()
    expect(asked).toHaveLength(1)
    await world.move(10)
    await runJob(world.server.context, 'deliver-outbox', {})
    expect(asked).toHaveLength(1)
    expect(await msgid()).not.toBe('')
    expect(await touched()).toEqual(ids.slice(1, 3))
  })

  it('waits while the platform is away, and no longer counts when the platform refuses for good', async () => {
    await world.harness.control('faults', { api: [{ path: 'externalcontact/add_msg_template', errcode: 45033 }] })
    await send(ids.slice(4, 6))
    await world.runQueued()
    expect(await touched()).toEqual(ids.slice(4, 6))
    await world.harness.control('faults', { api: [{ path: 'externalcontact/add_msg_template', errcode: 48002 }] })
    await world.move(10)
    await runJob(world.server.context, 'deliver-outbox', {})
    expect(await touched()).toEqual([])
    expect(await result()).toMatchObject({ notSent: 2, members: [{ userId: 'rep-chen', state: 'failed', notSent: 2 }], notSentBy: [{ reason: 'refused-by-wecom', count: 2 }] })
    expect((await send(ids.slice(4, 6))).reachable).toBe(2)
  })
})

describe('what came of it', () => {
  it('is asked: what the member sent counts from then on, what did not reach her does not', async () => {
    const [gone = '', kept = ''] = [ids[7], ids[8]]
    await send([gone, kept])
    await world.runQueued()
    await world.move(3600)
    await world.harness.simulator.emit({ kind: 'customer-deleted-us', userid: 'rep-chen', external_userid: gone })
    expect(await result()).toMatchObject({ pending: 2, members: [{ userId: 'rep-chen', state: 'created', pending: 2 }] })
    await world.harness.simulator.emit({ kind: 'mass-confirmed', userid: 'rep-chen', msgid: await msgid() })
    const confirmedAt = world.harness.clock.now()
    await runJob(world.server.context, 'look-at-bulk', {})
    expect(await world.server.db.selectFrom('touch').select(['externalUserId', 'startedAt']).execute()).toEqual([{ externalUserId: kept, startedAt: confirmedAt }])
    expect(await world.server.db.selectFrom('bulkTask').select('state').execute()).toEqual([{ state: 'settled' }])
    expect(await result()).toMatchObject({ sent: 1, notSent: 1, pending: 0, notSentBy: [{ reason: 'not-friend', text: '已不是好友', count: 1 }] })
  })

  it('is withdrawn when the member did not confirm within three days, and no longer counts', async () => {
    await send(ids.slice(10, 11))
    await world.runQueued()
    const id = await msgid()
    await world.move(2 * 86_400)
    await runJob(world.server.context, 'look-at-bulk', {})
    expect(await touched()).toEqual(ids.slice(10, 11))
    await world.move(86_400)
    await runJob(world.server.context, 'look-at-bulk', {})
    expect(await touched()).toEqual([])
    expect(await result()).toMatchObject({ notSent: 1, notSentBy: [{ reason: 'unconfirmed', count: 1 }] })
    expect((await world.harness.control('events', { kind: 'mass-confirmed', userid: 'rep-chen', msgid: id })).status).toBe(400)
  })
})
