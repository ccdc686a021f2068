import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import type { Context } from '../../../server/context.ts'
import { buildApp } from '../../../server/app.ts'
import { graphileJobs } from '../../../server/jobs/graphile-jobs.ts'
import { migrateJobs, startWorker, type Worker } from '../../../server/jobs/worker.ts'
import { aCustomer, aRep } from '../../support/factories.ts'
import { testServer, type TestServer } from '../../support/test-server.ts'
import { anOrderMessage, aSource, standardHeaders } from './sender.ts'

let server: TestServer
let worker: Worker
let context: Context
beforeAll(async () => {
  server = await testServer({ now: '2026-06-15T10:00:00+08:00' })
  await migrateJobs(server.target)
  context = { ...server.context, jobs: graphileJobs }
  worker = await startWorker(context, server.target)
})
afterAll(async () => {
  await worker.stop()
  await server.close()
})

it('the real worker turns a pushed order and a behaviour event into rows, in its own time', async () => {
  await aRep(server.db, { userId: 'operator-he', role: 'operator' })
  await aRep(server.db, { userId: 'rep-chen' })
  await aCustomer(server.db, { externalUserId: 'wmA', followedBy: ['rep-chen'] })
  const app = await buildApp(context)
  const post = async (url: string, secret: string, body: string) => {
    const headers = standardHeaders({ secret, body, at: context.clock.now() })
    expect((await app.inject({ method: 'POST', url, payload: body, headers: { 'content-type': 'application/json', ...headers } })).statusCode).toBe(202)
  }
  const [orders, events] = [await aSource(server, 'webhook'), await aSource(server, 'events')]
  await post('/api/webhooks/orders/webhook', orders.secret, anOrderMessage({ buyer: { externalUserId: 'wmA' } }))
  await post('/api/webhooks/events', events.secret, JSON.stringify({ type: 'customer.behaviour', timestamp: '2026-06-15T09:59:00+08:00', data: { kind: 'click', customer: { externalUserId: 'wmA' } } }))
  await vi.waitFor(async () => {
    expect(await server.db.selectFrom('order').select(['externalUserId', 'matchedBy']).execute()).toEqual([{ externalUserId: 'wmA', matchedBy: 'wecom' }])
    expect(await server.db.selectFrom('reminder').select(['rule']).where('state', '=', 'open').execute()).toEqual([{ rule: 'behaviour' }])
  }, { timeout: 60_000, interval: 50 })
  await app.close()
})
