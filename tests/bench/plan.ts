import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import type { CustomerId } from '../../contract/ids.ts'
import { createCatalogueHolder } from '../../server/catalogue/catalogue-holder.ts'
import { loadStarterCatalogue } from '../../server/catalogue/starter.ts'
import { openDatabase, type Database } from '../../server/db/database.ts'
import { startEmbedded } from '../../server/db/embedded.ts'
import { migrate } from '../../server/db/migrate.ts'
import { planDue, replanCustomer } from '../../server/reminders/planner.ts'
import { deriveCustomers } from '../../server/tiers/derive.ts'
import { scoreCustomers } from '../../server/tiers/rhythm.ts'
import { addMs, dayMs } from '../../server/time.ts'
import { planWorld } from '../support/plan-world.ts'

const begin = new Date('2026-06-15T03:30:00+08:00')
const ordersEach = 10
const nights = 3
/** Passes that share the work, as the jobs of a night do. */
const lanes = 4

/** Seconds; the night's figures are means over the nights after the first. */
export interface PlanFigures {
  customers: number, orders: number, aggregateSeconds: number, scoreSeconds: number, deriveSeconds: number
  everybodySeconds: number, nightSeconds: number, nightCustomers: number, eventMs: number, readMs: number, eventsPerSecond: number, peakMb: number
}

/**
 * What planning costs beside one plain aggregate over the same orders, and one event beside one read by primary key: 10,000 and 100,000 customers with ten
 * orders each, `--full` 1,000,000 too, `--customers N` one size. `--json` prints the figures alone.
 */
export async function run(args: readonly string[] = []): Promise<void> {
  const one = Number(args[args.indexOf('--customers') + 1])
  const sizes = args.includes('--customers') ? [one] : args.includes('--full') ? [10_000, 100_000, 1_000_000] : [10_000, 100_000]
  const isJson = args.includes('--json')
  const found: PlanFigures[] = []
  for (const customers of sizes) {
    found.push(await measure(customers))
    if (!isJson) console.log(textOf(found.at(-1)!))
  }
  if (isJson) console.log(JSON.stringify(found))
  else if (found.length > 1) console.log(growth(found))
}

async function measure(customers: number): Promise<PlanFigures> {
  const dataDir = mkdtempSync(join(tmpdir(), 'zhike-bench-'))
  const server = await startEmbedded({ dataDir })
  const db = openDatabase({ socketDir: server.socketDir, user: server.user, database: 'postgres' }, { statementTimeoutMs: 3_600_000 })
  let peakMb = 0
  let isPlanning = false
  const watch = setInterval(() => { if (isPlanning) peakMb = Math.max(peakMb, process.memoryUsage.rss() / 1024 / 1024) }, 100)
  try {
    await migrate(db)
    let now = begin
    const context = { db, clock: { now: () => now }, newId: randomUUID, catalogue: createCatalogueHolder(db) }
    await loadStarterCatalogue(context)
    await planWorld(db, { customers, ordersEach, reps: Math.max(1, Math.round(customers / 5000)), now, seed: 1 })
    const aggregateSeconds = await best(3, () => aggregate(db))
    const scoreSeconds = await seconds(() => scoreCustomers(context))
    const deriveSeconds = await seconds(() => deriveCustomers(context))
    isPlanning = true
    const everybodySeconds = await seconds(() => pass(context))
    isPlanning = false
    await sql`vacuum analyze`.execute(db)
    let nightSeconds = 0
    let nightCustomers = 0
    for (let night = 1; night <= nights; night++) {
      now = addMs(begin, night * dayMs)
      await scoreCustomers(context)
      await deriveCustomers(context)
      nightSeconds += await seconds(async () => { nightCustomers += await pass(context) }) / nights
    }
    const events = await eventCosts(context, customers)
    return { customers, orders: customers * ordersEach, aggregateSeconds, scoreSeconds, deriveSeconds, everybodySeconds, nightSeconds, nightCustomers: Math.round(nightCustomers / nights), ...events, peakMb: Math.round(peakMb) }
  }
  finally {
    clearInterval(watch)
    await db.destroy()
    await server.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

type PlanContext = Parameters<typeof planDue>[0]

const pass = async (context: PlanContext): Promise<number> =>
  (await Promise.all(Array.from({ length: lanes }, () => planDue(context)))).reduce((sum, { customers }) => sum + customers, 0)

const aggregate = (db: Database): Promise<unknown> => sql`
  select count(*), sum(spend), max(last) from (select external_user_id, count(*) orders, sum(net_fen) spend, max(paid_at) as last from "order" group by 1) each`.execute(db)

/** A reply comes in, and its customer is planned in the same transaction (its own write and commit are not the plan's); beside it one customer read by her key. */
async function eventCosts(context: PlanContext, customers: number): Promise<Pick<PlanFigures, 'eventMs' | 'readMs' | 'eventsPerSecond'>> {
  let planMs = 0
  const idOf = (index: number): CustomerId => `wm${String(1 + index * 7919 % customers).padStart(8, '0')}` as CustomerId
  const event = (index: number): Promise<void> => context.db.transaction().execute(async (trx) => {
    await sql`update customer set last_reply_at = ${context.clock.now()}::timestamptz where external_user_id = ${idOf(index)}`.execute(trx)
    const from = performance.now()
    await replanCustomer(context, trx, idOf(index))
    planMs += performance.now() - from
  })
  const read = (index: number): Promise<unknown> => context.db.selectFrom('customer').selectAll().where('externalUserId', '=', idOf(index)).executeTakeFirst()
  const meanMs = async (count: number, work: (index: number) => Promise<unknown>): Promise<number> =>
    await seconds(async () => { for (let index = 0; index < count; index++) await work(index) }) * 1000 / count
  await meanMs(50, event)
  await meanMs(50, read)
  const readMs = await meanMs(500, read)
  planMs = 0
  await meanMs(500, event)
  const eventMs = planMs / 500
  const many = 1_000
  const took = await seconds(async () => {
    await Promise.all(Array.from({ length: lanes }, async (_, lane) => { for (let index = lane; index < many; index += lanes) await event(index) }))
  })
  return { eventMs, readMs, eventsPerSecond: many / took }
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const from = performance.now()
  await work()
  return (performance.now() - from) / 1000
}

async function best(times: number, work: () => Promise<unknown>): Promise<number> {
  let least = Infinity
  for (let turn = 0; turn < times; turn++) least = Math.min(least, await seconds(work))
  return least
}

const times = (ratio: number): string => `${ratio.toFixed(1)} ×`
const count = (value: number): string => Math.round(value).toLocaleString('en')

function textOf(figures: PlanFigures): string {
  const { customers, orders, aggregateSeconds, scoreSeconds, deriveSeconds, everybodySeconds, nightSeconds, nightCustomers, eventMs, readMs, eventsPerSecond, peakMb } = figures
  return [
    `${count(customers)} customers, ${count(orders)} orders`,
    `plain aggregate over the orders   ${aggregateSeconds.toFixed(2)} s`,
    `a night's pass over all           ${nightSeconds.toFixed(2)} s  ${times(nightSeconds / aggregateSeconds)} the aggregate  (${count(nightCustomers)} customers whose time has come, mean of ${nights} nights)`,
    `everybody anew (a rule changed)   ${everybodySeconds.toFixed(2)} s  ${times(everybodySeconds / aggregateSeconds)} the aggregate  ${(everybodySeconds * 1e6 / customers).toFixed(0)} µs a customer`,
    `before it: scores ${scoreSeconds.toFixed(1)} s with the week's fit, tiers and scenes ${deriveSeconds.toFixed(1)} s`,
    `one event ${eventMs.toFixed(2)} ms, one read by key ${readMs.toFixed(2)} ms: ${times(eventMs / readMs)}; ${count(eventsPerSecond)} events/s over ${lanes} connections`,
    `memory ${count(peakMb)} MB at the peak of planning everybody`, '',
  ].join('\n')
}

/** Cost a customer at each size against the smallest: 1 is linear. */
const growth = (found: readonly PlanFigures[]): string => found.slice(1).map(({ customers, nightSeconds, everybodySeconds }) => {
  const [first] = found
  const grows = (large: number, small: number): string => times(large / customers / (small / first!.customers))
  return `cost a customer at ${count(customers)} against ${count(first!.customers)}: night ${grows(nightSeconds, first!.nightSeconds)}, everybody ${grows(everybodySeconds, first!.everybodySeconds)}`
}).join('\n')
