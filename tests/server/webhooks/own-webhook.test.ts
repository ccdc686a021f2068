import { execFile, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { processPushed } from '../../../server/orders/push/process-pushed.ts'
import { aCustomer, aRep } from '../../support/factories.ts'
import { testServer, type TestServer } from '../../support/test-server.ts'
import { anOrderMessage, aSource, send, standardHeaders, work } from './sender.ts'

let server: TestServer
let secret: string
const path = '/api/webhooks/orders/webhook'
beforeAll(async () => {
  server = await testServer()
  await aRep(server.db, { userId: 'operator-he', role: 'operator' })
  await aRep(server.db, { userId: 'rep-chen' })
})
afterAll(() => server.close())
beforeEach(async () => {
  await sql`truncate "order", order_line, inbox, source, customer, follow, follow_phone, buyer_identity cascade`.execute(server.db)
  server.queued.length = 0
  server.setNow('2026-06-15T10:00:30+08:00')
  ;({ secret } = await aSource(server, 'webhook'))
})
const orders = () => server.db.selectFrom('order').selectAll().orderBy('id').execute()
const inbox = () => server.db.selectFrom('inbox').selectAll().orderBy('id').execute()
const push = (data: Record<string, unknown>, more: { id?: string, timestamp?: string } = {}) =>
  send(server, { path, secret, id: more.id ?? `msg_${Math.random()}`, body: anOrderMessage(data, more.timestamp) })

describe('a pushed order is refused', () => {
  it.each([
    ['with another secret', { secret: `whsec_${Buffer.alloc(32, 1).toString('base64')}` }],
    ['with a signature of an unknown kind', { signature: 'v2,AAAA' }],
    ['without a signature', { signature: '' }],
    ['with a signature that is none', { signature: 'v1,%%% v1,' }],
  ])('%s', async (_what, change) => {
    const reply = await send(server, { path, secret, body: anOrderMessage(), ...change })
    expect([reply.statusCode, reply.json()]).toMatchObject([401, { code: 'bad-signature' }])
    expect(await inbox()).toEqual([])
  })

  it.each([['5 minutes and a second old', -301, 401], ['5 minutes old', -300, 202], ['5 minutes ahead', 300, 202], ['5 minutes and a second ahead', 301, 401]])('when it is %s, and only then', async (_what, seconds, status) => {
    const at = new Date(Math.floor(server.context.clock.now().getTime() / 1000) * 1000 + seconds * 1000)
    const reply = await send(server, { path, secret, at, body: anOrderMessage() })
    expect(reply.statusCode).toBe(status)
    if (status === 401) expect(reply.json<{ message: string }>().message).toContain('5 分钟')
  })

  it('when a byte of it changed after signing, or its id, or its time', async () => {
    const body = anOrderMessage()
    const headers = standardHeaders({ secret, body, id: 'a', at: server.context.clock.now() })
    const post = (payload: string, change: Record<string, string> = {}) => server.app.inject({ method: 'POST', url: path, payload, headers: { 'content-type': 'application/json', ...headers, ...change } })
    expect((await post(body.replace('119600', '119601'))).statusCode).toBe(401)
    expect((await post(body, { 'webhook-id': 'b' })).statusCode).toBe(401)
    expect((await post(body, { 'webhook-timestamp': String(Number(headers['webhook-timestamp']) + 1) })).statusCode).toBe(401)
    expect((await post(body)).statusCode).toBe(202)
  })

  it('for a source nobody made, with the same words as for a wrong signature', async () => {
    const [unknown, wrong] = [await send(server, { path: '/api/webhooks/orders/nobody', secret, body: '{}' }), await send(server, { path, secret, signature: 'v1,x', body: '{}' })]
    expect(unknown.json()).toEqual(wrong.json())
    // Pulled, so there is no address to push to.
    await aSource(server, 'jushuitan', { credentials: { appKey: 'a', appSecret: 'b', accessToken: 'c' } })
    expect((await send(server, { path: '/api/webhooks/orders/jushuitan', secret, body: '{}' })).statusCode).toBe(401)
  })

  it('when the source is switched off, and taken again when it is on', async () => {
    const operator = server.as('operator-he')
    await operator('PATCH', '/api/sources/webhook', { isEnabled: false })
    expect((await push({})).json()).toEqual({ code: 'not-allowed', message: '这个来源已停用' })
    await operator('PATCH', '/api/sources/webhook', { isEnabled: true })
    expect((await push({})).statusCode).toBe(202)
  })

  it.each([
    ['no JSON', 'order', 400, 'bad-request'], ['a list', '[]', 400, 'bad-request'], ['empty', '', 400, 'bad-request'],
    ['of another type', anOrderMessage().replace('order.changed', 'order.deleted'), 422, 'invalid-value'],
    ['without an amount', anOrderMessage({ paidFen: undefined }), 422, 'invalid-value'], ['with money in yuan', anOrderMessage({ paidFen: 12.5 }), 422, 'invalid-value'],
    ['with a negative amount', anOrderMessage({ paidFen: -1 }), 422, 'invalid-value'], ['with a state nobody knows', anOrderMessage({ state: 'done' }), 422, 'invalid-value'],
    ['with an order number in scientific notation', anOrderMessage({ orderNo: '1.93E+15' }), 422, 'invalid-value'], ['with a field nobody knows', anOrderMessage({ paid: 1 }), 422, 'invalid-value'],
    ['from the future, which would win over every later word', anOrderMessage({}, '2099-06-15T10:00:00+08:00'), 422, 'invalid-value'],
    ['changed in the future', anOrderMessage({ modifiedAt: '2026-06-15T18:00:00+08:00' }), 422, 'invalid-value'], ['paid in the future', anOrderMessage({ paidAt: '2026-06-15T17:31:00Z' }), 422, 'invalid-value'],
    ['with a time without zone', anOrderMessage({ placedAt: '2026-06-15 09:30:00' }), 422, 'invalid-value'],
  ])('when it is %s: said at once and not kept', async (_what, body, status, code) => {
    const reply = await send(server, { path, secret, body })
    expect([reply.statusCode, reply.json<{ code: string }>().code]).toEqual([status, code])
    expect(await inbox()).toEqual([])
  })

  it('when it is larger than a megabyte', async () => {
    expect((await send(server, { path, secret, body: anOrderMessage({ buyerNote: 'x'.repeat(1024 * 1024) }) })).json()).toMatchObject({ code: 'too-large' })
  })
})

describe('a pushed order', () => {
  it('is sealed into the inbox and answered before any work, then becomes an order of its customer with her figures', async () => {
    const { vault } = server.context
    await aCustomer(server.db, { externalUserId: 'wmA', followedBy: ['rep-chen'] })
    await server.db.insertInto('followPhone').values({ externalUserId: 'wmA', userId: 'rep-chen', phoneHash: vault.hashPhone('13812345678'), phoneCipher: vault.seal('13812345678'), lastFour: '5678' }).execute()
    expect((await push({}, { id: 'msg_a' })).json()).toEqual({ received: 1, duplicates: 0 })
    expect(await orders()).toEqual([])
    expect(JSON.stringify(await inbox())).not.toContain('13812345678')
    await work(server)
    expect(await orders()).toMatchObject([{
      platform: 'webhook', orderNo: 'M20260615001', externalUserId: 'wmA', matchedBy: 'phone', state: 'paid', paidFen: 119600, netFen: 119600, isPrivate: true, region: '浙江 杭州',
      recipientMasked: '王** 138****5678', buyerId: 'member-77', sourceModifiedAt: new Date('2026-06-15T10:00:00+08:00'), paidAt: new Date('2026-06-15T09:31:00+08:00'),
    }])
    expect(await server.db.selectFrom('orderLine').selectAll().execute()).toMatchObject([{ title: '即食燕窝 70g×7', quantity: 2, subOrderNo: '1' }])
    expect(await server.db.selectFrom('customer').selectAll().executeTakeFirstOrThrow()).toMatchObject({ lifetimeSpendFen: 119600, orderCount: 1 })
  })

  it('with an id that was there does nothing, whatever it says', async () => {
    await push({}, { id: 'msg_a' })
    expect((await push({ paidFen: 1 }, { id: 'msg_a' })).json()).toEqual({ received: 0, duplicates: 1 })
    await work(server)
    expect(await orders()).toMatchObject([{ paidFen: 119600 }])
  })

  it('is one order however often and in whatever order its states come: the newest wins', async () => {
    const states = [
      [{ state: 'paid' }, '10:00:00'], [{ state: 'shipped', shippedAt: '2026-06-15T12:00:00+08:00' }, '10:00:10'], [{ state: 'completed' }, '10:00:20'],
      // Money went back, and the refund was taken back again.
      [{ state: 'refunded', refundFen: 119600 }, '10:00:25'], [{ state: 'completed', refundFen: 0 }, '10:00:28'],
    ] as const
    for (const order of [[0, 1, 2, 3, 4], [4, 3, 2, 1, 0], [2, 4, 0, 3, 1], [3, 4, 3, 4, 0]]) {
      await sql`truncate "order", inbox cascade`.execute(server.db)
      for (const at of order) {
        await push(states[at]![0], { timestamp: `2026-06-15T${states[at]![1]}+08:00` })
        await work(server)
      }
      expect(await orders()).toMatchObject([{ state: 'completed', refundFen: 0, netFen: 119600 }])
    }
  })

  it('that is killed between its effect and its mark is done once', async () => {
    await push({})
    const [row] = await inbox()
    // The catalogue is read inside the transaction: it ends there, as a kill would end it.
    const broken = { ...server.context, catalogue: { ...server.context.catalogue, current: () => Promise.reject(new Error('killed')) } }
    await processPushed(broken, { orderKey: row!.orderKey })
    expect([await orders(), (await inbox())[0]]).toMatchObject([[], { processedAt: null, attempts: 1, lastError: '处理时出错（Error）' }])
    server.setNow('2026-06-15T10:02:00+08:00')
    await Promise.all([processPushed(server.context, { orderKey: row!.orderKey }), processPushed(server.context, { orderKey: row!.orderKey })])
    expect([(await orders()).length, (await inbox())[0]!.processedAt]).toEqual([1, new Date('2026-06-15T10:02:00+08:00')])
  })

  it('signed by one of several signatures is taken: senders sign with both secrets while they rotate', async () => {
    const body = anOrderMessage()
    const { 'webhook-signature': good } = standardHeaders({ secret, body, at: server.context.clock.now() })
    expect((await send(server, { path, secret, body, signature: `v1,${Buffer.alloc(32).toString('base64')} v1a,zzz ${good}` })).statusCode).toBe(202)
  })
})

describe('the example of docs/orders.md', () => {
  const hasTools = spawnSync('bash', ['-c', 'command -v openssl && command -v curl && command -v od']).status === 0
  it.runIf(hasTools)('is taken as it stands there, with openssl and curl over HTTP', async () => {
    const script = /```bash\n(# push an order\n[\s\S]*?)```/.exec(readFileSync(new URL('../../../docs/orders.md', import.meta.url), 'utf8'))?.[1]
    expect(script).toBeDefined()
    // The example reads the clock of its machine.
    server.setNow(new Date())
    await server.app.listen({ host: '127.0.0.1', port: 0 })
    const { port } = server.app.server.address() as { port: number }
    const { stdout } = await promisify(execFile)('bash', ['-c', script!], { env: { ...process.env, ZHIKE_URL: `http://127.0.0.1:${port}`, ZHIKE_SECRET: secret, no_proxy: '127.0.0.1' }, timeout: 120_000 })
    expect(JSON.parse(stdout)).toEqual({ received: 1, duplicates: 0 })
    await work(server)
    expect(await orders()).toHaveLength(1)
  })
})
