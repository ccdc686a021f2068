import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { errorStatus } from '../../../contract/errors.ts'
import { wires } from '../../../contract/wires.ts'
import { connect } from '../../../server/db/database.ts'
import { openApiDocument } from '../../../server/http/openapi.ts'
import { aRep } from '../../support/factories.ts'
import { testServer, type TestServer } from '../../support/test-server.ts'

let server: TestServer
beforeAll(async () => {
  server = await testServer({ config: { commit: '0123abc', requestsPerMinute: 30 } })
  await aRep(server.db, { userId: 'rep-chen' })
  await aRep(server.db, { userId: 'rep-zhou' })
})
afterAll(() => server.close())

describe('for whoever runs the server', () => {
  it('says that it lives, and what it is', async () => {
    expect((await server.app.inject({ url: '/healthz' })).json()).toMatchObject({ status: 'ok', version: expect.stringMatching(/^\d+\.\d+\.\d+/), commit: '0123abc' })
  })

  it('is not ready while the database is away, and by itself again when it is back', async () => {
    const name = 'database' in server.target ? server.target.database : ''
    const admin = connect({ ...server.target, database: 'postgres' } as typeof server.target, { maxConnections: 1 })
    expect((await server.app.inject({ url: '/readyz' })).statusCode).toBe(200)
    await admin.unsafe(`alter database ${name} allow_connections false`)
    await admin`select pg_terminate_backend(pid) from pg_stat_activity where datname = ${name}`
const away = await server.app.inject({ url: '/readyz' })
    expect(away.statusCode).toBe(503)
    expect(away.json()).toMatchObject({ database: 'away' })
expect((await server.as('rep-chen')('GET', '/api/session')).statusCode).toBeGreaterThanOrEqual(500)
    await admin.unsafe(`alter database ${name} allow_connections true`)
    await admin.end()
    expect((await server.app.inject({ url: '/readyz' })).statusCode).toBe(200)
    expect((await server.as('rep-chen')('GET', '/api/session')).statusCode).toBe(200)
  })

  it('counts requests by route, for this machine alone', async () => {
    await server.app.inject({ url: '/api/session' })
    expect((await server.app.inject({ url: '/metrics' })).body).toMatch(/zhike_request_seconds_count\{method="GET",route="\/api\/session",status="\d+"\} \d/)
    expect((await server.app.inject({ url: '/metrics', remoteAddress: '203.0.113.7' })).statusCode).toBe(404)
  })

  it('believes the proxy before it, not what a client writes further ahead: neither for figures nor for the limit of requests', async () => {
    const behind = await testServer({ config: { trustProxy: true, requestsPerMinute: 3 } })
    const from = (forwarded: string, url = '/metrics') => behind.app.inject({ url, remoteAddress: '10.0.0.2', headers: { 'x-forwarded-for': forwarded } })
    expect((await from('127.0.0.1, 203.0.113.7')).statusCode).toBe(404)
    const statuses = []
    for (const claimed of ['1.1.1.1', '2.2.2.2', '3.3.3.3', '4.4.4.4']) statuses.push((await from(`${claimed}, 203.0.113.7`, '/api/session')).statusCode)
    expect(statuses).toEqual([401, 401, 401, 429])
    await behind.close()
  })

  it('slows down one member who asks too often, and nobody else', async () => {
    const statuses: number[] = []
    for (let index = 0; index < 40; index += 1) statuses.push((await server.as('rep-zhou')('GET', '/api/session')).statusCode)
    expect(new Set(statuses)).toEqual(new Set([200, 429]))
    expect((await server.as('rep-zhou')('GET', '/api/session')).json()).toMatchObject({ code: 'too-many-requests' })
    expect((await server.as('rep-chen')('GET', '/api/session')).statusCode).toBe(200)
    expect((await server.app.inject({ url: '/healthz' })).statusCode).toBe(200)
  })

  it('tells a person who opened an address on a page of words, with a way on', async () => {
    const opened = { accept: 'text/html,application/xhtml+xml' }
    const tooOften = await server.as('rep-zhou')('GET', '/', undefined, opened)
    const nowhere = await server.as('rep-chen')('GET', '/nowhere', undefined, opened)
    for (const [reply, status, words] of [[tooOften, 429, '操作太频繁，请稍等片刻再试。'], [nowhere, 404, '没有这个地址。']] as const) {
      expect(reply.statusCode).toBe(status)
      expect(reply.headers['content-type']).toContain('text/html')
      expect(reply.body).toContain(words)
      expect(reply.body).toContain('href="/"')
    }
    expect((await server.as('rep-chen')('GET', '/api/nowhere', undefined, opened)).json()).toMatchObject({ code: 'not-found' })
  })
})

describe('every reply of the API', () => {
  it('is never kept, never guessed at, never framed by others', async () => {
    const { headers } = await server.as('rep-chen')('GET', '/api/session')
    expect(headers).toMatchObject({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff', 'x-frame-options': 'SAMEORIGIN', 'referrer-policy': 'same-origin' })
  })
})

describe('GET /api/openapi.json', () => {
  const document = openApiDocument('1.2.3') as { openapi: string, paths: Record<string, Record<string, { operationId: string, responses: Record<string, { description: string }>, parameters: { name: string, in: string }[] }>> }

  it('is OpenAPI 3.1 with every endpoint of the contract and every error that it may answer with', async () => {
    expect((await server.app.inject({ url: '/api/openapi.json' })).json()).toMatchObject({ openapi: '3.1.0' })
    for (const { endpoint, wire } of wires) {
      const operation = document.paths[endpoint.path.replace(/:(\w+)/g, '{$1}')]?.[endpoint.method.toLowerCase()]
      expect(operation?.operationId).toBe(endpoint.name)
      for (const code of wire.errors) expect(operation?.responses[errorStatus[code]]?.description, `${endpoint.name} ${code}`).toContain(code)
      for (const [, name] of endpoint.path.matchAll(/:(\w+)/g)) expect(operation?.parameters).toContainEqual(expect.objectContaining({ name, in: 'path' }))
    }
  })

  it('is nothing but JSON', () => {
    expect(JSON.parse(JSON.stringify(document))).toEqual(document)
  })
})
