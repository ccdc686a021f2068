import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import autocannon from 'autocannon'
import Fastify from 'fastify'
import type { Sql } from 'postgres'
import { buildApp } from '../../server/app.ts'
import { createCatalogueHolder } from '../../server/catalogue/catalogue-holder.ts'
import { loadStarterCatalogue } from '../../server/catalogue/starter.ts'
import type { Context } from '../../server/context.ts'
import { factsStatement } from '../../server/customers/customer-facts-statement.queries.ts'
import { connect, openDatabase, type DatabaseTarget } from '../../server/db/database.ts'
import { startEmbedded } from '../../server/db/embedded.ts'
import { migrate } from '../../server/db/migrate.ts'
import { createVault } from '../../server/privacy/vault.ts'
import { sessionCookie } from '../../server/session/cookie.ts'
import { addMs, companyZone, dayMs, systemClock } from '../../server/time.ts'
import { bulkCustomers } from '../support/bulk-customers.ts'
import { testConfig } from '../support/test-server.ts'

const connections = 20
const customers = 5000
const viewer = 'rep-0'

/**
 * Throughput of the sidebar request over real HTTP, beside the same SQL through the driver alone and beside an empty route of the same server,
 * in turns in one run on 5,000 customers. Ratios are what counts; the absolute figures belong to this machine. `--seconds N`: length of a turn.
 */
export async function run(args: string[]): Promise<void> {
  const seconds = Number(args[args.indexOf('--seconds') + 1]) || 4
  const dataDir = mkdtempSync(join(tmpdir(), 'zhike-bench-'))
  const server = await startEmbedded({ dataDir, settings: { fsync: 'off' } })
  try {
    const target = { socketDir: server.socketDir, user: server.user, database: 'postgres' }
    const bench = await prepare(target)
    const figures = { empty: [] as number[], sidebar: [] as number[], driver: [] as number[] }
    for (let round = 0; round < 4; round++) {
      const turn = { empty: await http(bench.url, ['/bench/empty'], bench.cookie, seconds), sidebar: await http(bench.url, bench.paths, bench.cookie, seconds), driver: await driverAlone(bench.sql, seconds) }
      // The first round warms plans and code.
      if (round > 0) for (const key of ['empty', 'sidebar', 'driver'] as const) figures[key].push(turn[key])
    }
    await bench.close()
    report(median(figures.empty), median(figures.sidebar), median(figures.driver))
  }
  finally {
    await server.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

async function prepare(target: DatabaseTarget) {
  const db = openDatabase(target, { maxConnections: 10 })
  await migrate(db)
  const unused = (): Promise<never> => Promise.reject(new Error('not in this benchmark'))
  const context: Context = {
    config: { ...testConfig, requestsPerMinute: 0 }, clock: systemClock, newId: randomUUID, db, vault: createVault(testConfig.dataKeys), catalogue: createCatalogueHolder(db),
    wecom: { get: unused, post: unused, agentTicket: unused }, jobs: { add: () => Promise.resolve() }, log: Fastify({ logger: false }).log,
  }
  await loadStarterCatalogue(context)
  await bulkCustomers(db, { customers, reps: 1, now: context.clock.now() })
  const app = await buildApp(context)
  app.get('/bench/empty', () => Promise.resolve({}))
  await app.listen({ port: 0, host: '127.0.0.1' })
  const sql = connect(target, { maxConnections: 10 })
  const session = app.createSecureSession({ userId: viewer, signedInAt: context.clock.now().getTime(), outboxKey: 'a2V5' })
  const cookie = `${sessionCookie}=${encodeURIComponent(app.encodeSecureSession(session))}`
  return {
    sql, cookie, url: `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`,
    paths: Array.from({ length: 500 }, (_, index) => `/api/customers/${customerAt(index)}/sidebar`),
    close: async () => { await app.close(); await sql.end(); await db.destroy() },
  }
}

const customerAt = (index: number): string => `wmBulk${String(1 + (index * 7919) % customers).padStart(7, '0')}`

/** Requests a second. Throws when one of them was not answered with 200: a fast refusal is no throughput. */
async function http(url: string, paths: readonly string[], cookie: string, seconds: number): Promise<number> {
  const result = await autocannon({ url, connections, duration: seconds, workers: 1, requests: paths.map(path => ({ method: 'GET' as const, path, headers: { cookie } })) })
  if (result.non2xx > 0 || result.errors > 0) throw new Error(`answers by status: ${JSON.stringify(result.statusCodeStats)}, ${result.errors} failed`)
  return result.requests.total / result.duration
}

/** Statements a second through the driver, prepared, as many at once as the HTTP clients. */
async function driverAlone(sql: Sql, seconds: number): Promise<number> {
  const end = performance.now() + seconds * 1000
  const now = systemClock.now()
  let done = 0
  let index = 0
  const client = async (): Promise<void> => {
    while (performance.now() < end) {
      const parameters = [customerAt(index++), viewer, now, addMs(now, -90 * dayMs), addMs(now, -30 * dayMs), addMs(now, -21 * dayMs), companyZone]
      await sql.unsafe(factsStatement, parameters, { prepare: true })
      done += 1
    }
  }
  await Promise.all(Array.from({ length: connections }, client))
  return done / seconds
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0

function report(empty: number, sidebar: number, driver: number): void {
  const line = (name: string, value: number): string => `${name.padEnd(34)} ${value.toFixed(0).padStart(7)} /s`
  process.stdout.write(`${[
    `sidebar-api: ${customers} customers, ${connections} at once, median of three turns`,
    line('empty route', empty), line('the same SQL, driver alone', driver), line('GET /api/customers/:id/sidebar', sidebar),
    `sidebar ÷ driver alone  ${(sidebar / driver).toFixed(2)}`, `sidebar ÷ empty route   ${(sidebar / empty).toFixed(2)}`,
  ].join('\n')}\n`)
}
