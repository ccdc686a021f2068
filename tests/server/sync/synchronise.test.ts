import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runJob } from '../../../server/jobs/run-job.ts'
import { createWecomClient } from '../../../server/wecom/http-client.ts'
import { anOrder } from '../../support/factories.ts'
import { wecomWorld, type WecomWorld } from '../../support/wecom-world.ts'
import { aCompany } from '../../wecom/simulator-fixture.ts'

let world: WecomWorld
beforeAll(async () => { world = await wecomWorld() })
afterAll(() => world.close())
const sync = (kind: 'full' | 'nightly' = 'full'): Promise<void> => runJob(world.server.context, 'synchronise', { kind })

describe('GET /api/sync', () => {
  it('refuses who is not signed in', async () => {
    await sync()
    expect((await world.server.app.inject({ url: '/api/sync' })).statusCode).toBe(401)
  })

  it.each(['rep-chen', 'lead-lin'])('tells %s how far it has come: an empty list needs its reason', async (userId) => {
    expect((await world.server.as(userId)('GET', '/api/sync')).json()).toMatchObject({ status: 'done', repsDone: 3, repsTotal: 3, customers: 4, failure: null })
  })
})

describe('the full synchronisation', () => {
  it('brings members with their roles, and who sees whose customers', async () => {
    const reps = await world.server.db.selectFrom('rep').select(['userId', 'name', 'role', 'isActive']).orderBy('userId').execute()
    expect(reps).toEqual([
      { userId: 'guest', name: '客', role: 'rep', isActive: true }, { userId: 'lead-lin', name: '林', role: 'lead', isActive: true },
      { userId: 'rep-chen', name: '陈', role: 'rep', isActive: true }, { userId: 'rep-zhou', name: '周', role: 'rep', isActive: true },
    ])
    const seen = await world.server.db.selectFrom('repScope').select('userId').where('viewerId', '=', 'lead-lin').orderBy('userId').execute()
    expect(seen.map(row => row.userId)).toEqual(['lead-lin', 'rep-chen'])
  })

  it('brings customers, relations, tags and sealed phones, owned by who was bound longest', async () => {
    const follow = await world.server.db.selectFrom('follow').selectAll().where('externalUserId', '=', 'wmDemo0001').where('userId', '=', 'rep-chen').executeTakeFirstOrThrow()
    expect(follow).toMatchObject({ remark: '鹿姐', state: 'pack', addWay: 1, lostAt: null, endedAt: null })
    const phone = await world.server.db.selectFrom('followPhone').selectAll().executeTakeFirstOrThrow()
    expect(phone.lastFour).toBe('0001')
    expect(world.server.context.vault.open(phone.phoneCipher)).toBe('13800000001')
    expect(Buffer.from(phone.phoneCipher).includes('13800000001')).toBe(false)
    expect(await world.server.db.selectFrom('customerTag').select(['externalUserId', 'tagId']).execute()).toEqual([{ externalUserId: 'wmDemo0001', tagId: 'etVip' }])
    const owners = await world.server.db.selectFrom('customer').select(['externalUserId', 'ownerUserId', 'name']).orderBy('externalUserId').execute()
    expect(owners.map(row => row.ownerUserId)).toEqual(['rep-chen', 'rep-chen', 'rep-chen'])
  })

  it('changes nothing when it runs again', async () => {
    const snapshot = () => Promise.all((['customer', 'follow', 'customerTag', 'repScope'] as const).map(table => world.server.db.selectFrom(table).selectAll().orderBy(sql`1, 2`).execute()))
    const before = await snapshot()
    await sync()
    expect(await snapshot()).toEqual(before)
  })

  it('keeps a remark that still waits to be written to WeCom', async () => {
    await world.server.db.updateTable('follow').set({ remark: '新备注', pendingWrite: true }).where('externalUserId', '=', 'wmDemo0002').execute()
    await sync()
    expect(await world.server.db.selectFrom('follow').select('remark').where('externalUserId', '=', 'wmDemo0002').executeTakeFirst()).toEqual({ remark: '新备注' })
  })

  it('keeps the name of who left, who may no longer sign in', async () => {
    await world.server.db.insertInto('rep').values({ userId: 'gone', name: '走', role: 'rep', syncedAt: world.server.context.clock.now() }).execute()
    await sync()
    expect(await world.server.db.selectFrom('rep').select('isActive').where('userId', '=', 'gone').executeTakeFirst()).toEqual({ isActive: false })
  })
})

describe('a platform that names no member (visible range emptied by mistake)', () => {
  it('makes nobody a leaver', async () => {
    const empty = await wecomWorld({ settings: { visibleDepartments: [] } })
    try {
      await empty.server.db.insertInto('rep').values({ userId: 'rep-chen', name: '陈', role: 'rep', syncedAt: empty.server.context.clock.now() }).execute()
      await expect(runJob(empty.server.context, 'synchronise', { kind: 'full' })).rejects.toThrow('visible range')
      expect(await empty.server.db.selectFrom('rep').select('isActive').execute()).toEqual([{ isActive: true }])
    }
    finally {
      await empty.close()
    }
  })
})

describe('an order that waited for a phone', () => {
  it('finds its customer in the transaction that brings the number', async () => {
    const { server, harness } = world
    const phone = '13900000007'
    await anOrder(server.db, { externalUserId: null, phoneHash: server.context.vault.hashPhone(phone), phoneLastFour: '0007' })
    await harness.simulator.emit({ kind: 'member-edited', userid: 'rep-chen', external_userid: 'wmDemo0003', remark: '三', remark_mobiles: [phone] })
    await world.deliver()
    const order = await server.db.selectFrom('order').select(['externalUserId', 'matchedBy']).executeTakeFirstOrThrow()
    expect(order).toEqual({ externalUserId: 'wmDemo0003', matchedBy: 'phone' })
  })
})

describe('the nightly reconciliation', () => {
  it('ends what the platform no longer has, and keeps who deleted the member: the platform still lists them', async () => {
    const { server, harness } = world
    await world.move(60)
    await harness.simulator.emit({ kind: 'customer-deleted-us', userid: 'rep-chen', external_userid: 'wmDemo0002' })
    await harness.simulator.emit({ kind: 'customer-added', userid: 'rep-zhou', external_userid: 'wmDemo0003' })
    await harness.simulator.emit({ kind: 'member-deleted-customer', userid: 'rep-chen', external_userid: 'wmDemo0003' })
    await harness.simulator.settled()
    harness.callbacks.splice(0)
    await sync('nightly')
    const follows = await server.db.selectFrom('follow').select(['externalUserId', 'userId', 'lostAt', 'endedAt']).orderBy('externalUserId').orderBy('userId').execute()
    expect(follows.map(row => `${row.externalUserId} ${row.userId} ${row.lostAt ? 'lost' : row.endedAt ? 'ended' : 'living'}`)).toEqual([
      'wmDemo0001 rep-chen living', 'wmDemo0001 rep-zhou living', 'wmDemo0002 rep-chen living', 'wmDemo0003 rep-chen ended', 'wmDemo0003 rep-zhou living',
    ])
    expect((await server.db.selectFrom('customer').select('ownerUserId').where('externalUserId', '=', 'wmDemo0003').executeTakeFirst())?.ownerUserId).toBe('rep-zhou')
  })
})

describe('a run that is broken off', () => {
  it('goes on from its last page, without asking again for what is done', async () => {
    const company = aCompany()
    const createtime = company.follows[0]?.createtime ?? 0
    for (let index = 0; index < 250; index += 1) {
      const external_userid = `wmMany${String(index).padStart(4, '0')}`
      company.contacts.push({ external_userid, name: '多', avatar: '', type: 1, gender: 0 })
      company.follows.push({ userid: 'rep-zhou', external_userid, remark: '', description: '', createtime, tag_id: [], remark_mobiles: [], oper_userid: 'rep-zhou', add_way: 1 })
    }
    let pages = 0
    const big = await wecomWorld({ company: () => company }, {
      wecom: ({ config, ...parts }) => createWecomClient({
        config: config.wecom, ...parts, pause: () => Promise.resolve(), fetch: (address, init) => {
          if (String(address).includes('get_by_user') && (pages += 1) === 4) return Promise.reject(new Error('the process dies here'))
          return fetch(address, init)
        },
      }),
    })
    try {
      big.server.context.wecom.post = withoutRetry(big.server.context.wecom.post)
      await expect(runJob(big.server.context, 'synchronise', { kind: 'full' })).rejects.toThrow('no answer')
      const first = await big.server.db.selectFrom('syncRun').select(['status', 'customers', 'repsDone']).executeTakeFirstOrThrow()
      expect(first).toMatchObject({ status: 'failed', repsDone: 2 })
      await runJob(big.server.context, 'synchronise', { kind: 'full' })
      const runs = await big.server.db.selectFrom('syncRun').select(['status', 'customers', 'repsDone']).execute()
      expect(runs).toEqual([{ status: 'done', customers: 254, repsDone: 3 }])
      // lead-lin, rep-chen, two pages of rep-zhou, of which the second was repeated, and the third.
      expect(pages).toBe(6)
    }
    finally {
      await big.close()
    }
  })
})

/** A time-out is final at once: as if the process were gone. */
const withoutRetry = (post: WecomWorld['server']['context']['wecom']['post']): typeof post => (path, body) => post(path, body, { isSafe: false })
