import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SimulatorEvent } from '../../../mock/wecom/events.ts'
import { prepareEvents } from '../../../server/sync/handle-event.ts'
import { runJob } from '../../../server/jobs/run-job.ts'
import { synchronisedWorld, type WecomWorld } from '../../support/wecom-world.ts'

let world: WecomWorld
beforeAll(async () => {
  world = await synchronisedWorld()
})
afterAll(() => world.close())
const happens = async (event: SimulatorEvent): Promise<void> => {
  await world.move(1)
  await world.harness.simulator.emit(event)
  await world.deliver()
}
const follow = (externalUserId: string, userId = 'rep-chen') =>
  world.server.db.selectFrom('follow').selectAll().where('externalUserId', '=', externalUserId).where('userId', '=', userId).executeTakeFirst()

describe('what happens in WeCom and reaches us by a callback', () => {
  it('shows a new customer with channel, phone and the reminder of the first contact', async () => {
    await happens({ kind: 'customer-added', userid: 'rep-chen', external_userid: 'wmNew00001', name: '小满', state: 'tmall-parcel', remark_mobiles: ['13811112222'] })
    expect(await follow('wmNew00001')).toMatchObject({ state: 'tmall-parcel', lostAt: null })
    const reminder = await world.server.db.selectFrom('reminder').select(['rule', 'state']).where('externalUserId', '=', 'wmNew00001').execute()
    expect(reminder).toEqual([{ rule: 'first_contact', state: 'open' }])
    const sidebar = await world.server.as('rep-chen')('GET', '/api/customers/wmNew00001/sidebar')
    expect(sidebar.statusCode).toBe(200)
  })

  it('waits with one who is only half added, until the member confirms', async () => {
    await happens({ kind: 'customer-added', userid: 'rep-chen', external_userid: 'wmHalf0001', isHalf: true })
    expect(await follow('wmHalf0001')).toBeUndefined()
    await happens({ kind: 'customer-confirmed', userid: 'rep-chen', external_userid: 'wmHalf0001' })
    expect(await follow('wmHalf0001')).toMatchObject({ lostAt: null })
  })

  it('takes over remark, description and tags, a tag of today included', async () => {
    await happens({ kind: 'tag-created', group_name: '口味', name: '清甜', id: 'etSweet' })
    await happens({ kind: 'member-edited', userid: 'rep-chen', external_userid: 'wmDemo0002', remark: '青姐', description: '爱清淡', tag_id: ['etSweet', 'etVip'] })
    expect(await follow('wmDemo0002')).toMatchObject({ remark: '青姐', description: '爱清淡' })
    const tags = await world.server.db.selectFrom('customerTag').select('tagId').where('externalUserId', '=', 'wmDemo0002').orderBy('tagId').execute()
    expect(tags.map(row => row.tagId)).toEqual(['etSweet', 'etVip'])
    await happens({ kind: 'tag-deleted', id: 'etSweet' })
    expect(await world.server.db.selectFrom('customerTag').select('tagId').where('externalUserId', '=', 'wmDemo0002').execute()).toEqual([{ tagId: 'etVip' }])
  })

  it('shows who deleted us as lost, keeps the data, and takes the reminder back', async () => {
    await happens({ kind: 'customer-deleted-us', userid: 'rep-chen', external_userid: 'wmNew00001' })
    expect(await follow('wmNew00001')).toMatchObject({ lostAt: world.server.context.clock.now(), endedAt: null })
    const live = await world.server.db.selectFrom('reminder').select('rule').where('externalUserId', '=', 'wmNew00001').where('state', 'in', ['open', 'snoozed']).execute()
    expect(live).toEqual([])
    const lostAt = (await follow('wmNew00001'))?.lostAt
    await world.move(60)
    await happens({ kind: 'member-edited', userid: 'rep-chen', external_userid: 'wmNew00001', remark: '小满姐' })
    await runJob(world.server.context, 'synchronise', { kind: 'nightly' })
    expect(await follow('wmNew00001')).toMatchObject({ remark: '小满姐', lostAt, endedAt: null })
  })

  it('ends the sight of a member who deleted the customer', async () => {
    await happens({ kind: 'member-deleted-customer', userid: 'rep-chen', external_userid: 'wmDemo0003' })
    expect(await follow('wmDemo0003')).toMatchObject({ endedAt: world.server.context.clock.now() })
    expect((await world.server.as('rep-chen')('POST', '/api/customers/wmDemo0003/fetch')).statusCode).toBe(404)
  })

  it('lets her live again when she comes back, also when the old deletion arrives late or twice', async () => {
    await world.harness.simulator.settled()
    await world.harness.simulator.emit({ kind: 'customer-deleted-us', userid: 'rep-chen', external_userid: 'wmDemo0002' })
    await world.move(1)
    await world.harness.simulator.emit({ kind: 'customer-added', userid: 'rep-chen', external_userid: 'wmDemo0002' })
    await world.deliver(callbacks => [...callbacks].reverse().flatMap(callback => [callback, callback]))
    expect(await follow('wmDemo0002')).toMatchObject({ lostAt: null, endedAt: null })
  })

  it('locks out who left at the next request', async () => {
    expect((await world.server.as('rep-zhou')('GET', '/api/session')).statusCode).toBe(200)
    await happens({ kind: 'member-left', userid: 'rep-zhou' })
    expect((await world.server.as('rep-zhou')('GET', '/api/session')).statusCode).toBe(401)
  })

  it('takes a changed leader and a new colleague at once', async () => {
    await happens({ kind: 'member-changed', userid: 'rep-wu', name: '吴', department: [2], hasCustomerContact: true, status: 1 })
    await happens({ kind: 'department-changed', id: 2, department_leader: ['rep-wu'] })
    expect((await world.server.as('rep-wu')('GET', '/api/session')).json()).toMatchObject({ role: 'lead', name: '吴' })
  })
})

describe('events of a member whom the directory does not name', () => {
  const reads = async (): Promise<number> => (await world.harness.state()).calls.filter(call => call.path === 'department/list').length
  /** As if the app's range did not hold who did it. */
  const happensToStranger = async (): Promise<void> => {
    const effect = await prepareEvents(world.server.context, 'customer:wmDemo0002', [{ Event: 'change_external_contact', ChangeType: 'edit_external_contact', UserID: 'Stranger', ExternalUserID: 'wmDemo0002' } as never])
    await world.server.db.transaction().execute(effect)
  }

  it('read it once in ten minutes, not once each', async () => {
    const before = await reads()
    for (let each = 0; each < 5; each++) await happensToStranger()
    expect(await reads()).toBe(before + 1)
    await world.move(11 * 60)
    await happensToStranger()
    expect(await reads()).toBe(before + 2)
  })

  it('read it again when it did not answer', async () => {
    await world.move(11 * 60)
    await world.harness.control('faults', { api: [{ path: 'department/list', errcode: 45033 }] })
    await expect(happensToStranger()).rejects.toThrow()
    await world.harness.control('faults', {})
    const before = await reads()
    await happensToStranger()
    expect(await reads()).toBe(before + 1)
  })
})
