import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SimulatorEvent } from '../../../mock/wecom/events.ts'
import { runJob } from '../../../server/jobs/run-job.ts'
import { applyRelations } from '../../../server/sync/apply-relations.ts'
import { readCustomer } from '../../../server/sync/fetch-customer.ts'
import { aReminder, aServiceCase, aTouch } from '../../support/factories.ts'
import { synchronisedWorld, type WecomWorld } from '../../support/wecom-world.ts'

let world: WecomWorld
beforeAll(async () => {
  world = await synchronisedWorld()
})
afterAll(() => world.close())

const emit = async (event: SimulatorEvent): Promise<void> => {
  await world.move(1)
  await world.harness.simulator.emit(event)
}
const happens = async (event: SimulatorEvent): Promise<void> => {
  await emit(event)
  await world.deliver()
}
const follow = (externalUserId: string, userId = 'rep-chen') =>
  world.server.db.selectFrom('follow').select(['remark', 'lostAt', 'endedAt']).where('externalUserId', '=', externalUserId).where('userId', '=', userId).executeTakeFirst()
const ownerOf = async (externalUserId: string) => (await world.server.db.selectFrom('customer').select('ownerUserId').where('externalUserId', '=', externalUserId).executeTakeFirstOrThrow()).ownerUserId
const apply = (reading: Awaited<ReturnType<typeof readCustomer>>) =>
  world.server.db.transaction().execute(trx => applyRelations(world.server.context, trx, reading.relations, { readAt: reading.readAt }))

describe('what was read before', () => {
  it('does not revive a relation that has ended since', async () => {
    await happens({ kind: 'customer-added', userid: 'rep-chen', external_userid: 'wmOrder001' })
    const page = await readCustomer(world.server.context, 'wmOrder001')
    await happens({ kind: 'member-deleted-customer', userid: 'rep-chen', external_userid: 'wmOrder001' })
    const { endedAt } = (await follow('wmOrder001'))!
    expect(endedAt).not.toBeNull()
    await apply(page)
    expect(await follow('wmOrder001')).toMatchObject({ endedAt })
  })

  it('does not bring an old remark back after a later one was read, or was written to WeCom from here', async () => {
    const page = await readCustomer(world.server.context, 'wmDemo0001')
    await happens({ kind: 'member-edited', userid: 'rep-chen', external_userid: 'wmDemo0001', remark: '新的' })
    await apply(page)
    expect(await follow('wmDemo0001')).toMatchObject({ remark: '新的' })
    const again = await readCustomer(world.server.context, 'wmDemo0001')
    await world.move(1)
    await world.server.as('rep-chen')('PATCH', '/api/customers/wmDemo0001', { remark: '这里改的' })
    await world.runQueued()
    await apply(again)
    expect(await follow('wmDemo0001')).toMatchObject({ remark: '这里改的' })
  })

  it('does let her live who came back later', async () => {
    await happens({ kind: 'customer-added', userid: 'rep-chen', external_userid: 'wmOrder001' })
    expect(await follow('wmOrder001')).toMatchObject({ endedAt: null })
  })

  it('of the company\'s tags never replaces what was read later', async () => {
    const { context, db } = world.server
    await happens({ kind: 'tag-created', group_name: '口味', name: '清甜', id: 'etLate' })
    await db.updateTable('platformReading').set({ readAt: new Date(context.clock.now().getTime() + 60_000) }).where('subject', '=', 'tags').execute()
    await happens({ kind: 'tag-deleted', id: 'etLate' })
    expect(await db.selectFrom('tag').select('id').where('id', '=', 'etLate').execute()).toHaveLength(1)
    await world.move(120)
    await happens({ kind: 'tag-created', group_name: '口味', name: '无糖', id: 'etLater' })
    expect((await db.selectFrom('tag').select('id').execute()).map(tag => tag.id)).toEqual(expect.not.arrayContaining(['etLate']))
  })
})

describe('while the platform is asked about an event', () => {
  it('the relation may end in another process: the late answer changes nothing', async () => {
    await happens({ kind: 'customer-added', userid: 'rep-chen', external_userid: 'wmRace0001' })
    const { context, db } = world.server
    const plain = context.wecom
    // The answer is on its way here when another process handles the deletion.
    context.wecom = { ...plain, get: async (path, query) => {
      const reply = await plain.get(path, query)
      if (path !== 'externalcontact/get') return reply as never
      await world.move(1)
      await db.updateTable('follow').set({ endedAt: context.clock.now(), syncedAt: context.clock.now() }).where('externalUserId', '=', 'wmRace0001').execute()
      return reply as never
    } }
    await happens({ kind: 'member-edited', userid: 'rep-chen', external_userid: 'wmRace0001', remark: '晚到' })
    context.wecom = plain
    expect(await follow('wmRace0001')).toMatchObject({ endedAt: context.clock.now(), remark: '微信用户' })
  })
})

describe('a customer handed to another rep', () => {
  const id = 'wmHanded01'
  it('stays with the rep when the customer refuses', async () => {
    await happens({ kind: 'customer-added', userid: 'rep-chen', external_userid: id })
    await happens({ kind: 'customer-added', userid: 'lead-lin', external_userid: id })
    await world.harness.api('POST', 'externalcontact/transfer_customer', { handover_userid: 'rep-chen', takeover_userid: 'rep-zhou', external_userid: [id] })
    await happens({ kind: 'transfer-refused', external_userid: id })
    expect(await ownerOf(id)).toBe('rep-chen')
    expect(await world.server.db.selectFrom('inbox').select('id').where('processedAt', 'is', null).execute()).toEqual([])
  })

  it('has the new owner at once, before a colleague who was bound longer; reminders, promises and open cases go along, the history stays', async () => {
    const { db, context } = world.server
    const now = context.clock.now()
    const promise = await aReminder(db, { externalUserId: id, userId: 'rep-chen', rule: 'promise', contactClass: 'as_set', title: '我答应的事', dueAt: now })
    const complaint = await aServiceCase(db, { externalUserId: id, openedBy: 'rep-chen', openedAt: now })
    await aTouch(db, { externalUserId: id, userId: 'rep-chen', startedAt: now })
    await world.harness.api('POST', 'externalcontact/transfer_customer', { handover_userid: 'rep-chen', takeover_userid: 'rep-zhou', external_userid: [id] })
    await world.passTime(86_400)
    await world.deliver()
    expect(await follow(id)).toMatchObject({ endedAt: expect.any(Date) as Date })
    expect(await ownerOf(id)).toBe('rep-zhou')
    const live = await db.selectFrom('reminder').select(['id', 'rule', 'userId']).where('externalUserId', '=', id).where('state', 'in', ['open', 'snoozed']).execute()
    expect(live.find(reminder => reminder.id === promise)).toMatchObject({ userId: 'rep-zhou' })
    expect(live.filter(reminder => reminder.userId === 'rep-chen')).toEqual([])
    expect(await db.selectFrom('serviceCase').select('handlerUserId').where('id', '=', complaint).executeTakeFirst()).toEqual({ handlerUserId: 'rep-zhou' })
    expect(await db.selectFrom('touch').select('userId').where('externalUserId', '=', id).execute()).toEqual([{ userId: 'rep-chen' }])
    expect((await world.server.as('rep-zhou')('GET', `/api/customers/${id}/timeline`)).statusCode).toBe(200)
    expect((await world.server.as('rep-chen')('GET', `/api/customers/${id}/sidebar`)).statusCode).toBe(404)
    await world.move(60)
    await runJob(context, 'synchronise', { kind: 'nightly' })
    expect(await ownerOf(id)).toBe('rep-zhou')
  })

  it('has the new owner after the nightly reconciliation too, when both callbacks were lost', async () => {
    await happens({ kind: 'customer-added', userid: 'rep-chen', external_userid: 'wmHanded02' })
    await happens({ kind: 'customer-added', userid: 'lead-lin', external_userid: 'wmHanded02' })
    await world.harness.api('POST', 'externalcontact/transfer_customer', { handover_userid: 'rep-chen', takeover_userid: 'rep-zhou', external_userid: ['wmHanded02'] })
    await world.passTime(86_400)
    await world.deliver(() => [])
    await world.move(60)
    await runJob(world.server.context, 'synchronise', { kind: 'nightly' })
    expect(await ownerOf('wmHanded02')).toBe('rep-zhou')
  })
})

describe('a relation that ends', () => {
  it('leaves no reminder when the member deleted the only customer relation, and keeps the data', async () => {
    await happens({ kind: 'customer-added', userid: 'rep-chen', external_userid: 'wmEnded001' })
    await happens({ kind: 'member-deleted-customer', userid: 'rep-chen', external_userid: 'wmEnded001' })
    const live = await world.server.db.selectFrom('reminder').select('rule').where('externalUserId', '=', 'wmEnded001').where('state', 'in', ['open', 'snoozed']).execute()
    expect(live).toEqual([])
    expect(await world.server.db.selectFrom('customer').select('name').where('externalUserId', '=', 'wmEnded001').execute()).toHaveLength(1)
  })

  it('is lost by the event although the platform still names it, and an old deletion that comes late changes nothing', async () => {
    await happens({ kind: 'customer-added', userid: 'rep-chen', external_userid: 'wmLost0001' })
    await emit({ kind: 'customer-deleted-us', userid: 'rep-chen', external_userid: 'wmLost0001' })
    let late: Parameters<NonNullable<Parameters<WecomWorld['deliver']>[0]>>[0] = []
    await world.deliver((callbacks) => { late = callbacks; return [] })
    await happens({ kind: 'customer-added', userid: 'rep-chen', external_userid: 'wmLost0001' })
    await world.deliver(() => late)
    expect(await follow('wmLost0001')).toMatchObject({ lostAt: null })
    await happens({ kind: 'customer-deleted-us', userid: 'rep-chen', external_userid: 'wmLost0001' })
    expect(await follow('wmLost0001')).toMatchObject({ lostAt: world.server.context.clock.now() })
  })
})

describe('a member who leaves', () => {
  it('hands the shared customers to who follows them in the same handling, with what was promised; plans follow', async () => {
    const { db, context } = world.server
    expect(await ownerOf('wmDemo0001')).toBe('rep-chen')
    const promise = await aReminder(db, { externalUserId: 'wmDemo0001', userId: 'rep-chen', rule: 'promise', contactClass: 'as_set', dueAt: context.clock.now() })
    await emit({ kind: 'member-left', userid: 'rep-chen' })
    await world.receive()
    await runJob(context, 'process-inbox', { orderKey: 'members' })
    expect(await ownerOf('wmDemo0001')).toBe('rep-zhou')
    expect(await db.selectFrom('reminder').select('userId').where('id', '=', promise).executeTakeFirst()).toEqual({ userId: 'rep-zhou' })
    const plans = world.server.queued.filter(job => job.name === 'replan-customers').flatMap(job => (job.payload as { externalUserIds: string[] }).externalUserIds)
    expect(plans).toContain('wmDemo0001')
    // Alone with a leaver, a customer keeps the name of who knew her, for the lead to hand over.
    expect(await ownerOf('wmDemo0003')).toBe('rep-chen')
  })

  it('has them again when the member is back', async () => {
    await happens({ kind: 'member-changed', userid: 'rep-chen', hasCustomerContact: true, status: 1 })
    expect(await ownerOf('wmDemo0001')).toBe('rep-chen')
  })
})
