import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { runJob } from '../../../server/jobs/run-job.ts'
import { dayMs } from '../../../server/time.ts'
import { aCustomer, aReminder } from '../../support/factories.ts'
import { synchronisedWorld, type WecomWorld } from '../../support/wecom-world.ts'

let world: WecomWorld
let day = 20
let seen = 0
beforeAll(async () => {
  world = await synchronisedWorld()
})
afterAll(() => world.close())
/** Each on a morning of its own, with a promise to one customer that falls due. */
beforeEach(async () => {
  await world.harness.control('faults', {})
  for (const table of ['reminder', 'push', 'pushChoice', 'outbox'] as const) await world.server.db.deleteFrom(table).execute()
  day += 1
  await at('09:30')
  await told()
  await world.server.db.insertInto('pushChoice').values({ userId: 'rep-chen', digest: false, updatedAt: now() }).execute()
  const customer = await aCustomer(world.server.db, { followedBy: ['rep-chen'] })
  await aReminder(world.server.db, { externalUserId: customer, userId: 'rep-chen', rule: 'promise', contactClass: 'as_set', dueAt: now() })
})

const now = () => world.harness.clock.now()
const at = (time: string) => world.move((new Date(`2026-11-01T${time}:00+08:00`).getTime() + day * dayMs - now().getTime()) / 1000)
const round = async (): Promise<void> => {
  await runJob(world.server.context, 'push', {})
  await world.runQueued()
}
const retry = () => runJob(world.server.context, 'deliver-outbox', {})
/** How many messages the platform passed on since the last look. */
const told = async (): Promise<number> => {
  const { appMessages } = await world.harness.state() as unknown as { appMessages: object[] }
  const fresh = appMessages.length - seen
  seen = appMessages.length
  return fresh
}
const settled = () => world.server.db.selectFrom('outbox').select(['deliveredAt', 'givenUpAt', 'lastError']).execute()
/** As a process leaves it that was killed between the platform's answer and its own note of it. */
const forgetAnswer = () => world.server.db.updateTable('outbox').set({ deliveredAt: null, nextTryAt: now() }).execute()

describe('a message to a member', () => {
  it('is dropped when nobody knows whether it arrived and the platform no longer checks: the process was killed, four hours ago', async () => {
    await round()
    expect(await told()).toBe(1)
    await forgetAnswer()
    await at('13:45')
    await retry()
    expect(await told()).toBe(0)
    expect(await settled()).toMatchObject([{ deliveredAt: null, givenUpAt: now(), lastError: 'unknown whether it arrived' }])
  })

  it('goes out, however late, when the platform had refused it clearly', async () => {
    await world.harness.control('faults', { api: [{ path: 'message/send', errcode: 45009 }] })
    await round()
    await world.harness.control('faults', {})
    await at('13:45')
    await retry()
    expect(await told()).toBe(1)
  })

  it('is not taken for refused when only a later try was: nobody knows of the first', async () => {
    await round()
    expect(await told()).toBe(1)
    await forgetAnswer()
    await world.harness.control('faults', { api: [{ path: 'message/send', errcode: 45009 }] })
    await at('10:00')
    await retry()
    await world.harness.control('faults', {})
    await at('13:45')
    await retry()
    expect(await told()).toBe(0)
  })
})
