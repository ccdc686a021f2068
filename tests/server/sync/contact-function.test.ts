import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runJob } from '../../../server/jobs/run-job.ts'
import { aReminder } from '../../support/factories.ts'
import { synchronisedWorld, type WecomWorld } from '../../support/wecom-world.ts'

let world: WecomWorld
beforeAll(async () => { world = await synchronisedWorld() })
afterAll(() => world.close())

/** An admin of the company takes the customer-contact function from the member, or gives it back; the night finds it out. */
async function contactFunction(userid: string, hasCustomerContact: boolean): Promise<void> {
  await world.harness.simulator.emit({ kind: 'member-changed', userid, hasCustomerContact })
  await world.deliver()
  await world.move(60)
  await runJob(world.server.context, 'synchronise', { kind: 'nightly' })
  await world.runQueued()
}
const ownerOf = async (id: string) => (await world.server.db.selectFrom('customer').select('ownerUserId').where('externalUserId', '=', id).executeTakeFirstOrThrow()).ownerUserId
const living = () => world.server.db.selectFrom('follow').select(['externalUserId', 'userId']).where('endedAt', 'is', null).where('lostAt', 'is', null).orderBy('externalUserId').orderBy('userId').execute()
const liveRules = (id: string) => world.server.db.selectFrom('reminder').select(['rule', 'userId']).where('externalUserId', '=', id).where('state', 'in', ['open', 'snoozed']).orderBy('rule').execute()
const unattended = (userId = 'lead-lin') => world.server.as(userId)('GET', '/api/team/unattended')
const prepare = (userId: string, customer = 'wmDemo0001') => world.server.as(userId)('POST', `/api/customers/${customer}/sends`, { scriptId: null, text: '您好' })

describe('a member who loses the contact function', () => {
  it('keeps the relations, proposals end, promises and shared customers go to who can contact them', async () => {
    const before = await living()
    expect(before.filter(row => row.externalUserId === 'wmDemo0001').map(row => row.userId)).toEqual(['rep-chen', 'rep-zhou'])
    expect((await liveRules('wmDemo0002')).map(({ rule }) => rule)).toEqual(['first_contact'])
    await aReminder(world.server.db, { externalUserId: 'wmDemo0001', userId: 'rep-chen', rule: 'promise', contactClass: 'service' })
    await contactFunction('rep-chen', false)
    expect(await living()).toEqual(before)
    expect([await ownerOf('wmDemo0001'), await ownerOf('wmDemo0002')]).toEqual(['rep-zhou', 'rep-chen'])
    expect(await liveRules('wmDemo0002')).toEqual([])
    expect((await liveRules('wmDemo0001')).find(({ rule }) => rule === 'promise')).toEqual({ rule: 'promise', userId: 'rep-zhou' })
  })

  it('sends nothing, and is told why and what to do; colleagues go on', async () => {
    expect((await prepare('rep-chen')).json()).toMatchObject({ code: 'not-allowed', message: expect.stringContaining('没有客户联系权限') as string })
    expect(await world.server.db.selectFrom('scriptSend').selectAll().execute()).toEqual([])
    expect((await prepare('rep-zhou')).statusCode).toBe(201)
  })

  it('leaves customers whom nobody can contact to the lead\'s eyes, and to nobody else\'s', async () => {
    expect((await unattended()).json()).toEqual({ items: [{ userId: 'rep-chen', name: '陈', why: 'no-contact-function', customers: 2 }] })
    for (const userId of ['rep-chen', 'rep-zhou']) expect((await unattended(userId)).json()).toMatchObject({ code: 'not-allowed' })
    await world.server.db.deleteFrom('repScope').where('viewerId', '=', 'lead-lin').where('userId', '=', 'rep-chen').execute()
    expect((await unattended()).json()).toEqual({ items: [] })
  })

  it('is taken up again as it was when the function is given back', async () => {
    await contactFunction('rep-chen', true)
    expect((await liveRules('wmDemo0002')).map(({ userId }) => userId)).toEqual(['rep-chen'])
    expect((await prepare('rep-chen')).statusCode).toBe(201)
    expect((await unattended()).json()).toEqual({ items: [] })
  })
})

describe('a member who left', () => {
  it('leaves them to the lead in the same way', async () => {
    await world.harness.simulator.emit({ kind: 'member-left', userid: 'rep-chen' })
    await world.deliver()
    expect(await liveRules('wmDemo0002')).toEqual([])
    expect((await unattended()).json()).toEqual({ items: [{ userId: 'rep-chen', name: '陈', why: 'left', customers: 2 }] })
  })
})
