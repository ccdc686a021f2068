import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sessionCookie } from '../../../server/session/cookie.ts'
import { aCustomer, aRep, testNow } from '../../support/factories.ts'
import { testServer, type TestServer } from '../../support/test-server.ts'

let server: TestServer
let customer: string
beforeAll(async () => {
  server = await testServer()
  await aRep(server.db, { userId: 'rep-chen' })
  customer = await aCustomer(server.db, { followedBy: ['rep-chen'] })
})
afterAll(() => server.close())

const cookies = () => ({ [sessionCookie]: server.app.encodeSecureSession(server.app.createSecureSession({ userId: 'rep-chen', signedInAt: testNow.getTime() })) })
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
    const signOut = (origin: string) => server.app.inject({ method: 'POST', url: '/auth/logout', headers: { origin }, cookies: cookies() })
    expect((await signOut('https://elsewhere.example')).json()).toMatchObject({ code: 'wrong-origin' })
    expect((await signOut('http://127.0.0.1:8787')).statusCode).toBe(204)
  })
})
