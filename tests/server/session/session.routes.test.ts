import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testServer, type TestServer } from '../../support/test-server.ts'

let server: TestServer
beforeAll(async () => {
  server = await testServer()
  await server.db.insertInto('rep').values({ userId: 'rep-chen', name: '陈晓', role: 'rep', syncedAt: server.context.clock.now() }).execute()
})
afterAll(() => server.close())

describe('GET /api/session', () => {
  it('refuses who is not signed in', async () => {
    const reply = await server.app.inject({ url: '/api/session' })
    expect(reply.statusCode).toBe(401)
    expect(reply.json()).toMatchObject({ code: 'not-signed-in' })
  })

  it('refuses a session of somebody who is no member', async () => {
    expect((await server.as('stranger')('GET', '/api/session')).statusCode).toBe(401)
  })

  it('says who is signed in, with the role the database has at this request', async () => {
    expect((await server.as('rep-chen')('GET', '/api/session')).json()).toMatchObject({ userId: 'rep-chen', name: '陈晓', role: 'rep', now: '2026-06-15T02:00:00.000Z' })
    await server.db.updateTable('rep').set({ roleOverride: 'lead' }).execute()
    expect((await server.as('rep-chen')('GET', '/api/session')).json()).toMatchObject({ role: 'lead' })
    await server.db.updateTable('rep').set({ isActive: false }).execute()
    expect((await server.as('rep-chen')('GET', '/api/session')).statusCode).toBe(401)
  })
})
