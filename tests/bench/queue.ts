import { loadavg } from 'node:os'
import { resolve } from 'node:path'
import type { CDPSession, Page } from 'playwright-core'
import { sql } from 'kysely'
import type { Sql } from 'postgres'
import type { DueReminder } from '../../contract/reminders.schema.ts'
import { openDatabase } from '../../server/db/database.ts'
import { queueStatement } from '../../server/reminders/queue.queries.ts'
import type { Viewer } from '../../server/session/viewer.ts'
import { addMs, dayMs, dayOf, instantOf, systemClock } from '../../server/time.ts'
import { aSidebar } from '../support/a-sidebar.ts'
import { benchServer, benchViewer, type BenchServer } from '../support/bench-server.ts'
import { launchBrowser } from '../support/browser.ts'
import { serveBuiltApp } from '../support/built-app.ts'
import { installFakeBridge, wecomUserAgent } from '../support/fake-bridge.ts'

const customers = 5000
const pageSize = 50
const throttle = 4

/**
 * 今日该跟 over a book of 5,000 due customers. Server: a page at the top and in the depth, and the counts, beside one read by primary key, in turns.
 * Browser (CPU ÷ 4): the built app scrolled by hand's speed at the top and at the end of 5,000 rows; its long tasks, and how many rows stood in the page.
 * On a busy machine the thread's own time is what counts.
 * Needs `npx vite build`. `--built FOLDER`: another build.
 */
export async function run(args: string[]): Promise<void> {
  const built = args.includes('--built') ? args[args.indexOf('--built') + 1]! : 'dist/app'
  const bench = await benchServer(customers)
  try {
    await bench.sql`update reminder set score = 20 + abs(hashtext(id::text)) % 300, rule = (array['replenishment', 'drifting', 'cadence', 'seasonal_care'])[1 + abs(hashtext(id::text)) % 4]`
    await bench.sql`analyze reminder`
    const reminders = await serverPart(bench)
    await browserPart(reminders, resolve(built))
  }
  finally {
    await bench.close()
  }
}

interface List { items: DueReminder[], nextCursor: string | null, total: number }

async function serverPart(bench: BenchServer): Promise<DueReminder[]> {
  const get = async <Reply>(path: string): Promise<Reply> => {
    const reply = await fetch(`${bench.url}${path}`, { headers: { cookie: `${bench.cookie.name}=${bench.cookie.value}` } })
    if (!reply.ok) throw new Error(`${path}: ${reply.status}`)
    return await reply.json() as Reply
  }
  const all: DueReminder[] = []
  let deep = ''
  for (let cursor: string | null = ''; cursor !== null;) {
    const page: List = await get(`/api/reminders?view=due&limit=${pageSize}${cursor ? `&cursor=${cursor}` : ''}`)
    all.push(...page.items)
    if (all.length === 4500) deep = page.nextCursor ?? ''
    cursor = page.nextCursor
  }
  const turns = {
    'one customer by primary key': () => bench.sql`select * from customer where external_user_id = ${all[7]!.externalUserId}`,
    'empty answer over HTTP': () => get('/healthz'),
    'first page with its total': () => get(`/api/reminders?view=due&limit=${pageSize}`),
    'page 91': () => get(`/api/reminders?view=due&limit=${pageSize}&cursor=${deep}`),
    'counts by reason': () => get('/api/reminders/counts'),
  }
  const figures = new Map<string, number[]>(Object.keys(turns).map(name => [name, []]))
  for (let round = 0; round < 60; round++) {
    for (const [name, turn] of Object.entries(turns)) {
      const start = performance.now()
      await turn()
      if (round >= 10) figures.get(name)!.push(performance.now() - start)
    }
  }
  const base = median(figures.get('one customer by primary key')!)
  print(`queue: ${all.length} due customers of one rep, pages of ${pageSize}, median of 50`)
  for (const [name, values] of figures) print(`${name.padEnd(30)} ${median(values).toFixed(2).padStart(8)} ms  × ${(median(values) / base).toFixed(1)}`)
  print(`plan of page 91:\n${await planOf(bench, all[4499]!, bench.sql)}`)
  return all
}

/** The plan of a page deep in the list, in which no sort of the book may stand. */
async function planOf(bench: BenchServer, last: DueReminder, client: Sql): Promise<string> {
  const [row] = await client<{ score: number }[]>`select score from reminder where id = ${last.reminderId}`
  const now = systemClock.now()
  const startOfDay = instantOf(dayOf(now))
  const selection = { view: 'due', now, startOfDay, endOfDay: addMs(startOfDay, dayMs) } as const
  const statement = queueStatement({ userId: benchViewer, name: '', role: 'rep' } as Viewer, selection, { after: { rank: row!.score, at: new Date(last.dueAt), id: last.reminderId }, limit: pageSize })
  const db = openDatabase(bench.target, { maxConnections: 1 })
  try {
    const { rows } = await sql<Record<string, string>>`explain (analyze, costs off, timing off, buffers off) ${statement}`.execute(db)
    return rows.map(line => `  ${Object.values(line)[0]}`).join('\n')
  }
  finally {
    await db.destroy()
  }
}

async function browserPart(reminders: readonly DueReminder[], built: string): Promise<void> {
  const app = await serveBuiltApp((_method, url) => answerOf(reminders, url), built)
  const browser = await launchBrowser()
  try {
    const context = await browser.newContext({ viewport: { width: 390, height: 844 }, userAgent: wecomUserAgent('Light') })
    const page = await context.newPage()
    await page.addInitScript(installFakeBridge, { entry: 'normal', userId: '', answers: { getCurExternalContact: { err_msg: 'getCurExternalContact:fail without context of external contact' } } })
    await page.goto(`${app.url}#/today`)
    await page.waitForSelector('.due')
    const session = await context.newCDPSession(page)
    await session.send('Emulation.setCPUThrottlingRate', { rate: throttle })
    await page.mouse.move(195, 500)
    const top = await traced(session, () => scrollTo(page, { rows: 500, stepPx: 120 }))
    await scrollTo(page, { rows: customers, stepPx: 3000 })
    await page.evaluate('scrollTo(0, document.body.scrollHeight * 0.9)')
    const depth = await traced(session, () => scrollTo(page, { rows: customers, stepPx: 120, mostSteps: 400 }))
    for (const [where, { most, tasks }] of Object.entries({ 'rows 1–500': top, 'rows 4,500–5,000': depth })) {
      const [wall, own] = [tasks.map(({ dur }) => dur / 1000), tasks.map(({ tdur = 0 }) => tdur / 1000)]
      const over = (values: readonly number[]): string => `${values.filter(ms => ms > 50).length} over 50 ms, the longest ${Math.max(...values).toFixed(0)} ms`
      print(`${where}, CPU ÷ ${throttle}: at most ${most} rows in the page; of ${tasks.length} tasks ${over(own)} of the thread's own time (${over(wall)} by the wall clock, load ${loadavg()[0]!.toFixed(1)})`)
    }
  }
  finally {
    await browser.close()
    await app.close()
  }
}

function answerOf(reminders: readonly DueReminder[], url: string): { body: unknown } {
  const { pathname, searchParams } = new URL(url, 'http://bench')
  if (pathname === '/api/session') return { body: aSidebar().session }
  if (pathname === '/api/reminders/counts') return { body: { due: reminders.length, overdue: 0, upcoming: 0, escalated: 0, forToday: 45, settledToday: 0, byRule: [{ rule: 'replenishment', due: reminders.length, overdue: 0, upcoming: 0 }] } }
  const from = Number(searchParams.get('cursor') ?? 0)
  const to = from + pageSize
  return { body: { items: reminders.slice(from, to), nextCursor: to < reminders.length ? String(to) : null, total: reminders.length } }
}

interface Task { dur: number, tdur?: number }

/** What the page's own thread did meanwhile. */
async function traced(session: CDPSession, work: () => Promise<number>): Promise<{ most: number, tasks: Task[] }> {
  const events: (Task & { name: string, pid: number, tid: number, args?: { name?: string } })[] = []
  const take = ({ value }: { value: object[] }): void => void events.push(...value as typeof events)
  session.on('Tracing.dataCollected', take)
  await session.send('Tracing.start', { transferMode: 'ReportEvents', traceConfig: { includedCategories: ['toplevel', 'disabled-by-default-devtools.timeline', '__metadata'] } })
  const most = await work()
  const ended = new Promise<void>(done => session.once('Tracing.tracingComplete', () => done()))
  await session.send('Tracing.end')
  await ended
  session.off('Tracing.dataCollected', take)
  const main = new Set(events.filter(event => event.name === 'thread_name' && event.args?.name === 'CrRendererMain').map(({ pid, tid }) => `${pid} ${tid}`))
  return { most, tasks: events.filter(({ name, pid, tid, dur }) => name === 'RunTask' && dur > 0 && main.has(`${pid} ${tid}`)) }
}

/** Wheels down until that row has been shown; returns how many rows stood in the page at most. */
async function scrollTo(page: Page, { rows, stepPx, mostSteps = 20_000 }: { rows: number, stepPx: number, mostSteps?: number }): Promise<number> {
  let most = 0
  for (let step = 0, shown = 0; shown < rows && step < mostSteps; step += 10) {
    for (let wheel = 0; wheel < 10; wheel++) await page.mouse.wheel(0, stepPx)
    const lines = page.locator('.windowed > li')
    const count = await lines.count()
    most = Math.max(most, count)
    shown = Number(await lines.last().getAttribute('aria-posinset'))
  }
  return most
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
const print = (line: string): void => void process.stdout.write(`${line}\n`)
