import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Fastify, { type InjectOptions, type LightMyRequestResponse } from 'fastify'
import { buildApp } from '../../server/app.ts'
import { createCatalogueHolder } from '../../server/catalogue/catalogue-holder.ts'
import { loadStarterCatalogue } from '../../server/catalogue/starter.ts'
import type { Context } from '../../server/context.ts'
import { openDatabase } from '../../server/db/database.ts'
import { startEmbedded } from '../../server/db/embedded.ts'
import { migrate } from '../../server/db/migrate.ts'
import { createVault } from '../../server/privacy/vault.ts'
import { replanCustomer } from '../../server/reminders/planner.ts'
import { sessionCookie } from '../../server/session/cookie.ts'
import { addMs, hourMs } from '../../server/time.ts'
import { aCustomer, aLead } from './factories.ts'
import { planWorld } from './plan-world.ts'
import { testConfig } from './test-server.ts'

type Method = 'GET' | 'POST' | 'PATCH'

export interface Shop {
  context: Context
  reps: string[]
  /** Moves the clock; returns the instant. */
  setNow: (at: Date) => Date
  /** 0–1, the same from run to run. */
  draw: () => number
  as: (userId: string) => (method: Method, url: string, body?: InjectOptions['payload']) => Promise<LightMyRequestResponse>
  addCustomer: (rep: string, externalUserId: string) => Promise<void>
  close: () => Promise<void>
}

/** The product over a generated shop with a lead and reps of `each` customers, its clock in the caller's hand; jobs are the caller's business. */
export async function openShop({ reps, each, now: begin }: { reps: number, each: number, now: Date }): Promise<Shop> {
  const dataDir = mkdtempSync(join(tmpdir(), 'zhike-bench-'))
  const server = await startEmbedded({ dataDir, settings: { fsync: 'off' } })
  const db = openDatabase({ socketDir: server.socketDir, user: server.user, database: 'postgres' }, { statementTimeoutMs: 600_000 })
  await migrate(db)
  let now = begin
  const unused = (): Promise<never> => Promise.reject(new Error('no platform here'))
  const context: Context = {
    config: { ...testConfig, requestsPerMinute: 0 }, clock: { now: () => now }, newId: randomUUID, db, vault: createVault(testConfig.dataKeys), catalogue: createCatalogueHolder(db),
    wecom: { get: unused, post: unused, agentTicket: () => Promise.resolve({ ticket: 'bench', expiresAt: addMs(begin, 9e4 * hourMs) }) },
    jobs: { add: () => Promise.resolve() }, log: Fastify({ logger: false }).log,
  }
  await loadStarterCatalogue(context)
  await planWorld(db, { customers: reps * each, ordersEach: 10, reps, now, seed: 7 })
  const names = Array.from({ length: reps }, (_, index) => `rep-${index}`)
  await aLead(db, { userId: 'lead-sun', team: names })
  const app = await buildApp(context)
  await app.ready()
  let state = 12345
  return {
    context, reps: names, setNow: at => now = at,
    // A plain linear congruence (Numerical Recipes): nothing hangs on its quality.
    draw: () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 0x1_0000_0000,
    as: userId => (method, url, body) => app.inject({
      method, url, ...(body !== undefined && { payload: body }), headers: { origin: context.config.publicUrl },
      cookies: { [sessionCookie]: app.encodeSecureSession(app.createSecureSession({ userId, signedInAt: now.getTime() })) },
    }),
    addCustomer: async (rep, externalUserId) => {
      await aCustomer(db, { externalUserId, followedBy: [rep], addedAt: now })
      await db.transaction().execute(trx => replanCustomer(context, trx, externalUserId as never))
    },
    close: async () => {
      await app.close()
      await db.destroy()
      await server.stop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}
