import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { runJob } from '../../../server/jobs/run-job.ts'
import { backoffMs, queueRemark, type RemarkWrite } from '../../../server/wecom/outbox.ts'
import { wecomWorld, type WecomWorld } from '../../support/wecom-world.ts'

let world: WecomWorld
beforeAll(async () => {
  world = await wecomWorld()
  await runJob(world.server.context, 'synchronise', { kind: 'full' })
})
afterAll(() => world.close())
beforeEach(async () => {
  await world.harness.control('faults', {})
  await world.server.db.deleteFrom('outbox').execute()
  world.server.queued.length = 0
})

const write = (more: Partial<RemarkWrite>) => world.server.db.transaction().execute(trx => queueRemark(world.server.context, trx, { userId: 'rep-chen', externalUserId: 'wmDemo0001', ...more }))
const theirs = () => world.harness.simulator.company.follows.find(follow => follow.userid === 'rep-chen' && follow.external_userid === 'wmDemo0001')
const isPending = async () => (await world.server.db.selectFrom('follow').select('pendingWrite').where('userId', '=', 'rep-chen').where('externalUserId', '=', 'wmDemo0001').executeTakeFirstOrThrow()).pendingWrite
const waiting = () => world.server.db.selectFrom('outbox').select(['attempts', 'deliveredAt', 'givenUpAt', 'lastError']).orderBy('id').execute()

describe('a remark typed in the app', () => {
  it('is written to WeCom, and then no longer marked as waiting', async () => {
    await write({ remark: '鹿小姐', description: '爱清淡' })
    expect(await isPending()).toBe(true)
    await world.runQueued()
    expect(theirs()).toMatchObject({ remark: '鹿小姐', description: '爱清淡', remark_mobiles: ['13800000001'] })
    expect(await isPending()).toBe(false)
  })

  it('is not readable in the database', async () => {
    await write({ remark: '秘密备注' })
    const { payloadCipher } = await world.server.db.selectFrom('outbox').select('payloadCipher').executeTakeFirstOrThrow()
    expect(Buffer.from(payloadCipher).includes('秘密备注')).toBe(false)
  })

  it('goes back with the transaction that wrote it', async () => {
    const broken = world.server.db.transaction().execute(async (trx) => {
      await queueRemark(world.server.context, trx, { userId: 'rep-chen', externalUserId: 'wmDemo0001', remark: 'x' })
      throw new Error('rolled back')
    })
    await expect(broken).rejects.toThrow('rolled back')
    expect(await waiting()).toEqual([])
  })

  it('waits while WeCom is away, in its order, and is delivered when it is back', async () => {
    await world.harness.control('faults', { api: [{ path: 'externalcontact/remark', errcode: 45033 }] })
    await write({ remark: '第一' })
    await write({ remark: '第二' })
    await world.runQueued()
    expect(await waiting()).toMatchObject([{ attempts: 1, deliveredAt: null, lastError: 'errcode 45033' }, { attempts: 0, deliveredAt: null }])
    expect(await isPending()).toBe(true)
    await world.harness.control('faults', {})
    // Not before its time.
    await runJob(world.server.context, 'deliver-outbox', {})
    expect(theirs()?.remark).not.toBe('第二')
    await world.move(10)
    await runJob(world.server.context, 'deliver-outbox', {})
    expect(theirs()?.remark).toBe('第二')
    expect(await isPending()).toBe(false)
  })

  it('is given up when the platform refuses it for good, and the platform\'s own value counts again', async () => {
    await world.harness.control('faults', { api: [{ path: 'externalcontact/remark', errcode: 84061 }] })
    const remark = () => world.server.db.selectFrom('follow').select('remark').where('userId', '=', 'rep-chen').where('externalUserId', '=', 'wmDemo0001').executeTakeFirstOrThrow()
    await world.server.db.updateTable('follow').set({ remark: '再也不会写进去' }).where('userId', '=', 'rep-chen').where('externalUserId', '=', 'wmDemo0001').execute()
    await write({ remark: '再也不会写进去' })
    await world.runQueued()
    expect(await remark()).toEqual({ remark: theirs()?.remark })
    expect(await waiting()).toMatchObject([{ deliveredAt: null, lastError: 'errcode 84061' }])
    expect((await waiting())[0]?.givenUpAt).not.toBeNull()
    expect(await isPending()).toBe(false)
  })

  it('is delivered once by several workers at the same time', async () => {
    const before = (await world.harness.state()).calls.length
    await write({ remark: '只写一次' })
    await Promise.all([1, 2, 3].map(() => runJob(world.server.context, 'deliver-outbox', {})))
    const calls = (await world.harness.state()).calls.slice(before).filter(call => JSON.stringify(call).includes('externalcontact/remark'))
    expect(calls).toHaveLength(1)
  })
})

describe('the pause between tries', () => {
  it('grows, and never beyond some more than an hour', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 60 }), fc.double({ min: 0, max: 1, noNaN: true }), (attempts, random) => {
      expect(backoffMs(attempts, random)).toBeLessThanOrEqual(1.2 * 3_600_000)
      expect(backoffMs(attempts + 1, 0)).toBeGreaterThanOrEqual(Math.min(backoffMs(attempts, 0), 3_600_000))
    }))
  })
})
