import { describe, expect, inject, it } from 'vitest'
import { type SimulatorStore, memoryStore } from '../../mock/wecom/store.ts'
import { postgresStore } from '../../mock/wecom/postgres-store.ts'
import { testDatabase } from '../support/test-database.ts'
import { aCompany, startHarness } from './simulator-fixture.ts'

/** Several connections to one place, as before and after a restart. */
type Place = { open: () => Promise<SimulatorStore>, end: () => Promise<void> }
const places: Record<string, () => Promise<Place>> = {
  memory: async () => {
    const store = memoryStore()
    return { open: async () => store, end: async () => {} }
  },
  postgres: async () => {
    const database = await testDatabase()
    if (!('database' in database.target)) throw new Error('The tests run on the embedded database.')
    const connection = { host: inject('socketDir'), user: inject('databaseUser'), database: database.target.database }
    return { open: () => postgresStore(connection), end: database.drop }
  },
}

describe.each(Object.entries(places))('the %s store', (_name, makePlace) => {
  it('is empty until it is filled, then gives everything back in order, the last version of each', async () => {
    const place = await makePlace()
    const store = await place.open()
    expect(await store.load()).toBeNull()
    await store.save([{ kind: 'a', id: '1', body: { n: 1 } }, { kind: 'a', id: '2', body: { n: 2 } }, { kind: 'a', id: '1', body: { n: 3, text: '鹿\'"\\' } }])
    await store.save([{ kind: 'a', id: '2', body: null }, { kind: 'b', id: '1', body: { list: [] } }])
    const again = await place.open()
    expect(await again.load()).toEqual([{ kind: 'a', id: '1', body: { n: 3, text: '鹿\'"\\' } }, { kind: 'b', id: '1', body: { list: [] } }])
    await store.close()
    await again.close()
    await place.end()
  })

  it('lets the platform go on after a stop without notice: what was acknowledged is there, tokens serve on', async () => {
    const place = await makePlace()
    const first = await startHarness({ store: await place.open() })
    const token = String((await first.api('GET', 'gettoken', undefined, { corpid: first.corp.corpId, corpsecret: first.corp.secret })).access_token)
    await first.api('POST', 'externalcontact/remark', { userid: 'rep-chen', external_userid: 'wmDemo0002', remark: '青姐' })
    await first.control('events', { kind: 'customer-replied', userid: 'rep-chen', external_userid: 'wmDemo0002', text: '好的' })

    const second = await startHarness({ store: await place.open(), company: () => { throw new Error('not a fresh start') } })
    const { follows, messages } = second.simulator.company
    expect(follows.find(follow => follow.external_userid === 'wmDemo0002')?.remark).toBe('青姐')
    expect(messages).toMatchObject([{ from: 'customer', content: '好的' }])
    expect(follows).toHaveLength(aCompany().follows.length)
    expect((await second.api('GET', 'user/get', undefined, { access_token: token, userid: 'rep-chen' })).errcode).toBe(0)
    await first.close()
    await second.close()
    await place.end()
  })
})
