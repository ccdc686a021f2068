import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Fastify, { type FastifyInstance } from 'fastify'
import type { Sql } from 'postgres'
import { buildApp } from '../../server/app.ts'
import { createCatalogueHolder } from '../../server/catalogue/catalogue-holder.ts'
import { loadStarterCatalogue } from '../../server/catalogue/starter.ts'
import type { Context } from '../../server/context.ts'
import { connect, openDatabase, type DatabaseTarget } from '../../server/db/database.ts'
import { startEmbedded } from '../../server/db/embedded.ts'
import { migrate } from '../../server/db/migrate.ts'
import { createVault } from '../../server/privacy/vault.ts'
import { sessionCookie } from '../../server/session/cookie.ts'
import { addMs, hourMs, systemClock } from '../../server/time.ts'
import { bulkCustomers } from './bulk-customers.ts'
import { testConfig } from './test-server.ts'

export const benchViewer = 'rep-0'

export interface BenchServer { url: string, cookie: { name: string, value: string }, sql: Sql, target: DatabaseTarget, close: () => Promise<void> }

/** The real app on an embedded database of its own with `customers` generated customers of one rep, listening. `addRoutes`: what a benchmark compares with. */
export async function benchServer(customers: number, addRoutes: (app: FastifyInstance) => void = () => {}): Promise<BenchServer> {
  const dataDir = mkdtempSync(join(tmpdir(), 'zhike-bench-'))
  const server = await startEmbedded({ dataDir, settings: { fsync: 'off' } })
  const target = { socketDir: server.socketDir, user: server.user, database: 'postgres' }
  const db = openDatabase(target, { maxConnections: 10 })
  await migrate(db)
  const unused = (): Promise<never> => Promise.reject(new Error('not in this benchmark'))
  const context: Context = {
    config: { ...testConfig, requestsPerMinute: 0 }, clock: systemClock, newId: randomUUID, db, vault: createVault(testConfig.dataKeys), catalogue: createCatalogueHolder(db),
    wecom: { get: unused, post: unused, agentTicket: () => Promise.resolve({ ticket: 'bench', expiresAt: addMs(systemClock.now(), 2 * hourMs) }) },
    jobs: { add: () => Promise.resolve() }, log: Fastify({ logger: false }).log,
  }
  await loadStarterCatalogue(context)
  await bulkCustomers(db, { customers, reps: 1, now: context.clock.now() })
  const app = await buildApp(context)
  addRoutes(app)
  await app.listen({ port: 0, host: '127.0.0.1' })
  const sql = connect(target, { maxConnections: 10 })
  const session = app.createSecureSession({ userId: benchViewer, signedInAt: context.clock.now().getTime() })
  return {
    sql, target, cookie: { name: sessionCookie, value: encodeURIComponent(app.encodeSecureSession(session)) }, url: `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`,
    close: async () => {
      await app.close()
      await sql.end()
      await db.destroy()
      await server.stop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}
