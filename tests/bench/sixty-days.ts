import type { LightMyRequestResponse } from 'fastify'
import { sql } from 'kysely'
import type { CustomerId } from '../../contract/ids.ts'
import type { DueReminder } from '../../contract/reminders.schema.ts'
import { refreshFigures } from '../../server/orders/figures.queries.ts'
import { planDue, replanCustomer } from '../../server/reminders/planner.ts'
import { runPushRound } from '../../server/pushes/push-round.ts'
import { deriveCustomers } from '../../server/tiers/derive.ts'
import { scoreCustomers } from '../../server/tiers/rhythm.ts'
import { addMs, dayMs, dayOf, hourMs, instantOf, minuteMs } from '../../server/time.ts'
import { openShop, type Shop } from '../support/clocked-shop.ts'

/** Conversations a rep makes in a day at most, whatever the list says. */
const capacity = 45
const firstDay = '2026-06-15'

interface Day { day: string, lists: { rep: string, due: number, forToday: number, done: number }[], overRules: number, warned: number }

/**
 * A shop under a moved clock, day by day: nights are planned, customers buy and come in, reps work through their lists by the API, one is off on Sundays.
 * Prints each rep's list per day, proposals over the rules of contact (looked for in the tables, and by the server's own warning when one is acted on), and
 * first talks neither made in 24 h nor given to the lead. `sixty-days [days] [customers a rep]`; `--json` prints the days alone.
 */
export async function run(args: readonly string[] = []): Promise<void> {
  const [days = 60, each = 400] = args.filter(arg => /^\d+$/.test(arg)).map(Number)
  const shop = await openShop({ reps: 3, each, now: instantOf(firstDay, '03:30') })
  const found: Day[] = []
  try {
    for (let index = 0; index < days; index++) {
      const day = dayOf(addMs(instantOf(firstDay), index * dayMs))
      found.push(await liveThrough(shop, day, index))
      if (!args.includes('--json')) console.log(lineOf(found.at(-1)!))
    }
    const late = await lateFirstTalks(shop)
    if (args.includes('--json')) console.log(JSON.stringify({ days: found, late }))
    else console.log(summaryOf(found, late))
  }
  finally {
    await shop.close()
  }
}

async function liveThrough(shop: Shop, day: string, index: number): Promise<Day> {
  const at = (time: string): Date => shop.setNow(instantOf(day, time))
  at('03:30')
  await scoreCustomers(shop.context)
  await deriveCustomers(shop.context)
  await planDue(shop.context)
  await customersBuy(shop, day)
  at('09:05')
  await planDue(shop.context)
  await runPushRound(shop.context)
  const result: Day = { day, lists: [], overRules: await countOverRules(shop), warned: 0 }
  for (let hour = 10; hour <= 20; hour++) {
    at(`${hour}:00`)
    await newCustomers(shop, index, hour)
    if (hour === 11) {
      for (const [place, rep] of shop.reps.entries()) {
        const isOff = place === 1 && new Date(`${day}T00:00:00Z`).getUTCDay() === 0
        result.lists.push(await workThrough(shop, rep, isOff, result))
      }
    }
    await planDue(shop.context)
    await runPushRound(shop.context)
  }
  return result
}

/** Works through what is for today; a warning for something that was proposed is one too many. */
async function workThrough(shop: Shop, rep: string, isOff: boolean, result: Day): Promise<Day['lists'][number]> {
  const call = shop.as(rep)
  const { due, forToday } = (await call('GET', '/api/reminders/counts')).json<{ due: number, forToday: number }>()
  if (isOff) return { rep, due, forToday, done: 0 }
  const { items } = (await call('GET', '/api/reminders?view=due&limit=100')).json<{ items: DueReminder[] }>()
  let done = 0
  for (const { externalUserId, contactClass, windowEndAt } of items.slice(0, Math.min(forToday, capacity))) {
    const now = shop.setNow(addMs(shop.context.clock.now(), 4 * minuteMs))
    // The list was read at eleven; what has ended since is passed over, as its row says.
    if (windowEndAt && new Date(windowEndAt) <= now) continue
    const reply = await touchOf(call, externalUserId)
    if (reply.statusCode === 409 && contactClass === 'proactive') {
      result.warned += 1
      process.stderr.write(`${rep} was warned: ${reply.json<{ message: string }>().message}\n`)
    }
    if (reply.statusCode !== 201) continue
    done += 1
    const answer = shop.draw()
    if (answer < 0.75) await call('PATCH', `/api/touches/${reply.json<{ touchId: string }>().touchId}`, { reply: answer < 0.5 ? 'yes' : 'no' })
  }
  return { rep, due, forToday, done }
}

const touchOf = (call: ReturnType<Shop['as']>, id: string): Promise<LightMyRequestResponse> => call('POST', `/api/customers/${id}/touches`, { channel: 'chat' })

/** Each buys again about when her own rhythm says; what she buys is planned in its transaction. */
async function customersBuy(shop: Shop, day: string): Promise<void> {
  const { rows } = await sql<{ id: CustomerId, product: string }>`
    select c.external_user_id id, max(l.product_id) product from customer c join "order" o on o.external_user_id = c.external_user_id join order_line l on l.order_id = o.id
    where c.last_order_at < ${addMs(instantOf(day), -8 * dayMs)}::timestamptz group by 1 having count(distinct o.id) >= 2 order by 1`.execute(shop.context.db)
  for (const { id, product } of rows) {
    if (shop.draw() > 0.015) continue
    const paidAt = instantOf(day, '08:00')
    await shop.context.db.transaction().execute(async (trx) => {
      await sql`with bought as (
        insert into "order" (platform, shop, order_no, external_user_id, state, placed_at, paid_at, signed_at, paid_fen, purpose, updated_at)
        values ('taobao', '旗舰店', ${`${day}-${id}`}, ${id}, 'completed', ${paidAt}, ${paidAt}, ${addMs(paidAt, 3 * dayMs)}, 39800, 'self', ${paidAt}) returning id)
        insert into order_line (order_id, line_no, title, product_id, quantity, paid_fen) select id, 1, '即食燕窝', ${product}, 2, 39800 from bought`.execute(trx)
      await refreshFigures(trx, [id], paidAt)
      await replanCustomer(shop.context, trx, id)
    })
  }
}

async function newCustomers(shop: Shop, index: number, hour: number): Promise<void> {
  for (const rep of shop.reps) if (shop.draw() < 0.12) await shop.addCustomer(rep, `wmNew${rep}${index}at${hour}`)
}

/** Due proactive proposals that a rule of contact forbids now, found without the rules' own code. */
async function countOverRules({ context: { db, clock } }: Shop): Promise<number> {
  const now = clock.now()
  const ago = (ms: number) => sql`${addMs(now, -ms)}::timestamptz`
  const { rows: [row] } = await sql<{ count: number }>`
    with starts as (
      select external_user_id id, started_at at from touch t where contact_class = 'proactive' and not exists (
        select 1 from touch before where before.external_user_id = t.external_user_id and before.contact_class = 'proactive' and before.started_at < t.started_at and before.started_at > t.started_at - interval '24 hours'))
    select count(*)::int count from reminder r join customer c on c.external_user_id = r.external_user_id
    where r.state = 'open' and r.contact_class = 'proactive' and r.due_at <= ${now}::timestamptz and (
      c.opt_out_at is not null
      or exists (select 1 from service_case s where s.external_user_id = r.external_user_id and (s.closed_at is null or s.closed_at > ${ago(7 * dayMs)}))
      or not exists (select 1 from follow f where f.external_user_id = r.external_user_id and f.lost_at is null and f.ended_at is null)
      or (coalesce(greatest(c.last_reply_at, c.last_order_at), '-infinity') < ${ago(72 * hourMs)} and (
        (select count(*) from starts where id = r.external_user_id and at > ${ago(30 * dayMs)}) >= 2
        or exists (select 1 from starts where id = r.external_user_id and at > ${ago(12 * dayMs)}))))`.execute(db)
  return row?.count ?? 0
}

/** Added more than a day ago, and neither talked to within 24 h nor with the lead. */
async function lateFirstTalks({ context: { db, clock } }: Shop): Promise<{ added: number, inTime: number, escalated: number, missed: number }> {
  const { rows: [row] } = await sql<{ added: number, inTime: number, escalated: number, missed: number }>`
    with talks as (
      select c.external_user_id, (select min(started_at) from touch t where t.external_user_id = c.external_user_id) <= c.added_at + interval '24 hours' in_time,
        exists (select 1 from reminder r where r.external_user_id = c.external_user_id and r.rule = 'first_contact' and r.escalated_at is not null) escalated
      from customer c where c.external_user_id like 'wmNew%' and c.added_at < ${addMs(clock.now(), -dayMs)}::timestamptz)
    select count(*)::int added, count(*) filter (where in_time)::int in_time, count(*) filter (where escalated)::int escalated,
      count(*) filter (where not coalesce(in_time, false) and not escalated)::int missed from talks`.execute(db)
  return row!
}

const lineOf = ({ day, lists, overRules, warned }: Day): string =>
  `${day}  ${lists.map(({ rep, due, forToday, done }) => `${rep} ${String(due).padStart(3)} due, ${String(forToday).padStart(2)} for today, ${String(done).padStart(2)} done`).join('   ')}   over the rules ${overRules + warned}`

function summaryOf(found: readonly Day[], { added, inTime, escalated, missed }: Awaited<ReturnType<typeof lateFirstTalks>>): string {
  const sizes = found.flatMap(({ lists }) => lists.map(({ forToday }) => forToday)).sort((a, b) => a - b)
  return [
    `proposals over the rules of contact: ${found.reduce((sum, { overRules, warned }) => sum + overRules + warned, 0)}`,
    `first talks: ${added} added, ${inTime} within 24 h, ${escalated} given to the lead, ${missed} neither`,
    `a day's list: ${sizes[0]} to ${sizes.at(-1)}, half of them up to ${sizes[Math.floor(sizes.length / 2)]}`,
  ].join('\n')
}
