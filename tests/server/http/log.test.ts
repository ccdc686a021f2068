import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { buildApp } from '../../../server/app.ts'
import { createLog } from '../../../server/http/log.ts'
import { aCustomer, aRep } from '../../support/factories.ts'
import { testServer, type TestServer } from '../../support/test-server.ts'

let server: TestServer
const lines: string[] = []
beforeAll(async () => {
  server = await testServer({ log: createLog('trace', { write: (line) => { lines.push(line) } }) })
  await aRep(server.db, { userId: 'rep-chen', name: '陈雨桐' })
  await aCustomer(server.db, { externalUserId: 'wmSecret01', name: '鹿小满', followedBy: ['rep-chen'] })
})
afterAll(() => server.close())

it('says of a fault where it happened and of what kind, not the words that the database quotes', async () => {
  const app = await buildApp(server.context)
  app.get('/api/faulty', () => sql`select ${'鹿小满 13800000001'}::text::uuid`.execute(server.db))
  expect((await app.inject({ url: '/api/faulty' })).statusCode).toBe(500)
  await app.close()
  const told = JSON.parse(lines.findLast(line => line.includes('request failed')) ?? '{}') as { err: object }
  expect(told.err).toMatchObject({ type: 'PostgresError', code: '22P02', at: expect.arrayContaining([expect.stringMatching(/^ {4}at /) as string]) as string[] })
  expect(lines.join('')).not.toMatch(/鹿小满|13800000001/)
})

it('writes a JSON line a request, without names, ids of customers, phones, texts, codes or cookies', async () => {
  const as = server.as('rep-chen')
  await as('GET', '/api/customers/wmSecret01/sidebar')
  await as('POST', '/api/customers/search', { q: '13800000001' })
  await as('POST', '/api/customers/wmSecret01/notes', { kind: 'other', text: '不吃甜的' })
  await as('POST', '/api/customers/wmSecret01/notes', { kind: 'nonsense', text: '不吃甜的' })
  await server.app.inject({ url: '/auth/wecom/callback?code=secretcode&state=secretstate' })
  const told = lines.map(line => JSON.parse(line) as { route?: string, status?: number })
  expect(told.filter(line => line.route).length).toBeGreaterThanOrEqual(5)
  expect(lines.join('')).not.toMatch(/鹿小满|陈雨桐|wmSecret01|13800000001|不吃甜的|secretcode|secretstate|zhike_session=/)
})
