import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sessionCookie } from '../../../server/session/cookie.ts'
import { aCustomer, aRep, testNow } from '../../support/factories.ts'
import { testServer, type TestServer } from '../../support/test-server.ts'

let server: TestServer
let customer: string
beforeAll(async () => {
  server = await testServer()
  await aRep(server.db, { userId: 'rep-chen' })
  await aRep(server.db, { userId: 'rep-zhou' })
  customer = await aCustomer(server.db, { followedBy: ['rep-chen'] })
})
afterAll(() => server.close())

const cookies = (userId = 'rep-chen') => ({ [sessionCookie]: server.app.encodeSecureSession(server.app.createSecureSession({ userId, signedInAt: testNow.getTime() })) })
const notesKept = async () => (await server.db.selectFrom('note').selectAll().where('externalUserId', '=', customer).execute()).map(note => note.text)

describe('an address written in another way', () => {
  it('is refused to foreign pages as the plain one is, and its answer is as little kept', async () => {
    for (const url of [`/%61pi/customers/${customer}/notes`, `/a%70i/customers/${customer}/notes`]) {
      const reply = await server.app.inject({ method: 'POST', url, headers: { origin: 'https://elsewhere.example' }, cookies: cookies(), payload: { text: '从别处来' } })
      expect(reply.json()).toMatchObject({ code: 'wrong-origin' })
      expect((await server.app.inject({ url, cookies: cookies() })).headers['cache-control']).toBe('no-store')
    }
    expect(await notesKept()).toEqual([])
  })
})

describe('signing out', () => {
  it('is not for a foreign page to do', async () => {
    const signOut = (origin: string) => server.app.inject({ method: 'POST', url: '/auth/logout', headers: { origin }, cookies: cookies('rep-zhou') })
    expect((await signOut('https://elsewhere.example')).json()).toMatchObject({ code: 'wrong-origin' })
    expect((await signOut('http://127.0.0.1:8787')).statusCode).toBe(204)
  })
})

describe('text that a database cannot keep', () => {
  const take = (text: string, headers = {}) => server.as('rep-chen')('POST', `/api/customers/${customer}/notes`, { text }, headers)

  it('is kept without its NUL, and with a mark for half an emoji, once however often it is sent', async () => {
    expect((await take('不爱\0甜')).json()).toMatchObject({ text: '不爱甜' })
    for (const _ of ['first', 'again']) expect((await take('女儿结婚\ud83d', { 'idempotency-key': 'cut' })).json()).toMatchObject({ text: '女儿结婚\ufffd' })
    expect((await notesKept()).sort()).toEqual(['不爱甜', '女儿结婚\ufffd'].sort())
    expect((await server.as('rep-chen')('PATCH', `/api/customers/${customer}`, { region: '浙江\ud83d' })).json()).toMatchObject({ region: '浙江\ufffd' })
    expect((await take('妈妈👩🏻‍🦳 \u202e右到左')).json()).toMatchObject({ text: '妈妈👩🏻‍🦳 \u202e右到左' })
  })

  it('is nobody\'s id and finds nothing', async () => {
    expect((await server.as('rep-chen')('GET', '/api/customers/a%00b/sidebar')).statusCode).toBe(400)
    expect((await server.as('rep-chen')('GET', '/api/customers/a%00b/notes')).statusCode).toBe(400)
    expect((await server.as('rep-chen')('POST', '/api/customers/search', { q: 'a\0b' })).json()).toMatchObject({ items: [] })
  })

  it('is refused when it is nested as no body of ours is', async () => {
    const body = `{"text":"x","more":${'['.repeat(50_000)}${']'.repeat(50_000)}}`
    expect((await server.as('rep-chen')('POST', `/api/customers/${customer}/notes`, body, { 'content-type': 'application/json' })).json()).toMatchObject({ code: 'bad-request' })
  })
})

describe('a value of another type', () => {
  it('is refused in a body, never bent: null is not 0 and not false', async () => {
    for (const [url, body] of [
      [`/api/customers/${customer}/notes`, { text: 123 }], [`/api/customers/${customer}/notes`, { text: null }], [`/api/customers/${customer}/supply`, { leftDays: '3' }], [`/api/customers/${customer}/supply`, {}],
    ] as const) expect((await server.as('rep-chen')('POST', url, body)).json()).toMatchObject({ code: 'invalid-value' })
    for (const body of [{ optOut: null }, { optOut: 1 }, { optOut: 'true' }, { region: ['浙江'] }]) {
      expect((await server.as('rep-chen')('PATCH', `/api/customers/${customer}`, body)).json()).toMatchObject({ code: 'invalid-value' })
    }
    expect((await server.as('rep-chen')('PATCH', `/api/cases/${server.context.newId()}`, { closed: null })).json()).toMatchObject({ code: 'invalid-value' })
  })

  it('is named with its field and what would do, in Chinese', async () => {
    const reply = await server.as('rep-chen')('POST', `/api/customers/${customer}/notes`, { text: 'x'.repeat(201), kind: 'gossip' })
    const { details } = reply.json<{ details: { path: string, message: string }[] }>()
    expect(details).toMatchObject([{ path: '/text', message: '不应多于 200 个字符' }])
    expect((await server.as('rep-chen')('POST', `/api/customers/${customer}/notes`, {})).json()).toMatchObject({ details: [{ message: expect.stringMatching(/必需.*text/) as string }] })
  })

  it('is read from a query where it is a number in digits', async () => {
    const orders = (limit: string) => server.as('rep-chen')('GET', `/api/customers/${customer}/orders?limit=${limit}`)
    expect((await orders('10')).statusCode).toBe(200)
    for (const limit of ['0', '-1', '1e1', '1.5', 'x', '', '99999999999']) expect((await orders(limit)).json()).toMatchObject({ code: 'invalid-value' })
  })
})

describe('a cursor that is none of ours', () => {
  const sealed = (values: unknown[]) => Buffer.from(JSON.stringify(values)).toString('base64url')
  const ask = async (at: string, { id = 'wmA', total = '1' } = {}) => [
    await server.as('rep-chen')('POST', '/api/customers/search', { q: '', cursor: Buffer.from(`[${JSON.stringify(at)},${JSON.stringify(id)},${total}]`).toString('base64url') }),
    await server.as('rep-chen')('GET', `/api/customers/${customer}/timeline?cursor=${sealed([at, id])}`),
    await server.as('rep-chen')('GET', `/api/customers/${customer}/orders?cursor=${sealed([at, 1])}`),
    await server.as('rep-chen')('GET', `/api/reminders?view=open&cursor=${sealed([1, at, server.context.newId(), 0])}`),
  ].map(reply => reply.statusCode)

  it('is refused on every list: days that are none, years beyond all calendars, what only JavaScript reads', async () => {
    for (const at of ['+275760-09-13T00:00:00.000Z', '-271821-04-20T00:00:00.000Z', '0000-01-01T00:00:00Z', '1 Jan 2019 (foo)', '2026-02-31 10:00:00+00', '2026-01-01T25:00:00Z', '2026', 'infinity', '']) {
      expect([at, ...await ask(at)]).toEqual([at, 400, 400, 400, 400])
    }
    for (const total of ['1e999', '-1.5', 'null']) expect((await ask('2026-01-01T00:00:00Z', { total }))[0]).toBe(400)
  })

  it('is taken where only its place is moved', async () => {
    for (const at of ['2026-01-01 00:00:00.123456+00', '2026-01-01T00:00:00.000Z', '2026-01-01 08:00:00+08']) expect([at, ...await ask(at)]).toEqual([at, 200, 200, 200, 200])
    expect((await ask('2026-01-01T00:00:00Z', { id: 'w\0m' })).slice(0, 2)).toEqual([200, 200])
  })
})
