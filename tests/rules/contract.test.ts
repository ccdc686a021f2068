import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { wireOf, wires } from '../../contract/wires.ts'
import { testServer, type TestServer } from '../support/test-server.ts'

let server: TestServer
beforeAll(async () => { server = await testServer() })
afterAll(() => server.close())

const json = { 'content-type': 'application/json' }
/** What no schema takes, and what cannot even be read. */
const nonsense: { payload: string, headers: Record<string, string> }[] = [
  { payload: '{}', headers: json }, { payload: '{"nothing":[1]}', headers: json }, { payload: '{"cut', headers: json }, { payload: `"${'x'.repeat(300_000)}"`, headers: json },
  { payload: 'x', headers: { 'content-type': 'application/x-nothing' } }, { payload: '--x', headers: { 'content-type': 'multipart/form-data; boundary=x' } },
]

describe('every endpoint of the contract', () => {
  it.each(wires.map(({ endpoint }) => [endpoint.name, endpoint] as const))('%s has a route that asks who is signed in before it looks at what was sent', async (_name, endpoint) => {
    const { origin } = new URL(server.context.config.publicUrl)
    const path = endpoint.path.replace(/:\w+/g, 'wmNobody')
    // A webhook's signature is over its body: that one is read first, and whose it is decides.
    const refusal = wireOf(endpoint).errors.some(code => code === 'bad-signature') ? 'bad-signature' : 'not-signed-in'
    const urls = endpoint.method === 'GET' ? [path, `${path}?limit=none&cursor=%00`, path.replace('wmNobody', 'a%00b')] : [path]
    for (const url of urls) {
      for (const { payload, headers } of endpoint.method === 'GET' ? [{ payload: undefined, headers: {} }] : nonsense) {
        const reply = await server.app.inject({ method: endpoint.method, url, payload, headers: { origin, ...headers } })
        if (refusal === 'bad-signature') expect([401, 413]).toContain(reply.statusCode)
        else expect([url, payload, reply.statusCode, reply.json()]).toMatchObject([url, payload, 401, { code: refusal }])
      }
    }
  })
})
