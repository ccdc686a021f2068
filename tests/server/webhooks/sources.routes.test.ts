import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Source } from '../../../contract/sources.schema.ts'
import { aRep } from '../../support/factories.ts'
import { testServer, type TestServer } from '../../support/test-server.ts'
import { anOrderMessage, aSource, send } from './sender.ts'

let server: TestServer
beforeAll(async () => {
  server = await testServer()
  for (const [userId, role] of [['operator-he', 'operator'], ['admin-xu', 'admin'], ['rep-chen', 'rep'], ['guide-lu', 'guide'], ['lead-gao', 'lead']] as const) await aRep(server.db, { userId, role })
})
afterAll(() => server.close())
beforeEach(async () => {
  await sql`truncate inbox, source, idempotency_key cascade`.execute(server.db)
  server.setNow('2026-06-15T10:00:00+08:00')
})
const operator = () => server.as('operator-he')
const push = (secret: string, id = `msg_${Math.random()}`) => send(server, { path: '/api/webhooks/orders/webhook', secret, id, body: anOrderMessage({}, server.context.clock.now().toISOString()) })

describe('sources are refused', () => {
  it.each(['rep-chen', 'guide-lu', 'lead-gao'])('to %s, each of their endpoints', async (userId) => {
    const as = server.as(userId)
    const calls = [
      as('GET', '/api/sources'), as('POST', '/api/sources', { kind: 'webhook', label: 'x' }), as('PATCH', '/api/sources/x', { isEnabled: false }),
      as('POST', '/api/sources/x/rotate', { overlapHours: 0 }), as('POST', '/api/sources/x/retry', {}), as('GET', '/api/orders/unmatched'),
    ]
    for (const reply of await Promise.all(calls)) expect([reply.statusCode, reply.json()]).toMatchObject([403, { code: 'not-allowed' }])
  })

  it.each([
    ['keys that are missing', { kind: 'youzan', label: '有赞', credentials: { clientId: 'a', grantId: '1' } }, '还缺 client_secret'],
    ['keys of another system', { kind: 'jushuitan', label: '聚水潭', credentials: { appKey: 'a', appSecret: 'b', accessToken: 'c', sid: 'd' } }, '不需要 sid'],
    ['a secret of one\'s own choice', { kind: 'webhook', label: '商城', credentials: { appSecret: 'x' } }, '由知客生成'], ['no name', { kind: 'webhook', label: '  ' }, '起个名字'],
  ])('with %s, and said how to mend it', async (_what, body, words) => {
    const reply = await operator()('POST', '/api/sources', body)
    expect([reply.statusCode, reply.json()]).toEqual([422, { code: 'invalid-value', message: expect.stringContaining(words) as string }])
  })

  it('with a name that is taken, a second source of events, and ids nobody made', async () => {
    await aSource(server, 'webhook', { label: '商城' })
    await aSource(server, 'events')
    expect((await operator()('POST', '/api/sources', { kind: 'webhook', label: '商城' })).json()).toMatchObject({ code: 'state-conflict', message: '已经有叫「商城」的来源，请换一个名字' })
    expect((await operator()('POST', '/api/sources', { kind: 'events', label: '行为二' })).json()).toMatchObject({ code: 'state-conflict' })
    expect((await operator()('PATCH', '/api/sources/events', { label: '商城' })).json()).toMatchObject({ code: 'state-conflict' })
    expect((await operator()('POST', '/api/sources/nobody/rotate', { overlapHours: 1 })).statusCode).toBe(404)
  })

  it('with a name that two give at the same moment: one gets it, the other is told', async () => {
    for (const label of ['甲', '乙', '丙']) await aSource(server, 'webhook', { label })
    const renamed = await Promise.all(['webhook', 'webhook-2', 'webhook-3'].map(id => operator()('PATCH', `/api/sources/${id}`, { label: '商城' })))
    expect(renamed.map(reply => reply.statusCode).sort()).toEqual([200, 409, 409])
    const made = await Promise.all(['丁', '戊'].map(label => operator()('POST', '/api/sources', { kind: 'webhook', label })))
    expect(made.map(reply => reply.statusCode)).toEqual([201, 201])
  })
})

describe('a source', () => {
  it('shows its secret once, and keeps it sealed: not in the list, not for a repeated request, nowhere in the database', async () => {
    const headers = { 'idempotency-key': 'tap-1' }
    const first = (await operator()('POST', '/api/sources', { kind: 'webhook', label: '商城', shop: '小程序' }, headers)).json<{ source: Source, secret: string }>()
    expect(first.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
    expect(first.source).toMatchObject({ id: 'webhook', address: 'http://127.0.0.1:8787/api/webhooks/orders/webhook', platform: 'webhook', shop: '小程序', isEnabled: true, secrets: [{ hint: first.secret.slice(-4), validUntil: null }] })
    expect((await operator()('POST', '/api/sources', { kind: 'webhook', label: '商城', shop: '小程序' }, headers)).json()).toMatchObject({ code: 'state-conflict' })
    expect(JSON.stringify((await operator()('GET', '/api/sources')).json())).not.toContain(first.secret)
    for (const table of ['source', 'source_secret', 'idempotency_key', 'audit']) {
      const { rows } = await sql<{ text: string }>`select (row_to_json(t))::text as text from ${sql.table(table)} t`.execute(server.db)
      expect(rows.map(row => row.text).join('\n')).not.toContain(first.secret.slice(6))
    }
  })

  it('gets the next free address', async () => {
    const ids = []
    for (const label of ['一店', '二店', '三店']) ids.push((await aSource(server, 'youzan', { label, credentials: { clientId: 'a', clientSecret: 'b', grantId: label } })).id)
    expect(ids).toEqual(['youzan', 'youzan-2', 'youzan-3'])
  })

  it('takes the old secret for the time stated and not a second longer; 0 ends it at once', async () => {
    const { secret: old } = await aSource(server, 'webhook')
    const rotated = (await operator()('POST', '/api/sources/webhook/rotate', { overlapHours: 24 })).json<{ source: Source, secret: string }>()
    expect(rotated.source.secrets).toMatchObject([{ hint: rotated.secret.slice(-4), validUntil: null }, { hint: old.slice(-4), validUntil: '2026-06-16T02:00:00.000Z' }])
    expect([(await push(old)).statusCode, (await push(rotated.secret)).statusCode]).toEqual([202, 202])
    server.setNow('2026-06-16T09:59:59+08:00')
    expect((await push(old)).statusCode).toBe(202)
    server.setNow('2026-06-16T10:00:00+08:00')
    expect([(await push(old)).statusCode, (await push(rotated.secret)).statusCode]).toEqual([401, 202])
    const last = (await operator()('POST', '/api/sources/webhook/rotate', { overlapHours: 0 })).json<{ source: Source, secret: string }>()
    expect([(await push(rotated.secret)).statusCode, (await push(last.secret)).statusCode, last.source.secrets.length]).toEqual([401, 202, 1])
  })

  it('of another rotation in between still ends the first secret when it was said', async () => {
    const { secret: first } = await aSource(server, 'webhook')
    await operator()('POST', '/api/sources/webhook/rotate', { overlapHours: 2 })
    await operator()('POST', '/api/sources/webhook/rotate', { overlapHours: 48 })
    server.setNow('2026-06-15T12:00:01+08:00')
    expect((await push(first)).statusCode).toBe(401)
  })

  it('leaves in the audit who did what, and nothing secret', async () => {
    await sql`alter table audit disable trigger audit_append_only`.execute(server.db)
    await sql`delete from audit`.execute(server.db)
    await sql`alter table audit enable trigger audit_append_only`.execute(server.db)
    await aSource(server, 'webhook', { label: '商城' })
    await server.as('admin-xu')('PATCH', '/api/sources/webhook', { isEnabled: false, label: '小程序商城' })
    await operator()('POST', '/api/sources/webhook/rotate', { overlapHours: 24 })
    expect(await server.db.selectFrom('audit').select(['userId', 'action', 'details']).orderBy('id').execute()).toEqual([
      { userId: 'operator-he', action: 'source-created', details: { source: 'webhook', kind: 'webhook', label: '商城' } },
      { userId: 'admin-xu', action: 'source-changed', details: { source: 'webhook', from: { isEnabled: true, label: '商城', shop: '' }, to: { isEnabled: false, label: '小程序商城', shop: '' } } },
      { userId: 'operator-he', action: 'source-secret-rotated', details: { source: 'webhook', overlapHours: 24 } },
    ])
  })

  it('tells when something last came', async () => {
    const { secret } = await aSource(server, 'webhook')
    await push(secret)
    expect((await operator()('GET', '/api/sources')).json()).toMatchObject({ items: [{ lastReceivedAt: '2026-06-15T02:00:00.000Z', waiting: 1, failed: 0 }] })
  })
})
