import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import type { CustomerId } from '../../contract/ids.ts'
import { createCatalogueHolder } from '../../server/catalogue/catalogue-holder.ts'
import { loadStarterCatalogue } from '../../server/catalogue/starter.ts'
import { openDatabase, type Database } from '../../server/db/database.ts'
import { startEmbedded, type EmbeddedDatabase } from '../../server/db/embedded.ts'
import { migrate } from '../../server/db/migrate.ts'
import { markEveryone, planDue, replanCustomer } from '../../server/reminders/planner.ts'
import { refreshRanks } from '../../server/reminders/rank.ts'
import { deriveCustomers } from '../../server/tiers/derive.ts'
import { scoreCustomers } from '../../server/tiers/rhythm.ts'
import { addMs, dayMs } from '../../server/time.ts'
import { generatorSettings, planWorld } from '../support/plan-world.ts'
import { processorSeconds } from '../support/processor-seconds.ts'

const begin = new Date('2026-06-15T03:30:00+08:00')
const ordersEach = 10
/** What PostgreSQL's own manual starts a server of some 16 GB with, a quarter of it (https://www.postgresql.org/docs/current/runtime-config-resource.html); its default of 128 MB is for a small shop. */
const bigShopSettings = { shared_buffers: '4GB' }
/** Passes that share the work, as the jobs of a night do. */
const lanes = 4

/** Milliseconds of one thing done many times. */
interface Spread { mean: number, p50: number, p95: number }

/** Seconds; the night's figures are means over the nights after the first. Memory is this process's, at its peak. */
export interface PlanFigures {
  customers: number, orders: number, generateSeconds: number, aggregateSeconds: number, scoreSeconds: number, nightScoreSeconds: number, deriveSeconds: number
  /** Null where the shop was taken as planned long ago. */
  firstSeconds: number | null, everybodySeconds: number, nightSeconds: number, rankSeconds: number, nights: number, nightCustomers: number
  eventMs: Spread, readMs: Spread, eventsPerSecond: number, scorePeakMb: number, planPeakMb: number, load: number
}

/**
 * What planning costs beside one plain aggregate over the same orders, and one event beside one read by primary key: 10,000 and 100,000 customers with ten
 * orders each, `--full` 1,000,000 too, `--customers N` one size. `--json` prints the figures alone. `--nights N`: nights that are measured, 3 where none is said.
 * `--settled`: nobody is planned for the first time; every customer's time comes within the next 16 days, as it does in a shop that has long been planned (16.2 days from one look to the next, in the mean).
 * `--shared-buffers 4GB`: memory of PostgreSQL's own, 128 MB where none is said. What is reached is told on standard error, so that a run that is stopped has not been for nothing.
 */
export async function run(args: readonly string[] = []): Promise<void> {
  const valueOf = (name: string): number => Number(args[args.indexOf(name) + 1])
  const sizes = args.includes('--customers') ? [valueOf('--customers')] : args.includes('--full') ? [10_000, 100_000, 1_000_000] : [10_000, 100_000]
  const isJson = args.includes('--json')
  const found: PlanFigures[] = []
  for (const customers of sizes) {
    const sharedBuffers = args.includes('--shared-buffers') ? args[args.indexOf('--shared-buffers') + 1]! : null
    found.push(await measure(customers, { nights: args.includes('--nights') ? valueOf('--nights') : 3, isSettled: args.includes('--settled'), sharedBuffers }))
    if (!isJson) console.log(textOf(found.at(-1)!))
  }
  if (isJson) console.log(JSON.stringify(found))
  else if (found.length > 1) console.log(growth(found))
}

/** A shop in `dataDir`, with the settings of a server that only generates; it is started again without them. */
async function generate(dataDir: string, customers: number): Promise<void> {
  const server = await startEmbedded({ dataDir, settings: generatorSettings })
  const db = open(server)
  try {
    await migrate(db)
    await loadStarterCatalogue({ db, clock: { now: () => begin } })
    await planWorld(db, { customers, ordersEach, reps: Math.max(1, Math.round(customers / 5000)), now: begin, seed: 1 })
    await sql`checkpoint`.execute(db)
  }
  finally {
    await db.destroy()
    await server.stop()
  }
}

const open = ({ socketDir, user }: EmbeddedDatabase): Database => openDatabase({ socketDir, user, database: 'postgres' }, { statementTimeoutMs: 3_600_000 })

/** The largest the process was while it worked on something. */
function peakMemory(): { during: <T>(work: () => Promise<T>) => Promise<T>, mb: () => number } {
  let peak = 0
  return {
    during: async (work) => {
      const watch = setInterval(() => { peak = Math.max(peak, process.memoryUsage.rss()) }, 50)
      try {
        return await work()
      }
      finally {
        clearInterval(watch)
      }
    },
    mb: () => Math.round(peak / 1024 / 1024),
  }
}

interface Measuring { nights: number, isSettled: boolean, /** Null: PostgreSQL's own default. */ sharedBuffers: string | null }

async function measure(customers: number, measuring: Measuring): Promise<PlanFigures> {
  const dataDir = mkdtempSync(join(tmpdir(), 'zhike-bench-'))
  try {
    const generateSeconds = await told('generated', () => generate(dataDir, customers))
    const server = await startEmbedded({ dataDir, settings: customers >= 1_000_000 ? bigShopSettings : {} })
    databaseAt = server.pid
    const db = open(server)
    try {
      return { customers, orders: customers * ordersEach, generateSeconds, ...await measureOn(db, customers, measuring), load: Math.round(loadavg()[0] ?? 0) }
    }
    finally {
      await db.destroy()
      await server.stop()
    }
  }
  finally {
    rmSync(dataDir, { recursive: true, force: true })
  }
}

async function measureOn(db: Database, customers: number, { nights, isSettled }: Measuring): Promise<Omit<PlanFigures, 'customers' | 'orders' | 'generateSeconds' | 'load'>> {
  let now = begin
  const context = { db, clock: { now: () => now }, newId: randomUUID, catalogue: createCatalogueHolder(db) }
  const [scoring, planning] = [peakMemory(), peakMemory()]
  const score = (): Promise<number> => scoring.during(() => told('scores', () => scoreCustomers(context)))
  const plan = (name: string, work: () => Promise<unknown>): Promise<number> => planning.during(() => told(name, work))
  const aggregateSeconds = await told('aggregate', () => aggregate(db), 3)
  const scoreSeconds = await score()
  const deriveSeconds = await told('tiers and scenes', () => deriveCustomers(context))
  if (isSettled) await sql`update customer_plan set check_at = ${begin}::timestamptz + (hashtext(external_user_id) & 1048575) / 1048576.0 * interval '16 days'`.execute(db)
  const firstSeconds = isSettled ? null : await plan('everybody for the first time', () => pass(context))
  await sql`vacuum analyze`.execute(db)
  let [nightSeconds, rankSeconds, nightScoreSeconds, nightCustomers] = [0, 0, 0, 0]
  for (let night = 1; night <= nights; night++) {
    now = addMs(begin, night * dayMs)
    nightScoreSeconds += await score() / nights
    await deriveCustomers(context)
    nightSeconds += await plan('a night', async () => { nightCustomers += await pass(context) }) / nights
    rankSeconds += await plan('ranks', () => refreshRanks(context)) / nights
  }
  const events = await eventCosts(context, customers)
  process.stderr.write(`${JSON.stringify({ nightCustomers, ...events })}\n`)
  const everybodySeconds = await plan('everybody anew', async () => {
    await markEveryone(context)
    await pass(context)
  })
  return {
    aggregateSeconds, scoreSeconds, nightScoreSeconds, deriveSeconds, firstSeconds, everybodySeconds, nightSeconds, rankSeconds, nights, nightCustomers: Math.round(nightCustomers / nights),
    ...events, scorePeakMb: scoring.mb(), planPeakMb: planning.mb(),
  }
}

/** The server that is measured. */
let databaseAt: number | null = null

/** Seconds that some work takes, the least of several times; told as it is known, with the seconds of processor it took, which say more on a busy machine. */
async function told(name: string, work: () => Promise<unknown>, most = 1): Promise<number> {
  let least = Infinity
  const before = processorSeconds(databaseAt)
  for (let turn = 0; turn < most; turn++) least = Math.min(least, await seconds(work))
  const used = processorSeconds(databaseAt)
  const processor = `processor ${((used.own - before.own) / most).toFixed(2)} s here, ${((used.database - before.database) / most).toFixed(2)} s in the database`
  process.stderr.write(`${name}: ${least.toFixed(2)} s, ${processor}, ${Math.round(process.memoryUsage.rss() / 1024 / 1024)} MB, load ${loadavg()[0]?.toFixed(0)}\n`)
  return least
}

type PlanContext = Parameters<typeof planDue>[0]

const pass = async (context: PlanContext): Promise<number> =>
  (await Promise.all(Array.from({ length: lanes }, () => planDue(context)))).reduce((sum, { customers }) => sum + customers, 0)

const aggregate = (db: Database): Promise<unknown> => sql`
  select count(*), sum(spend), max(last) from (select external_user_id, count(*) orders, sum(net_fen) spend, max(paid_at) as last from "order" group by 1) each`.execute(db)

/** A reply comes in, and its customer is planned in the same transaction (its own write and commit are not the plan's); beside it one customer read by her key. */
async function eventCosts(context: PlanContext, customers: number): Promise<Pick<PlanFigures, 'eventMs' | 'readMs' | 'eventsPerSecond'>> {
  const idOf = (index: number): CustomerId => `wm${String(1 + index * 7919 % customers).padStart(8, '0')}` as CustomerId
  const event = (index: number): Promise<number> => context.db.transaction().execute(async (trx) => {
    await sql`update customer set last_reply_at = ${context.clock.now()}::timestamptz where external_user_id = ${idOf(index)}`.execute(trx)
    return await seconds(() => replanCustomer(context, trx, idOf(index))) * 1000
  })
  const read = async (index: number): Promise<number> =>
    await seconds(() => context.db.selectFrom('customer').selectAll().where('externalUserId', '=', idOf(index)).executeTakeFirst()) * 1000
  // By turns: a machine that is slower for a while is so for both.
  const byTurns = async (count: number): Promise<{ events: number[], reads: number[] }> => {
    const [events, reads]: [number[], number[]] = [[], []]
    for (let index = 0; index < count; index++) {
      reads.push(await read(index))
      events.push(await event(index))
    }
    return { events, reads }
  }
  await byTurns(50)
  const { events, reads } = await byTurns(500)
  const [eventMs, readMs] = [spreadOf(events), spreadOf(reads)]
  const many = 1_000
  const took = await seconds(async () => {
    await Promise.all(Array.from({ length: lanes }, async (_, lane) => { for (let index = lane; index < many; index += lanes) await event(index) }))
  })
  return { eventMs, readMs, eventsPerSecond: many / took }
}

function spreadOf(found: readonly number[]): Spread {
  const sorted = found.toSorted((a, b) => a - b)
  const at = (share: number): number => sorted[Math.floor(sorted.length * share)]!
  return { mean: found.reduce((sum, ms) => sum + ms, 0) / found.length, p50: at(0.5), p95: at(0.95) }
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const from = performance.now()
  await work()
  return (performance.now() - from) / 1000
}

const times = (ratio: number): string => `${ratio.toFixed(1)} ×`
const count = (value: number): string => Math.round(value).toLocaleString('en')

function textOf(figures: PlanFigures): string {
  const { customers, aggregateSeconds, firstSeconds, everybodySeconds, nightSeconds, rankSeconds, eventMs, readMs } = figures
  const beside = (value: number): string => `${value.toFixed(2)} s  ${times(value / aggregateSeconds)} the aggregate  ${(value * 1e6 / customers).toFixed(0)} µs a customer`
  const spread = ({ mean, p50, p95 }: Spread): string => `${mean.toFixed(2)} ms (p50 ${p50.toFixed(2)}, p95 ${p95.toFixed(2)})`
  return [
    `${count(customers)} customers, ${count(figures.orders)} orders, generated in ${figures.generateSeconds.toFixed(0)} s; load ${figures.load}`,
    `plain aggregate over the orders   ${aggregateSeconds.toFixed(2)} s`,
    `a night's pass over all           ${beside(nightSeconds)}  (${count(figures.nightCustomers)} whose time has come, mean of ${figures.nights} nights)`,
    `ranks of what is due, after it    ${beside(rankSeconds)}`,
    `everybody anew (a rule changed)   ${beside(everybodySeconds)}`,
    ...firstSeconds === null ? [] : [`everybody for the first time      ${beside(firstSeconds)}`],
    `before it: scores ${figures.nightScoreSeconds.toFixed(1)} s, with the week's fit ${figures.scoreSeconds.toFixed(1)} s; tiers and scenes ${figures.deriveSeconds.toFixed(1)} s`,
    `one event ${spread(eventMs)}, one read by key ${spread(readMs)}: ${times(eventMs.mean / readMs.mean)}, at p50 ${times(eventMs.p50 / readMs.p50)}; ${count(figures.eventsPerSecond)} events/s over ${lanes} connections`,
    `memory of the process at its peak: ${count(figures.planPeakMb)} MB planning, ${count(figures.scorePeakMb)} MB scoring`, '',
  ].join('\n')
}

/** Cost a customer at each size against the smallest: 1 is linear. */
const growth = (found: readonly PlanFigures[]): string => found.slice(1).map(({ customers, nightSeconds, everybodySeconds }) => {
  const [first] = found
  const grows = (large: number, small: number): string => times(large / customers / (small / first!.customers))
  return `cost a customer at ${count(customers)} against ${count(first!.customers)}: night ${grows(nightSeconds, first!.nightSeconds)}, everybody ${grows(everybodySeconds, first!.everybodySeconds)}`
}).join('\n')
