import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { SimulatorEvent } from '../../../mock/wecom/events.ts'
import { runJob } from '../../../server/jobs/run-job.ts'
import { tidy } from '../../../server/sync/housekeeping.ts'
import { watchingCalls, type Held } from '../../support/held-locks.ts'
import { wecomWorld, type WecomWorld } from '../../support/wecom-world.ts'

let world: WecomWorld
let count = 0
beforeAll(async () => {
  world = await wecomWorld()
  await runJob(world.server.context, 'synchronise', { kind: 'full' })
})
afterAll(() => world.close())
beforeEach(async () => {
  await world.harness.control('faults', {})
  await world.server.db.deleteFrom('welcome').execute()
  world.server.queued.length = 0
})

type Added = Extract<SimulatorEvent, { kind: 'customer-added' }>
/** A customer is added; the callback arrives, nothing is worked through yet. Returns her id and the job of the welcome. */
async function added(more: Partial<Added> = {}): Promise<{ id: string, send: () => Promise<void> }> {
  const id = `wmHello${String(count += 1).padStart(4, '0')}`
  await world.harness.simulator.emit({ kind: 'customer-added', userid: 'rep-chen', external_userid: id, name: '小满', state: 'live-room', ...more })
  await world.harness.simulator.settled()
  const { runQueued } = world
  await world.receive()
  const job = world.server.queued.findLast(({ name }) => name === 'send-welcome')
  return { id, send: async () => { await (job ? runJob(world.server.context, 'send-welcome', job.payload as { welcomeId: number }) : runQueued()) } }
}
const said = (id: string): string[] => world.harness.simulator.company.messages.filter(message => message.external_userid === id && message.via === 'welcome').map(message => message.content)
const record = () => world.server.db.selectFrom('welcome').select(['outcome', 'reason', 'attempts']).executeTakeFirst()
const callsMade = async (): Promise<number> => (await world.harness.state()).calls.filter(call => call.path === 'externalcontact/send_welcome_msg').length

describe('a welcome message that is not sent', () => {
  it('is one without a code: the console greets, or the chat has begun', async () => {
    const { id } = await added({ hasOwnWelcome: true })
    expect(world.server.queued.map(job => job.name)).toEqual(['process-inbox'])
    expect([said(id), await record()]).toEqual([[], undefined])
  })

  it('is one that is late: the platform is not asked, the reason is kept', async () => {
    const { id, send } = await added()
    const before = await callsMade()
    await world.move(20)
    await send()
    expect(await record()).toEqual({ outcome: 'not_sent', reason: 'late', attempts: 1 })
    expect([said(id), await callsMade() - before]).toEqual([[], 0])
  })

  it.each([[41050, 'late'], [41051, 'chat-begun'], [41096, 'being-sent'], [48002, 'errcode 48002']])('is one that the platform refuses with %i, which is not tried again', async (errcode, reason) => {
    const { id, send } = await added()
    await world.harness.control('faults', { api: [{ path: 'externalcontact/send_welcome_msg', errcode }] })
    const before = await callsMade()
    await send()
    await send()
    expect(await record()).toEqual({ outcome: 'not_sent', reason, attempts: 1 })
    expect([said(id), await callsMade() - before]).toEqual([[], 1])
  })

  it('has a gap: the text for every channel goes out in its place, or none', async () => {
    const { db } = world.server
    await db.insertInto('welcomeText').values({ state: 'gap', body: '您好，{{上次产品}}快吃完了吧', updatedAt: world.server.context.clock.now() }).execute()
    const first = await added({ state: 'gap' })
    await first.send()
    expect(said(first.id)).toEqual([expect.stringMatching(/^您好，我是陈，/)])
    await db.deleteFrom('welcome').execute()
    await db.updateTable('welcomeText').set({ isActive: false }).where('state', '=', '').execute()
    const second = await added({ state: 'gap' })
    await second.send()
    expect([said(second.id), await record()]).toEqual([[], { outcome: 'not_sent', reason: 'gap', attempts: 1 }])
    await db.deleteFrom('welcome').execute()
    const third = await added({ state: 'nobody-wrote-one' })
    await third.send()
    expect(await record()).toMatchObject({ reason: 'no-text' })
    await db.updateTable('welcomeText').set({ isActive: true, body: '长'.repeat(1334) }).where('state', '=', '').execute()
    await db.deleteFrom('welcome').execute()
    const fourth = await added({ state: 'nobody-wrote-one' })
    await fourth.send()
    expect(await record()).toMatchObject({ reason: 'too-long' })
    await db.updateTable('welcomeText').set({ body: '{{称呼}}您好，我是{{销售}}，有什么都可以找我。' }).where('state', '=', '').execute()
  })
})

describe('a welcome message', () => {
  it('is the text of the channel, by the member who was added, and no touch by a person: the first-contact clock runs', async () => {
    const { id } = await added()
    await world.runQueued()
    expect(said(id)).toEqual(['您好，我是陈。直播间里说得快，哪样没听清楚的在这儿问我，我慢慢给您说。'])
    expect(await record()).toEqual({ outcome: 'sent', reason: null, attempts: 1 })
    expect(await world.server.db.selectFrom('reminder').select(['rule', 'state']).where('externalUserId', '=', id).execute()).toEqual([{ rule: 'first_contact', state: 'open' }])
    expect(await world.server.db.selectFrom('touch').select('id').where('externalUserId', '=', id).execute()).toEqual([])
  })

  it('stands on her time line as the system\'s, sealed until then, also when the year is over; one that was not sent does not', async () => {
    const { id, send } = await added()
    await world.runQueued()
    await send()
    const kept = await world.server.db.selectFrom('welcome').select('textCipher').executeTakeFirstOrThrow()
    expect(kept.textCipher?.includes('直播间')).toBe(false)
    await world.server.db.updateTable('welcome').set({ receivedAt: new Date('2020-01-01T00:00:00Z') }).execute()
    await tidy(world.server.context)
    const line = async () => (await world.server.as('rep-chen')('GET', `/api/customers/${id}/timeline`)).json<{ items: { kind: string, title: string, detail: string, byName: string | null }[] }>().items
    expect((await line()).filter(item => item.kind === 'welcome')).toMatchObject([{ title: '自动发了欢迎语', detail: '您好，我是陈。直播间里说得快，哪样没听清楚的在这儿问我，我慢慢给您说。', byName: '陈' }])
    await world.server.db.updateTable('welcome').set({ outcome: 'not_sent' }).execute()
    expect((await line()).map(item => item.kind)).not.toContain('welcome')
  })

  it('goes to one who is half added too: the code is for her', async () => {
    const { id, send } = await added({ isHalf: true })
    await send()
    expect(said(id)).toHaveLength(1)
  })

  it('calls by name who is known, and keeps the code for nobody afterwards', async () => {
    const { id, send } = await added({ name: '王敏', gender: 2, remark: '王姐' })
    await runJob(world.server.context, 'process-inbox', { orderKey: `customer:${id}` })
    await send()
    expect(said(id)[0]).toMatch(/^王姐您好/)
    expect((await world.server.db.selectFrom('welcome').select('codeCipher').executeTakeFirstOrThrow()).codeCipher).toHaveLength(0)
  })

  it('is sent once when the callback comes again, and by several workers at the same time', async () => {
    const id = `wmHello${String(count += 1).padStart(4, '0')}`
    await world.harness.simulator.emit({ kind: 'customer-added', userid: 'rep-chen', external_userid: id })
    await world.harness.simulator.settled()
    await world.receive(callbacks => [...callbacks, ...callbacks])
    const jobs = world.server.queued.filter(({ name }) => name === 'send-welcome')
    expect(jobs).toHaveLength(1)
    const { welcomeId } = jobs[0]!.payload as { welcomeId: number }
    await Promise.allSettled([1, 2, 3].map(() => runJob(world.server.context, 'send-welcome', { welcomeId })))
    expect(said(id)).toHaveLength(1)
  })

  it('is sent after all when a worker died before the call, in time', async () => {
    const { id, send } = await added()
    await world.server.db.updateTable('welcome').set({ claimedAt: world.server.context.clock.now(), attempts: 1 }).execute()
    await expect(send()).rejects.toThrow('somebody')
    await world.move(8)
    await send()
    expect(said(id)).toHaveLength(1)
    expect(await record()).toMatchObject({ outcome: 'sent', attempts: 2 })
  })

  it('is not sent twice when a worker died after the call: nobody knows, and that is what is kept', async () => {
    const { id, send } = await added()
    await send()
    await world.server.db.updateTable('welcome').set({ outcome: null, codeCipher: await sealedCode(id) }).execute()
    await world.move(8)
    await send()
    expect(said(id)).toHaveLength(1)
    expect(await record()).toEqual({ outcome: 'unknown', reason: 'chat-begun', attempts: 2 })
  })

  it('comes again while the platform is busy', async () => {
    const { id, send } = await added()
    await world.harness.control('faults', { api: [{ path: 'externalcontact/send_welcome_msg', errcode: -1, count: 1 }] })
    await expect(send()).rejects.toThrow('did not take')
    await world.move(3)
    await send()
    expect([said(id).length, await record()]).toEqual([1, { outcome: 'sent', reason: null, attempts: 2 }])
  })

  it('is late when the platform wants no calls for a minute', async () => {
    const { id, send } = await added()
    await world.harness.control('faults', { api: [{ path: 'externalcontact/send_welcome_msg', errcode: 45009, count: 1 }] })
    await expect(send()).rejects.toThrow('did not take')
    await expect(send()).rejects.toThrow('did not take')
    // 45009 leaves that call alone for a minute: what is not sent by then is late, and said so.
    await world.move(61)
    await send()
    expect([said(id), await record()]).toEqual([[], { outcome: 'not_sent', reason: 'late', attempts: 3 }])
  })
})

it('asks the platform holding neither a transaction nor a lock: welcome, callbacks and writes alike', async () => {
  const seen: Held[] = []
  const { context } = world.server
  const plain = context.wecom
  context.wecom = watchingCalls(plain, context.db, seen)
  try {
    await added()
    await world.harness.simulator.emit({ kind: 'tag-created', group_name: '口味', name: '咸', id: 'etSalty' })
    await world.harness.simulator.emit({ kind: 'member-edited', userid: 'rep-chen', external_userid: 'wmDemo0002', tag_id: ['etSalty'] })
    await world.harness.simulator.emit({ kind: 'member-changed', userid: 'rep-wu', name: '吴', department: [2], hasCustomerContact: true })
    await world.harness.simulator.emit({ kind: 'group-created', name: '群', owner: 'rep-chen', external_userid: ['wmDemo0002'] })
    await world.deliver()
    await world.server.as('rep-chen')('PATCH', '/api/customers/wmDemo0002', { remark: '青姐' })
    await world.runQueued()
  }
  finally {
    context.wecom = plain
  }
  expect(new Set(seen.map(({ path }) => path))).toEqual(new Set([
    'externalcontact/get', 'externalcontact/send_welcome_msg', 'externalcontact/get_corp_tag_list', 'department/list', 'user/list', 'externalcontact/groupchat/get', 'externalcontact/remark',
  ]))
  expect(seen.filter(({ transactions, locks }) => transactions !== 0 || locks !== 0)).toEqual([])
})

/** The platform's own code of that customer, sealed as it was received. */
async function sealedCode(id: string): Promise<Buffer> {
  const stored = await world.harness.store.load()
  const code = stored?.map(({ body }) => body as { code?: string, external_userid?: string }).find(body => body.external_userid === id && body.code !== undefined)?.code
  return world.server.context.vault.seal(code ?? '')
}
