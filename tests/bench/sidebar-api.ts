// @ts-expect-error -- autocannon ships no types
import autocannon from 'autocannon'
import type { Sql } from 'postgres'
import { factsStatement } from '../../server/customers/customer-facts-statement.queries.ts'
import { addMs, companyZone, dayMs, systemClock } from '../../server/time.ts'
import { benchServer, benchViewer } from '../support/bench-server.ts'

const connections = 20
const customers = 5000

/**
 * Throughput of the sidebar request over real HTTP, beside the same SQL through the driver alone and beside an empty route of the same server,
 * in turns in one run on 5,000 customers. Ratios are what counts; the absolute figures belong to this machine. `--seconds N`: length of a turn.
 */
export async function run(args: string[]): Promise<void> {
  const seconds = Number(args[args.indexOf('--seconds') + 1]) || 4
  const bench = await benchServer(customers, app => void app.get('/bench/empty', () => Promise.resolve({})))
  const cookie = `${bench.cookie.name}=${bench.cookie.value}`
  const paths = Array.from({ length: 500 }, (_, index) => `/api/customers/${customerAt(index)}/sidebar`)
  try {
    const figures = { empty: [] as number[], sidebar: [] as number[], driver: [] as number[] }
    for (let round = 0; round < 4; round++) {
      const turn = { empty: await http(bench.url, ['/bench/empty'], cookie, seconds), sidebar: await http(bench.url, paths, cookie, seconds), driver: await driverAlone(bench.sql, seconds) }
      // The first round warms plans and code.
      if (round > 0) for (const key of ['empty', 'sidebar', 'driver'] as const) figures[key].push(turn[key])
    }
    report(median(figures.empty), median(figures.sidebar), median(figures.driver))
  }
  finally {
    await bench.close()
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
      const parameters = [customerAt(index++), benchViewer, now, addMs(now, -90 * dayMs), addMs(now, -30 * dayMs), addMs(now, -21 * dayMs), companyZone, 0]
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
