import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { synchroniseDirectory } from '../../../server/sync/directory.ts'
import { wecomWorld, type WecomWorld } from '../../support/wecom-world.ts'

let world: WecomWorld
beforeAll(async () => {
  world = await wecomWorld()
  // Members are known, no customer is.
  await synchroniseDirectory(world.server.context)
})
afterAll(() => world.close())
const fetchAs = (userId: string, id: string) => world.server.as(userId)('POST', `/api/customers/${id}/fetch`)
const known = async (): Promise<string[]> => (await world.server.db.selectFrom('customer').select('externalUserId').execute()).map(row => row.externalUserId)

describe('POST /api/customers/:id/fetch', () => {
  it('refuses who is not signed in', async () => {
    expect((await world.server.app.inject({ method: 'POST', url: '/api/customers/wmDemo0001/fetch', headers: { origin: world.harness.origin } })).statusCode).toBe(401)
  })

  it.each([
    ['a member whom the platform does not name as a follower', 'rep-zhou', 'wmDemo0002'],
    ['a lead whose people do not follow', 'guest', 'wmDemo0001'],
    ['a customer that the platform does not know', 'rep-chen', 'wmNobody0001'],
    ['an id that is none', 'rep-chen', 'nonsense'],
  ])('refuses %s, and keeps nothing', async (_who, userId, id) => {
    const reply = await fetchAs(userId, id)
    expect(reply.statusCode).toBe(404)
    expect(reply.json()).toMatchObject({ code: 'customer-not-found' })
    expect(await known()).toEqual([])
  })

  it('says that WeCom is away, and that it refuses', async () => {
    await world.harness.control('faults', { api: [{ path: 'externalcontact/get', status: 502 }] })
    expect((await fetchAs('rep-chen', 'wmDemo0002')).json()).toMatchObject({ code: 'wecom-away' })
    await world.harness.control('faults', { api: [{ path: 'externalcontact/get', errcode: 48002 }] })
    expect((await fetchAs('rep-chen', 'wmDemo0002')).json()).toMatchObject({ code: 'wecom-refused' })
    await world.harness.control('faults', {})
  })

  it('brings a customer whom the viewer follows, with the reminder to talk to her', async () => {
    expect((await fetchAs('rep-chen', 'wmDemo0002')).json()).toEqual({ externalUserId: 'wmDemo0002' })
    expect(await known()).toEqual(['wmDemo0002'])
    const reminders = await world.server.db.selectFrom('reminder').select(['rule', 'userId']).execute()
    expect(reminders).toEqual([{ rule: 'first_contact', userId: 'rep-chen' }])
  })

  it('brings a customer for the lead of who follows', async () => {
    expect((await fetchAs('lead-lin', 'wmDemo0003')).statusCode).toBe(200)
    expect(await known()).toContain('wmDemo0003')
  })
})
