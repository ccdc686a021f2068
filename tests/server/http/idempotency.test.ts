import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aCustomer, aRep, before, testNow } from '../../support/factories.ts'
import { testServer, type TestServer } from '../../support/test-server.ts'

let server: TestServer
let customer: string
beforeAll(async () => {
  server = await testServer()
  await aRep(server.db, { userId: 'rep-chen' })
  customer = await aCustomer(server.db, { followedBy: ['rep-chen'] })
})
afterAll(() => server.close())

const take = (key: string, text = '妈妈不爱甜') => server.as('rep-chen')('POST', `/api/customers/${customer}/notes`, { text }, { 'idempotency-key': key })
const taken = async (text: string) => (await server.db.selectFrom('note').select('id').where('text', '=', text).execute()).length

describe('the same write again', () => {
  it('is refused with another content, and with a key that is none', async () => {
    await take('other')
    expect((await take('other', '别的')).json()).toMatchObject({ code: 'idempotency-mismatch' })
    expect((await take('k'.repeat(101))).json()).toMatchObject({ code: 'bad-request' })
  })

  it('happens once; who asks while it runs is told to ask again, never that it failed', async () => {
    const replies = await Promise.all(Array.from({ length: 4 }, () => take('at-once', '一次')))
    for (const reply of replies.filter(({ statusCode }) => statusCode !== 201)) expect(reply.json()).toMatchObject({ code: 'too-many-requests' })
    expect(replies.some(({ statusCode }) => statusCode === 201)).toBe(true)
    expect((await take('at-once', '一次')).statusCode).toBe(201)
    expect(await taken('一次')).toBe(1)
  })

  it('gives the first reply again, kept where nobody reads it', async () => {
    const first = await take('kept', '婆婆牙口不好')
    expect((await take('kept', '婆婆牙口不好')).json()).toEqual(first.json())
    const row = await server.db.selectFrom('idempotencyKey').select('reply').where('key', '=', 'kept').executeTakeFirstOrThrow()
    expect(Buffer.from(row.reply!).includes('婆婆')).toBe(false)
  })

  it('is known by a keyed hash: what was searched for cannot be tried out', async () => {
    const body = { q: '13812345678' }
    await server.as('rep-chen')('POST', '/api/customers/search', body, { 'idempotency-key': 'search' })
    const { requestHash } = await server.db.selectFrom('idempotencyKey').select('requestHash').where('key', '=', 'search').executeTakeFirstOrThrow()
    const text = `POST /api/customers/search\n${JSON.stringify(body)}`
    expect(requestHash).toEqual(server.context.vault.hash(text))
    expect(requestHash).not.toEqual(createHash('sha256').update(text).digest())
  })

  it('is done at last when the process of the first try is gone', async () => {
    const row = await server.db.selectFrom('idempotencyKey').selectAll().where('key', '=', 'other').executeTakeFirstOrThrow()
    await server.db.insertInto('idempotencyKey').values({ ...row, key: 'gone', reply: null, status: null, createdAt: before(testNow, { minutes: 1 }) }).execute()
    expect((await take('gone')).json()).toMatchObject({ code: 'too-many-requests' })
    server.setNow(before(testNow, { minutes: -2 }))
    expect((await take('gone')).statusCode).toBe(201)
  })
})
