import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { wires } from '../../contract/wires.ts'
import { testServer, type TestServer } from '../support/test-server.ts'

let server: TestServer
beforeAll(async () => { server = await testServer() })
afterAll(() => server.close())

describe('every endpoint of the contract', () => {
  it.each(wires.map(({ endpoint }) => [endpoint.name, endpoint] as const))('%s has a route that refuses who is not signed in', async (_name, endpoint) => {
    const url = endpoint.path.replace(/:\w+/g, 'wmNobody')
    const reply = await server.app.inject({ method: endpoint.method, url, headers: { origin: server.context.config.publicUrl }, ...(endpoint.method !== 'GET' && { payload: {} }) })
    expect(reply.json()).not.toMatchObject({ code: 'not-found', message: '没有这个地址' })
    // Validation may come first; what never happens is an answer.
    expect([400, 401, 415, 422]).toContain(reply.statusCode)
  })
})
