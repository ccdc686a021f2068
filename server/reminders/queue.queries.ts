import { sql, type RawBuilder } from 'kysely'
import type { CustomerId } from '../../contract/ids.ts'
import type { DueReminder, ReminderView } from '../../contract/reminders.schema.ts'
import type { ReminderKey } from '../../contract/words.ts'
import type { Database, Trx } from '../db/database.ts'
import { isInScope } from '../session/scope.ts'
import type { Viewer } from '../session/viewer.ts'
import { isRanked, mustDoScore, type QueuePlace } from './queue.rules.ts'
import { beforeSnooze, dueReminderOf, type DueRow } from './reminders.queries.ts'

/** The day in which somebody works: `now` in it, and its edges in the company's zone. */
export interface WorkingDay { now: Date, startOfDay: Date, endOfDay: Date }

export interface QueueSelection extends WorkingDay { view: Exclude<ReminderView, 'open'>, rule?: ReminderKey | null, customer?: CustomerId | null }

/** So many rows behind that place; from the top without one. */
interface QueuePage { after: QueuePlace | null, limit: number }

type QueueRow = DueRow & { effectiveDueAt: Date, rank: number }

/** Whose reminders the viewer sees: the own, a lead the team's, an admin everybody's. */
const whose = (viewer: Viewer): RawBuilder<unknown> => viewer.role === 'admin'
  ? sql`select user_id from rep`
  : sql`select user_id from rep_scope where viewer_id = ${viewer.userId} union select ${viewer.userId}::text`

function inView({ view, rule = null, customer = null, now, startOfDay, endOfDay }: QueueSelection): RawBuilder<boolean> {
  const due = sql.ref('reminder.effectiveDueAt')
  const byDay = {
    due: sql<boolean>`${due} < ${endOfDay}`, today: sql<boolean>`${due} >= ${startOfDay} and ${due} < ${endOfDay}`, overdue: sql<boolean>`${due} < ${startOfDay}`,
    upcoming: sql<boolean>`${due} >= ${endOfDay}`, escalated: sql<boolean>`reminder.escalated_at is not null`,
  }[view]
  return sql<boolean>`reminder.state in ('open', 'snoozed') and ${byDay} and (reminder.window_end_at is null or reminder.window_end_at > ${now})
    ${rule === null ? sql`` : sql`and reminder.rule = ${rule}`} ${customer === null ? sql`` : sql`and reminder.external_user_id = ${customer}`}`
}

/** As the rep calls her: the remark, else her own name. */
const calledName = sql`coalesce((select nullif(remark, '') from follow where follow.external_user_id = reminder.external_user_id and follow.user_id = reminder.user_id), customer.name)`

/**
 * A page of a list, behind `after`. For each whose list it is the index gives the first `limit` in order (reminder_rank, reminder_when), and these are merged:
 * the cost is a page's, not the book's.
 */
export async function listQueue(db: Database, viewer: Viewer, selection: QueueSelection, { after, limit }: QueuePage): Promise<{ row: DueReminder, place: QueuePlace }[]> {
  const { rows } = await queueStatement(viewer, selection, { after, limit }).execute(db)
  return rows.map(row => ({ place: { rank: row.rank, at: row.effectiveDueAt, id: row.id }, row: dueReminderOf(row, viewer) }))
}

/** The statement by itself, for its plan. */
export function queueStatement(viewer: Viewer, selection: QueueSelection, { after, limit }: QueuePage): RawBuilder<QueueRow> {
  const order = isRanked(selection.view) ? sql`(- reminder.score), reminder.effective_due_at, reminder.id` : sql`reminder.effective_due_at, reminder.id`
  const behind = after && (isRanked(selection.view)
    ? sql`and ((- reminder.score), reminder.effective_due_at, reminder.id) > (${-after.rank}::float8, ${after.at}::timestamptz, ${after.id}::uuid)`
    : sql`and (reminder.effective_due_at, reminder.id) > (${after.at}::timestamptz, ${after.id}::uuid)`)
  return sql<QueueRow>`
    select found.*, rep.name as rep_name from (${whose(viewer)}) whose join rep on rep.user_id = whose.user_id
    cross join lateral (
      select reminder.*, reminder.score as rank, customer.tier, customer.one_to_one_at, ${calledName} as name
      from reminder join customer on customer.external_user_id = reminder.external_user_id
      where reminder.user_id = whose.user_id and ${inView(selection)} and ${isInScope(viewer, 'reminder.external_user_id')} ${behind ?? sql``}
      order by ${order} limit ${limit}
    ) found
    order by ${isRanked(selection.view) ? sql`(- found.score), ` : sql``} found.effective_due_at, found.id limit ${limit}`
}

export async function countQueue(db: Database, viewer: Viewer, selection: QueueSelection): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from reminder where reminder.user_id in (${whose(viewer)}) and ${inView(selection)} and ${isInScope(viewer, 'reminder.external_user_id')}`.execute(db)
  return Number(rows[0]?.count ?? 0)
}

export interface RuleCount { rule: ReminderKey, due: number, overdue: number, upcoming: number, mustDo: number, escalated: number }

/** How much there is of each reason; what has outlived its window does not count. */
export async function countByRule(db: Database, viewer: Viewer, { now, startOfDay, endOfDay }: WorkingDay): Promise<RuleCount[]> {
  const due = sql.ref('reminder.effectiveDueAt')
  const { rows } = await sql<Record<string, unknown> & { rule: string }>`
    select rule, count(*) filter (where ${due} < ${endOfDay}) as due, count(*) filter (where ${due} < ${startOfDay}) as overdue, count(*) filter (where ${due} >= ${endOfDay}) as upcoming,
      count(*) filter (where ${due} < ${endOfDay} and score >= ${mustDoScore}) as must_do, count(escalated_at) as escalated
    from reminder where reminder.user_id in (${whose(viewer)}) and state in ('open', 'snoozed') and (window_end_at is null or window_end_at > ${now})
      and ${isInScope(viewer, 'reminder.external_user_id')}
    group by rule`.execute(db)
  return rows.map(({ rule, due: dueNow, overdue, upcoming, mustDo, escalated }) => ({
    rule: rule as ReminderKey, due: Number(dueNow), overdue: Number(overdue), upcoming: Number(upcoming), mustDo: Number(mustDo), escalated: Number(escalated),
  }))
}

/** What this member has settled since then, by touch or by hand. */
export async function countSettled(db: Database, userId: string, since: Date): Promise<number> {
  const { count } = await db.selectFrom('reminder').select(({ fn }) => fn.countAll<number>().as('count'))
    .where('closedBy', '=', userId).where('closedAt', '>=', since).where('state', 'in', ['done', 'skipped']).executeTakeFirstOrThrow()
  return Number(count)
}

export interface LiveReminder { id: string, externalUserId: string, userId: string, rule: string, windowEndAt: Date | null }
const liveColumns = sql`reminder.id, reminder.external_user_id, reminder.user_id, reminder.rule, reminder.window_end_at`

/** Of these ids, the live ones that the viewer may change, in the order of their customers. */
export async function listLiveOf(db: Database, viewer: Viewer, ids: readonly string[]): Promise<LiveReminder[]> {
  const { rows } = await sql<LiveReminder>`
    select ${liveColumns} from reminder where reminder.id = any(${[...ids]}::uuid[]) and reminder.user_id in (${whose(viewer)}) and reminder.state in ('open', 'snoozed')
      and ${isInScope(viewer, 'reminder.external_user_id')} order by reminder.external_user_id`.execute(db)
  return rows
}

/** A whole group, exactly what the viewer's list shows, in the list's order. */
export async function listGroup(db: Database, viewer: Viewer, selection: QueueSelection): Promise<LiveReminder[]> {
  const { rows } = await sql<LiveReminder>`
    select ${liveColumns} from reminder where reminder.user_id in (${whose(viewer)}) and ${inView(selection)} and ${isInScope(viewer, 'reminder.external_user_id')}
    order by ${isRanked(selection.view) ? sql`(- reminder.score), ` : sql``} reminder.effective_due_at, reminder.id`.execute(db)
  return rows
}

/** Takes the row locks under which these customers' reminders change, in the order of their ids. */
export async function lockCustomersOf(trx: Trx, externalUserIds: readonly string[]): Promise<void> {
  await trx.selectFrom('customer').select('externalUserId').where('externalUserId', 'in', [...new Set(externalUserIds)]).orderBy('externalUserId').forNoKeyUpdate().execute()
}

/** Puts off; the end of a window moves behind that time. Returns whose state was changed. */
export async function snoozeLive(trx: Trx, ids: readonly string[], { until, keepUntil, now }: { until: Date, keepUntil: Date, now: Date }): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    update reminder set before_snooze = ${beforeSnooze}, state = 'snoozed', snoozed_until = ${until}, updated_at = ${now},
      window_end_at = case when window_end_at < ${keepUntil} then ${keepUntil} else window_end_at end
    where id = any(${[...ids]}::uuid[]) and state in ('open', 'snoozed') returning id`.execute(trx)
  return rows.map(({ id }) => id)
}

/** Each as it was before its snooze; what is no longer snoozed is left. Returns which. */
export async function wakeSnoozed(trx: Trx, ids: readonly string[], now: Date): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    update reminder set state = before_snooze->>'state', snoozed_until = (before_snooze->>'snoozedUntil')::timestamptz, window_end_at = (before_snooze->>'windowEndAt')::timestamptz,
      before_snooze = null, updated_at = ${now}
    where id = any(${[...ids]}::uuid[]) and state = 'snoozed' and before_snooze is not null returning id`.execute(trx)
  return rows.map(({ id }) => id)
}

/** Live ones of these ids that were snoozed, as the viewer may change them, in the order of their customers. */
export async function listSnoozedOf(db: Database, viewer: Viewer, ids: readonly string[]): Promise<LiveReminder[]> {
  const { rows } = await sql<LiveReminder>`
    select ${liveColumns} from reminder where reminder.id = any(${[...ids]}::uuid[]) and reminder.user_id in (${whose(viewer)}) and reminder.state = 'snoozed' and reminder.before_snooze is not null
      and ${isInScope(viewer, 'reminder.external_user_id')} order by reminder.external_user_id`.execute(db)
  return rows
}
