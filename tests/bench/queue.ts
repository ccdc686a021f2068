import { loadavg } from 'node:os'
import { resolve } from 'node:path'
import type { BrowserContext, CDPSession, Page } from 'playwright-core'
import { sql } from 'kysely'
import type { DueReminder, WorkView } from '../../contract/reminders.schema.ts'
import { openDatabase } from '../../server/db/database.ts'
import { queueStatement } from '../../server/reminders/queue.queries.ts'
import type { Viewer } from '../../server/session/viewer.ts'
import { addMs, dayMs, dayOf, instantOf } from '../../server/time.ts'
import { launchBrowser } from '../support/browser.ts'
import { installFakeBridge, wecomUserAgent } from '../support/fake-bridge.ts'
import { openPlannedBook, type PlannedBook } from '../support/planned-book.ts'

const customers = 5000
const pageSize = 50
const throttle = 4

/**
 * 今日该跟 over a book of 5,000 customers that the planner planned, live: the real server, its database, the built app.
 * Server: a page at the top and in the depth, and the counts, beside one read by primary key, in turns.
 * Browser (CPU ÷ 4): the lists scrolled by hand's speed at the top and at the end; long tasks, and how many rows stood in the page.
 * On a busy machine the thread's own time is what counts.
 * Needs `npx vite build`. `--built FOLDER`: another build. `--shot FILE`: only the picture of the page at 390 px for the documents.
 */
export async function run(args: string[]): Promise<void> {
  const valueOf = (name: string): string | undefined => args.includes(name) ? args[args.indexOf(name) + 1] : undefined
  const book = await openPlannedBook(customers, resolve(valueOf('--built') ?? 'dist/app'))
  const shot = valueOf('--shot')
  try {
    if (shot === undefined) await serverPart(book)
    await browserPart(book, shot)
  }
  finally {
    await book.close()
  }
}

interface List { items: DueReminder[], nextCursor: string | null, total: number }

async function serverPart(book: PlannedBook): Promise<void> {
  const get = async <Reply>(path: string): Promise<Reply> => {
    const reply = await fetch(`${book.url}${path}`, { headers: { cookie: `${book.cookie.name}=${book.cookie.value}` } })
    if (!reply.ok) throw new Error(`${path}: ${reply.status}`)
    return await reply.json() as Reply
  }
  const readAll = async (view: WorkView): Promise<{ rows: DueReminder[], last: string }> => {
    const rows: DueReminder[] = []
    let last = ''
    for (let cursor: string | null = ''; cursor !== null;) {
      const page: List = await get(`/api/reminders?view=${view}&limit=${pageSize}${cursor ? `&cursor=${cursor}` : ''}`)
      rows.push(...page.items)
      if (page.nextCursor !== null) last = page.nextCursor
      cursor = page.nextCursor
    }
    return { rows, last }
  }
  const [due, upcoming] = [await readAll('due'), await readAll('upcoming')]
  const turns = {
    'one customer by primary key': () => book.sql`select * from customer where external_user_id = ${due.rows[7]!.externalUserId}`,
    'empty answer over HTTP': () => get('/healthz'),
    'first page with its total': () => get(`/api/reminders?view=due&limit=${pageSize}`),
    'its last page': () => get(`/api/reminders?view=due&limit=${pageSize}&cursor=${due.last}`),
    'last page of what comes': () => get(`/api/reminders?view=upcoming&limit=${pageSize}&cursor=${upcoming.last}`),
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
  print(`queue: one rep's ${customers} customers: ${due.rows.length} due, ${upcoming.rows.length} to come, pages of ${pageSize}, median of 50`)
  for (const [name, values] of figures) print(`${name.padEnd(30)} ${median(values).toFixed(2).padStart(8)} ms  × ${(median(values) / base).toFixed(1)}`)
  print(`plan of a page after ${due.rows.length - pageSize} due ones:\n${await planOf(book, due.rows.at(-pageSize)!)}`)
}

/** The plan of a page deep in the list, in which no sort of the book may stand. */
async function planOf({ sql: client, target, now, userId }: PlannedBook, last: DueReminder): Promise<string> {
  const [row] = await client<{ score: number }[]>`select score from reminder where id = ${last.reminderId}`
  const startOfDay = instantOf(dayOf(now))
  const selection = { view: 'due', now, startOfDay, endOfDay: addMs(startOfDay, dayMs) } as const
  const statement = queueStatement({ userId, name: '', role: 'rep' } as Viewer, selection, { after: { rank: row!.score, at: new Date(last.dueAt), id: last.reminderId }, limit: pageSize })
  const db = openDatabase(target, { maxConnections: 1 })
  try {
    const { rows } = await sql<Record<string, string>>`explain (analyze, costs off, timing off, buffers off) ${statement}`.execute(db)
    return rows.map(line => `  ${Object.values(line)[0]}`).join('\n')
  }
  finally {
    await db.destroy()
  }
}

async function browserPart(book: PlannedBook, shot: string | undefined): Promise<void> {
  const browser = await launchBrowser()
  try {
    const context = await browser.newContext({ viewport: { width: 390, height: 844 }, deviceScaleFactor: shot === undefined ? 1 : 2, userAgent: wecomUserAgent('Light'), locale: 'zh-CN', timezoneId: 'Asia/Shanghai' })
    await context.addCookies([{ ...book.cookie, url: book.url }])
    const page = await context.newPage()
    await page.clock.setFixedTime(book.now)
    await page.addInitScript(installFakeBridge, { entry: 'normal', userId: '', answers: { getCurExternalContact: { err_msg: 'getCurExternalContact:fail without context of external contact' } } })
    await page.goto(`${book.url}/#/today`)
    await page.waitForSelector('.due')
    if (shot !== undefined) await picture(page, shot)
    else await scrolls(context, page)
  }
  finally {
    await browser.close()
  }
}

async function picture(page: Page, file: string): Promise<void> {
  await page.evaluate('document.fonts.ready')
  await page.screenshot({ path: file })
  print(`${file}: ${(await page.locator('body').innerText()).split('\n').slice(0, 12).join(' · ')}`)
}

/** 今日, then 接下来, which holds most of the book. */
async function scrolls(context: BrowserContext, page: Page): Promise<void> {
  const session = await context.newCDPSession(page)
  await session.send('Emulation.setCPUThrottlingRate', { rate: throttle })
  await page.mouse.move(195, 500)
  tell('今日, its first 300 rows', await traced(session, () => scrollTo(page, { rows: 300, stepPx: 120 })))
  await page.evaluate('scrollTo(0, 0)')
  await Promise.all([page.waitForResponse(/view=upcoming/), page.getByText('接下来').click()])
  await page.locator('.windowed > li').nth(10).waitFor()
  tell('接下来, from the top', await traced(session, () => scrollTo(page, { rows: 500, stepPx: 120 })))
  tell('接下来, all of it by jumps of 3,000 px', await traced(session, () => scrollTo(page, { rows: customers, stepPx: 3000, isToEnd: true })))
  await page.evaluate('scrollTo(0, document.body.scrollHeight * 0.9)')
  tell('接下来, its last tenth', await traced(session, () => scrollTo(page, { rows: customers, stepPx: 120, isToEnd: true })))
}

function tell(where: string, { most, last, tasks }: Traced): void {
  const [wall, own] = [tasks.map(({ dur }) => dur / 1000), tasks.map(({ tdur = 0 }) => tdur / 1000)]
  const over = (values: readonly number[]): string => `${values.filter(ms => ms > 50).length} over 50 ms, the longest ${Math.max(...values).toFixed(0)} ms`
  print(`${where} (to row ${last}), CPU ÷ ${throttle}: at most ${most} rows in the page; of ${tasks.length} tasks ${over(own)} of the thread's own time (${over(wall)} by the wall clock, load ${loadavg()[0]!.toFixed(1)})`)
}

interface Task { dur: number, tdur?: number }
interface Scrolled { most: number, last: number }
interface Traced extends Scrolled { tasks: Task[] }

/** What the page's own thread did meanwhile. */
async function traced(session: CDPSession, work: () => Promise<Scrolled>): Promise<Traced> {
  const events: (Task & { name: string, pid: number, tid: number, args?: { name?: string } })[] = []
  const take = ({ value }: { value: object[] }): void => void events.push(...value as typeof events)
  session.on('Tracing.dataCollected', take)
  await session.send('Tracing.start', { transferMode: 'ReportEvents', traceConfig: { includedCategories: ['toplevel', 'disabled-by-default-devtools.timeline', '__metadata'] } })
  const scrolled = await work()
  const ended = new Promise<void>(done => session.once('Tracing.tracingComplete', () => done()))
  await session.send('Tracing.end')
  await ended
  session.off('Tracing.dataCollected', take)
  const main = new Set(events.filter(event => event.name === 'thread_name' && event.args?.name === 'CrRendererMain').map(({ pid, tid }) => `${pid} ${tid}`))
  return { ...scrolled, tasks: events.filter(({ name, pid, tid, dur }) => name === 'RunTask' && dur > 0 && main.has(`${pid} ${tid}`)) }
}

/** Wheels down until that row has been shown, or to the end; how many rows stood in the page at most, and which was the last. */
async function scrollTo(page: Page, { rows, stepPx, isToEnd = false }: { rows: number, stepPx: number, isToEnd?: boolean }): Promise<Scrolled> {
  let most = 0
  let last = 0
  for (let still = 0; last < rows && still < 8;) {
    for (let wheel = 0; wheel < 10; wheel++) await page.mouse.wheel(0, stepPx)
    const lines = page.locator('.windowed > li')
    const count = await lines.count()
    const shown = Number(await lines.last().getAttribute('aria-posinset'))
    most = Math.max(most, count)
    still = shown === last ? still + 1 : 0
    last = shown
  }
  if (last < rows && !isToEnd) throw new Error(`The list ended at row ${last}, ${rows} were asked for.`)
  return { most, last }
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
const print = (line: string): void => void process.stdout.write(`${line}\n`)
