import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SimulatorEvent } from '../../../mock/wecom/events.ts'
import { runJob } from '../../../server/jobs/run-job.ts'
import { applyGroup, readGroup } from '../../../server/sync/groups.ts'
import { synchronisedWorld, type WecomWorld } from '../../support/wecom-world.ts'

let world: WecomWorld
beforeAll(async () => {
  world = await synchronisedWorld()
})
afterAll(() => world.close())

const happens = async (event: SimulatorEvent, isDropped = false): Promise<void> => {
  await world.move(1)
  await world.harness.simulator.emit(event)
  await world.deliver(isDropped ? () => [] : undefined)
}
const sceneOf = async (id: string) => (await world.server.db.selectFrom('customer').select('scene').where('externalUserId', '=', id).executeTakeFirstOrThrow()).scene
const nightly = async (): Promise<void> => {
  await world.move(60)
  await runJob(world.server.context, 'synchronise', { kind: 'nightly' })
  await world.runQueued()
}
const chat = 'wrGroup0001'

describe('a customer group', () => {
  it('shows its customers as in a group from the event on, not those of other scenes, nor people who are nobody\'s customer', async () => {
    await happens({ kind: 'group-created', chat_id: chat, name: '燕窝群', owner: 'rep-chen', external_userid: ['wmDemo0001'] })
    expect([await sceneOf('wmDemo0001'), await sceneOf('wmDemo0002')]).toEqual(['in_group', 'added'])
    await happens({ kind: 'group-joined', chat_id: chat, userid: 'wmDemo0002' })
    expect(await sceneOf('wmDemo0002')).toBe('in_group')
    await happens({ kind: 'group-left', chat_id: chat, userid: 'wmDemo0001' })
    expect([await sceneOf('wmDemo0001'), await sceneOf('wmDemo0002')]).toEqual(['added', 'in_group'])
  })

  it('has another owner from the event on, and takes a notice without any change', async () => {
    const kept = () => world.server.db.selectFrom('groupChat').select(['name', 'ownerUserId']).where('chatId', '=', chat).executeTakeFirstOrThrow()
    await happens({ kind: 'group-joined', chat_id: chat, userid: 'rep-zhou' })
    await happens({ kind: 'group-owner-changed', chat_id: chat, userid: 'rep-zhou' })
    expect(await kept()).toEqual({ name: '燕窝群', ownerUserId: 'rep-zhou' })
    await happens({ kind: 'group-notice-changed', chat_id: chat, notice: '周三发货' })
    expect(await kept()).toEqual({ name: '燕窝群', ownerUserId: 'rep-zhou' })
    await happens({ kind: 'group-owner-changed', chat_id: chat, userid: 'rep-chen' })
  })

  it('is told by events in any order, and twice: what was read later counts', async () => {
    const early = await readGroup(world.server.context, chat)
    await happens({ kind: 'group-joined', chat_id: chat, userid: 'wmDemo0003' })
    await world.server.db.transaction().execute(trx => applyGroup(world.server.context, trx, early))
    expect(await sceneOf('wmDemo0003')).toBe('in_group')
  })

  it('that is dismissed leaves its customers as they were', async () => {
    await happens({ kind: 'group-dismissed', chat_id: chat })
    expect(await sceneOf('wmDemo0002')).toBe('added')
    await world.server.db.transaction().execute(async trx => applyGroup(world.server.context, trx, await readGroup(world.server.context, chat)))
    expect(await world.server.db.selectFrom('groupChat').select('name').where('dismissedAt', 'is not', null).execute()).toEqual([{ name: '燕窝群' }])
  })

  it('is found and lost by the nightly reconciliation when its callbacks did not come', async () => {
    await happens({ kind: 'group-created', chat_id: 'wrGroup0002', name: '花胶群', owner: 'rep-chen', external_userid: ['wmDemo0002'] }, true)
    expect(await sceneOf('wmDemo0002')).toBe('added')
    await nightly()
    expect(await sceneOf('wmDemo0002')).toBe('in_group')
    await happens({ kind: 'group-dismissed', chat_id: 'wrGroup0002' }, true)
    await nightly()
    expect(await sceneOf('wmDemo0002')).toBe('added')
  })

  it('stays one when its owner leaves the company', async () => {
    await happens({ kind: 'group-created', chat_id: 'wrGroup0003', name: '海参群', owner: 'rep-zhou', external_userid: ['wmDemo0003'] })
    await happens({ kind: 'member-left', userid: 'rep-zhou' })
    await nightly()
    expect(await sceneOf('wmDemo0003')).toBe('in_group')
  })

  it('is retained after seven days as everybody else: the scene is where she is furthest', async () => {
    await world.move(7 * 86_400)
    await nightly()
    expect(await sceneOf('wmDemo0003')).toBe('retained')
  })
})
