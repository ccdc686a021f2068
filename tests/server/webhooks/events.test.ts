import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { transact } from '../../../server/db/transact.ts'
import { tagRulesOf, tagsFor } from '../../../server/events/event.rules.ts'
import { afterRelationsChanged } from '../../../server/sync/after-change.ts'
import { aCustomer, aRep } from '../../support/factories.ts'
import { testServer, type TestServer } from '../../support/test-server.ts'
import { aSource, send, work } from './sender.ts'

let server: TestServer
let secret: string
beforeAll(async () => {
  server = await testServer()
  await aRep(server.db, { userId: 'operator-he', role: 'operator' })
  await aRep(server.db, { userId: 'rep-chen' })
})
afterAll(() => server.close())
beforeEach(async () => {
  await sql`truncate event, waiting_event, behaviour_tag, reminder, inbox, source, customer, follow, follow_phone cascade`.execute(server.db)
  server.queued.length = 0
  server.setNow('2026-06-15T23:10:00+08:00')
  ;({ secret } = await aSource(server, 'events'))
  await aCustomer(server.db, { externalUserId: 'wmA', unionid: 'oA', followedBy: ['rep-chen'], addedAt: new Date('2025-06-01T00:00:00Z') })
})
const message = (data: unknown, timestamp = '2026-06-15T23:10:00+08:00'): string => JSON.stringify({ type: 'customer.behaviour', timestamp, data })
const browsed = (change: Record<string, unknown> = {}) => ({ kind: 'browse', customer: { externalUserId: 'wmA' }, occurredAt: '2026-06-15T23:05:00+08:00', product: '即食燕窝', ...change })
const push = (data: unknown, id = `msg_${Math.random()}`) => send(server, { path: '/api/webhooks/events', secret, id, body: message(data) })
const took = async (data: unknown, id?: string): Promise<void> => {
  expect((await push(data, id)).statusCode).toBe(202)
  await work(server)
}
const events = () => server.db.selectFrom('event').selectAll().orderBy('happenedAt').execute()
const reminders = () => server.db.selectFrom('reminder').selectAll().where('state', '=', 'open').execute()
const addPhone = (externalUserId: string, phone: string) => server.db.insertInto('followPhone').values({
  externalUserId, userId: 'rep-chen', phoneHash: server.context.vault.hashPhone(phone), phoneCipher: server.context.vault.seal(phone), lastFour: phone.slice(-4),
}).execute()

describe('behaviour events are refused', () => {
  it('without a signature, by the secret of an order source, and when there is no source of events', async () => {
    const orders = await aSource(server, 'webhook')
    expect((await send(server, { path: '/api/webhooks/events', secret: orders.secret, body: message(browsed()) })).statusCode).toBe(401)
    expect((await server.app.inject({ method: 'POST', url: '/api/webhooks/events', payload: message(browsed()), headers: { 'content-type': 'application/json' } })).statusCode).toBe(401)
    await server.as('operator-he')('PATCH', '/api/sources/events', { isEnabled: false })
    expect((await push(browsed())).statusCode).toBe(401)
  })

  it.each([
    ['of a kind nobody knows', browsed({ kind: 'sneeze' }), 'invalid-value'], ['of nobody', browsed({ customer: {} }), 'invalid-value'], ['of a masked phone', browsed({ customer: { phone: '138****5678' } }), 'invalid-value'],
    ['that happen tomorrow', browsed({ occurredAt: '2026-06-16T23:10:00+08:00' }), 'invalid-value'], ['without zone', browsed({ occurredAt: '2026-06-15 23:05:00' }), 'invalid-value'],
    ['more than a hundred at once', Array.from({ length: 101 }, () => browsed()), 'invalid-value'], ['none', [], 'invalid-value'],
  ])('%s', async (_what, data, code) => {
    const reply = await push(data)
    expect(reply.json()).toMatchObject({ code })
    expect(reply.json<{ message: string }>().message).toMatch(/[\u4e00-\u9fa5]/)
    expect(await server.db.selectFrom('inbox').selectAll().execute()).toEqual([])
  })

  it('when they are larger than 128 kB', async () => {
    expect((await push(browsed({ product: 'x'.repeat(130 * 1024) }))).json()).toMatchObject({ code: 'too-large' })
  })

  it('when they are too many a minute', async () => {
    let status = 202
    for (let count = 0; count < 601 && status !== 429; count++) {
      status = (await server.app.inject({ method: 'POST', url: '/api/webhooks/events', payload: '{}', remoteAddress: '203.0.113.9', headers: { 'content-type': 'application/json' } })).statusCode
    }
    expect(status).toBe(429)
    expect((await push(browsed())).statusCode).toBe(202)
  })
})

describe('a behaviour event', () => {
  it('by phone leaves nothing behind from which the number could be tried out: the inbox and its job are keyed by the vault', async () => {
    await push(browsed({ customer: { phone: '13812345678' } }))
    const { vault } = server.context
    const kept = JSON.stringify([await server.db.selectFrom('inbox').select(['orderKey', 'dedupeKey']).execute(), server.queued])
    expect(kept).toContain(vault.hash('13812345678').toString('hex'))
    for (const guess of ['13812345678', createHash('sha256').update('13812345678').digest('hex')]) expect(kept).not.toContain(guess)
  })

  it('makes a touch due within half an hour, at any hour, in the transaction of the event; and tags her', async () => {
    await took(browsed())
    expect(await events()).toMatchObject([{ externalUserId: 'wmA', kind: 'browse', happenedAt: new Date('2026-06-15T23:05:00+08:00'), payload: { product: '即食燕窝' } }])
    expect(await reminders()).toMatchObject([{
      rule: 'behaviour', contactClass: 'she_moved', userId: 'rep-chen', dueAt: new Date('2026-06-15T23:10:00+08:00'), windowEndAt: new Date('2026-06-15T23:35:00+08:00'),
    }])
    const { profile } = (await server.as('rep-chen')('GET', '/api/customers/wmA/sidebar')).json<{ profile: { tags: object[] } }>()
    expect(profile.tags).toEqual([{ tagId: 'behaviour:最近看过商品', name: '最近看过商品', group: '行为' }])
  })

  it('that is too old makes no touch, and is kept all the same', async () => {
    await took(browsed({ occurredAt: '2026-06-15T22:39:00+08:00' }))
    expect([(await events()).length, (await reminders()).filter(({ rule }) => rule === 'behaviour')]).toEqual([1, []])
  })

  it('twice is one: by the message\'s id, and by its own id in another message', async () => {
    await took(browsed(), 'msg_1')
    await took(browsed(), 'msg_1')
    await took(browsed({ id: 'click-77' }), 'msg_2')
    await took([browsed({ id: 'click-77' }), browsed({ id: 'click-78' })], 'msg_3')
    expect(await events()).toHaveLength(3)
    expect((await reminders()).filter(({ rule }) => rule === 'behaviour')).toHaveLength(1)
    expect(await server.db.selectFrom('behaviourTag').selectAll().execute()).toMatchObject([{ tag: '最近看过商品', times: 3 }])
  })

  it('that overtakes an earlier one ends the same: the newest leads', async () => {
    const [early, late] = [browsed({ occurredAt: '2026-06-15T22:50:00+08:00' }), browsed({ kind: 'claim', occurredAt: '2026-06-15T23:08:00+08:00' })]
    const ends = []
    for (const order of [[early, late], [late, early]]) {
      await sql`truncate event, reminder, behaviour_tag, inbox cascade`.execute(server.db)
      for (const event of order) await took(event)
      ends.push((await reminders()).map(({ rule, dueAt, windowEndAt, reason }) => ({ rule, dueAt, windowEndAt, reason })), await server.db.selectFrom('behaviourTag').selectAll().orderBy('tag').execute())
    }
    expect(ends.slice(0, 2)).toEqual(ends.slice(2))
    expect(ends[0]).toMatchObject([{ windowEndAt: new Date('2026-06-15T23:38:00+08:00') }])
  })

  it('a little ahead of our clock counts as now', async () => {
    await took(browsed({ occurredAt: '2026-06-15T23:14:00+08:00' }))
    expect(await events()).toMatchObject([{ happenedAt: new Date('2026-06-15T23:10:00+08:00') }])
  })

  it.each([['unionid', { unionid: 'oA' }], ['phone', { phone: '+86 138-1234-5678' }], ['the strongest of several', { externalUserId: 'wmA', unionid: 'oB', phone: '13900000000' }]])('finds her by %s', async (_what, customer) => {
    await addPhone('wmA', '13812345678')
    await took(browsed({ customer }))
    expect(await events()).toMatchObject([{ externalUserId: 'wmA' }])
  })

  it('of somebody who is no customer yet waits, sealed keys only, and is hers when she is', async () => {
    await took([browsed({ customer: { externalUserId: 'wmNew' } }), browsed({ customer: { phone: '13700000007' } })])
    expect([await events(), (await server.db.selectFrom('waitingEvent').selectAll().execute()).length]).toEqual([[], 2])
    await aCustomer(server.db, { externalUserId: 'wmNew', followedBy: ['rep-chen'], addedAt: new Date('2026-06-15T23:09:00+08:00') })
    await addPhone('wmNew', '13700000007')
    await transact(server.db, trx => afterRelationsChanged(server.context, trx, { externalUserIds: ['wmNew'], newlyPhoned: [] }))
    expect([(await events()).map(event => event.externalUserId), (await server.db.selectFrom('waitingEvent').selectAll().execute()).length]).toEqual([['wmNew', 'wmNew'], 0])
  })

  it('by a phone of two people waits until it is one\'s', async () => {
    await aCustomer(server.db, { externalUserId: 'wmB', followedBy: ['rep-chen'] })
    await addPhone('wmA', '13812345678')
    await addPhone('wmB', '13812345678')
    await took(browsed({ customer: { phone: '13812345678' } }))
    expect(await events()).toEqual([])
    await sql`delete from follow_phone where external_user_id = 'wmB'`.execute(server.db)
    await transact(server.db, trx => afterRelationsChanged(server.context, trx, { externalUserIds: ['wmA'], newlyPhoned: [] }))
    expect(await events()).toMatchObject([{ externalUserId: 'wmA' }])
  })
})

describe('tags from behaviour', () => {
  it('are written by an operator in words', () => {
    const rules = tagRulesOf({ tags: '看过燕窝：看了商品、点开链接、燕窝；问价: 多少钱,价格 ；到店：到了店里；无' })
    expect(rules).toEqual([
      { tag: '看过燕窝', kinds: ['browse', 'click'], words: ['燕窝'] }, { tag: '问价', kinds: [], words: ['多少钱', '价格'] }, { tag: '到店', kinds: ['visit'], words: [] },
    ])
    expect(tagsFor({ kind: 'browse', product: '即食燕窝' }, rules)).toEqual(['看过燕窝'])
    expect(tagsFor({ kind: 'keyword', keyword: '燕窝多少钱' }, rules)).toEqual(['问价'])
    expect(tagsFor({ kind: 'claim', product: '燕窝' }, rules)).toEqual([])
    expect(tagRulesOf({ tags: '无' })).toEqual([])
  })
})
