import { CamelCasePlugin, Kysely, type Transaction } from 'kysely'
import { PostgresJSDialect } from 'kysely-postgres-js'
import postgres, { type Options } from 'postgres'
import { leasePool } from './lease-pool.ts'
import type { Schema } from './schema.ts'

export type Database = Kysely<Schema>
/** In a signature: this must run inside a transaction. */
export type Trx = Transaction<Schema>

/** Where a database is: a URL, or the embedded server's socket. `openWithinMs`: how long a connection may take to open, five seconds when absent; a test's machine may be busier than that. */
export type DatabaseTarget = ({ url: string } | { socketDir: string, user: string, database: string }) & { openWithinMs?: number }
const openWithin = ({ openWithinMs = 5000 }: DatabaseTarget): number => openWithinMs

export interface OpenOptions {
  maxConnections?: number
  /** PgBouncer in transaction mode cannot keep prepared statements. */
  prepare?: boolean
  statementTimeoutMs?: number
  /** false: a commit is answered before it is on the disk (synchronous_commit off). Only for work that is begun anew after a crash, as the demo's first start is. */
  isDurable?: boolean
  /** Told of every statement that goes to the server, without its values: for tests that count and for benchmarks. */
  onStatement?: (text: string) => void
}

/**
 * Stands at the head of a statement that is prepared from its first run: each connection then parses and plans it once.
 * For the sidebar's statement that is 0.9 against 4.4 ms.
 */
export const prepared = '/* prepared */'

export function openDatabase(target: DatabaseTarget, options: OpenOptions = {}): Database {
  return new Kysely<Schema>({
    dialect: new PostgresJSDialect({ postgres: () => preparing(leasePool(one => connect(target, options, one), options.maxConnections ?? 10, openWithin(target) + 1000) as postgres.Sql) }),
    // Maps rows, not what is inside jsonb values.
    plugins: [new CamelCasePlugin({ maintainNestedObjectKeys: true })],
  })
}

const timesBeforePreparing = 3
const mostPrepared = 400
const mostCounted = 5000

/** Says which texts repeat, and keeps to a limit: lists of values make ever new texts, which must not pile up on the server. */
function repeatingTexts(): (text: string) => boolean {
  const counted = new Map<string, number>()
  const chosen = new Set<string>()
  return (text) => {
    if (chosen.has(text)) return true
    if (chosen.size >= mostPrepared || counted.size >= mostCounted) return false
    const times = (counted.get(text) ?? 0) + 1
    counted.set(text, times)
    if (times < timesBeforePreparing) return false
    counted.delete(text)
    chosen.add(text)
    return true
  }
}

/** Kysely's dialect prepares nothing by itself, which costs each statement a round trip and a plan more. What repeats is prepared. */
function preparing(driver: postgres.Sql): postgres.Sql {
  const isRepeating = repeatingTexts()
  const reserve = driver.reserve.bind(driver)
  driver.reserve = async () => {
    const connection = await reserve()
    const unsafe = connection.unsafe.bind(connection)
    connection.unsafe = (text, parameters, options) => unsafe(text, parameters, text.startsWith(prepared) || isRepeating(text) ? { ...options, prepare: true } : options)
    return connection
  }
  return driver
}

/** int8 and numeric arrive as text by default: fen and counts stay far below 2^53. Dates stay YYYY-MM-DD. */
const types = {
  wholeNumber: { to: 20, from: [20], serialize: String, parse: Number },
  decimal: { to: 1700, from: [1700], serialize: String, parse: Number },
  day: { to: 1082, from: [1082], serialize: (day: string) => day, parse: (day: string) => day },
}

export function connect(
  target: DatabaseTarget, { maxConnections = 10, prepare = true, statementTimeoutMs = 30_000, isDurable = true, onStatement }: OpenOptions = {}, more: { max?: number, onclose?: () => void } = {},
): postgres.Sql {
  const shared = {
    max: maxConnections, prepare, types, idle_timeout: 60, connect_timeout: openWithin(target) / 1000, onnotice: () => {},
    ...(onStatement && { debug: (_connection: number, text: string) => onStatement(text) }),
    connection: { TimeZone: 'UTC', statement_timeout: statementTimeoutMs, application_name: 'zhike', ...(!isDurable && { synchronous_commit: 'off' }) },
    ...more,
  } satisfies Options<Record<string, postgres.PostgresType>>
  return ('url' in target
    ? postgres(target.url, shared)
    : postgres({ ...shared, host: target.socketDir, user: target.user, database: target.database })) as postgres.Sql
}

/** For graphile-worker, which brings its own driver. */
export function connectionString(target: DatabaseTarget): string {
  if ('url' in target) return target.url
  return `postgres:///${target.database}?host=${encodeURIComponent(target.socketDir)}&user=${encodeURIComponent(target.user)}`
}
