import { sql } from 'kysely'
import type { CustomerId, ReminderId, RepId } from '../../contract/ids.ts'
import type { DueReminder, Reminder } from '../../contract/reminders.schema.ts'
import type { ContactClass, ReminderKey, ReminderState, SkipReason } from '../../contract/words.ts'
import type { Database, Trx } from '../db/database.ts'
import { isUuid } from '../http/uuid.ts'
import { isInScope } from '../session/scope.ts'
import type { Viewer } from '../session/viewer.ts'
import type { Proposal } from './arbitration.rules.ts'

const columns = [
  'reminder.id', 'reminder.externalUserId', 'reminder.userId', 'reminder.rule', 'reminder.contactClass', 'reminder.state', 'reminder.title', 'reminder.reason',
  'reminder.moreReasons', 'reminder.changes', 'reminder.dueAt', 'reminder.windowEndAt', 'reminder.snoozedUntil', 'reminder.score', 'reminder.touchId',
] as const

export interface ReminderRow {
  id: string
  externalUserId: string
  userId: string
  rule: string
  contactClass: string
  state: ReminderState
  title: string
  reason: string
  moreReasons: string[]
  changes: string[]
  dueAt: Date
  windowEndAt: Date | null
  snoozedUntil: Date | null
  score: number
  touchId: string | null
}

/** A row as the contract has it. */
export const reminderOf = (row: ReminderRow): Reminder => ({
  reminderId: row.id as ReminderId, rule: row.rule as ReminderKey, contactClass: row.contactClass as ContactClass, state: row.state, title: row.title, reason: row.reason,
  moreReasons: row.moreReasons, changes: row.changes, dueAt: row.dueAt.toISOString(), windowEndAt: row.windowEndAt?.toISOString() ?? null, snoozedUntil: row.snoozedUntil?.toISOString() ?? null,
})

/** The reminder of a customer in the viewer's scope; a promise only of the viewer's own, or of whom the viewer leads. */
export async function findReminder(db: Database | Trx, viewer: Viewer, id: string): Promise<ReminderRow | undefined> {
  if (!isUuid(id)) return undefined
  return db.selectFrom('reminder').select(columns).where('id', '=', id).where(isInScope(viewer, 'reminder.external_user_id'))
    .where(eb => eb.or([eb('rule', '<>', 'promise'), isWithViewer(viewer)])).executeTakeFirst()
}

/** Whose reminder it is: the viewer's, or of somebody the viewer leads. */
const isWithViewer = (viewer: Viewer) => viewer.role === 'admin'
  ? sql<boolean>`true`
  : sql<boolean>`reminder.user_id in (select user_id from rep_scope where viewer_id = ${viewer.userId} union select ${viewer.userId}::text)`

export async function getReminder(db: Database | Trx, id: string): Promise<ReminderRow> {
  return db.selectFrom('reminder').select(columns).where('id', '=', id).executeTakeFirstOrThrow()
}

export async function findLiveProposal(db: Database | Trx, externalUserId: CustomerId): Promise<ReminderRow | undefined> {
  return db.selectFrom('reminder').select(columns).where('externalUserId', '=', externalUserId)
    .where('state', 'in', ['open', 'snoozed']).where('rule', '<>', 'promise').executeTakeFirst()
}

export interface NewReminder extends Omit<Proposal, 'facts' | 'pull'> { id: string, externalUserId: CustomerId, facts: Record<string, unknown>, now: Date }

const json = (value: unknown) => sql<unknown>`${JSON.stringify(value)}::text::jsonb`

export async function insertReminder(trx: Trx, { now, facts, ...row }: NewReminder): Promise<void> {
  await trx.insertInto('reminder').values({ ...row, facts: json(facts), state: 'open', createdAt: now, updatedAt: now }).execute()
}

/** What the undo of a snooze brings back: an update reads the row as it was before it. */
export const beforeSnooze = sql<unknown>`jsonb_build_object('state', reminder.state, 'snoozedUntil', reminder.snoozed_until, 'windowEndAt', reminder.window_end_at)`

export async function snoozeReminderUntil(trx: Trx, id: string, { until, windowEndAt, now }: { until: Date, windowEndAt: Date | null, now: Date }): Promise<void> {
  await trx.updateTable('reminder').set({ beforeSnooze, state: 'snoozed', snoozedUntil: until, windowEndAt, updatedAt: now }).where('id', '=', id).execute()
}

export interface Closing { state: 'done' | 'skipped' | 'expired', closedBy: RepId | null, now: Date, touchId?: string | null, skipReason?: SkipReason, skipNote?: string }

export async function closeReminders(trx: Trx, ids: readonly string[], { state, closedBy, now, touchId = null, skipReason, skipNote }: Closing): Promise<void> {
  if (ids.length === 0) return
  await trx.updateTable('reminder').set({ state, closedBy, closedAt: now, touchId, skipReason: skipReason ?? null, skipNote: skipNote ?? null, updatedAt: now })
    .where('id', 'in', ids).where('state', 'in', ['open', 'snoozed']).execute()
}

/** What a touch has finished. */
export async function listClosedByTouch(trx: Trx, touchId: string): Promise<{ id: string, rule: string }[]> {
  return trx.selectFrom('reminder').select(['id', 'rule']).where('touchId', '=', touchId).where('state', '=', 'done').orderBy('id').execute()
}

/** Undo: live again as it was; a snooze that is taken back gives its former time and window back. */
export async function reopenReminderRow(trx: Trx, id: string, now: Date): Promise<void> {
  const before = sql.ref<{ snoozedUntil: string | null }>('reminder.beforeSnooze')
  const isSnoozed = sql<boolean>`reminder.state = 'snoozed' and ${before} is not null`
  await trx.updateTable('reminder').set({
    state: sql`case when ${isSnoozed} then ${before}->>'state' else 'open' end`,
    snoozedUntil: sql`case when ${isSnoozed} then (${before}->>'snoozedUntil')::timestamptz end`,
    windowEndAt: sql`case when ${isSnoozed} then (${before}->>'windowEndAt')::timestamptz else reminder.window_end_at end`,
    beforeSnooze: null, closedAt: null, closedBy: null, touchId: null, skipReason: null, skipNote: null, updatedAt: now })
    .where('id', '=', id).execute()
}

export async function insertCorrection(trx: Trx, row: { id: string, externalUserId: CustomerId, leftDays: number, byUserId: RepId, correctedAt: Date }): Promise<void> {
  await trx.insertInto('supplyCorrection').values(row).execute()
}

/** The newest one, where this member made it: a colleague's later word stands. */
export async function deleteLastCorrection(trx: Trx, externalUserId: CustomerId, byUserId: RepId): Promise<void> {
  await trx.deleteFrom('supplyCorrection').where('byUserId', '=', byUserId)
    .where('id', '=', eb => eb.selectFrom('supplyCorrection').select('id').where('externalUserId', '=', externalUserId).orderBy('correctedAt', 'desc').orderBy('id').limit(1)).execute()
}

/** Takes the row lock for a plan; false when the customer is gone. */
export async function lockForPlan(trx: Trx, externalUserId: CustomerId): Promise<boolean> {
  const row = await trx.selectFrom('customer').select('externalUserId').where('externalUserId', '=', externalUserId).forNoKeyUpdate().executeTakeFirst()
  return row !== undefined
}

/** The same for several, in the order of their ids; returns who is there. */
export async function lockCustomersForPlan(trx: Trx, externalUserIds: readonly CustomerId[]): Promise<CustomerId[]> {
  if (externalUserIds.length === 0) return []
  const { rows } = await sql<{ id: CustomerId }>`
    select external_user_id id from customer where external_user_id = any(${[...externalUserIds]}::text[]) order by 1 for no key update`.execute(trx)
  return rows.map(({ id }) => id)
}

/** As the rep calls her: the remark, else her own name. */
const calledName = sql<string>`coalesce((select nullif(remark, '') from follow where follow.external_user_id = reminder.external_user_id and follow.user_id = reminder.user_id), customer.name)`

/** Every live reminder of one customer (null: of all), of the viewer's own, for a lead also of whom they lead; what has outlived its window is not shown. By day. */
export async function listOpenReminders(
  db: Database, viewer: Viewer, { customer, now, after, limit }: { customer: CustomerId | null, now: Date, after: { at: Date, id: string } | null, limit: number },
): Promise<{ rows: { row: DueReminder, at: Date }[], total: number }> {
  const matching = db.selectFrom('reminder').innerJoin('customer', 'customer.externalUserId', 'reminder.externalUserId')
    .where('reminder.state', 'in', ['open', 'snoozed']).where(isWithViewer(viewer))
    .$if(customer !== null, query => query.where('reminder.externalUserId', '=', customer ?? ''))
    .where(eb => eb.or([eb('reminder.windowEndAt', 'is', null), eb('reminder.windowEndAt', '>', now)]))
    .where(isInScope(viewer, 'reminder.external_user_id'))
  const [rows, counted] = await Promise.all([
    matching.innerJoin('rep', 'rep.userId', 'reminder.userId')
      .select([...columns, calledName.as('name'), 'rep.name as repName', 'customer.tier', 'customer.oneToOneAt', 'reminder.effectiveDueAt', 'reminder.escalatedAt'])
      .$if(after !== null, query => query.where(sql<boolean>`(reminder.effective_due_at, reminder.id) > (${after?.at ?? now}::timestamptz, ${after?.id ?? ''}::uuid)`))
      .orderBy('reminder.effectiveDueAt').orderBy('reminder.id').limit(limit).execute(),
    matching.select(({ fn }) => fn.countAll<number>().as('count')).executeTakeFirstOrThrow(),
  ])
  return { total: Number(counted.count), rows: rows.map(row => ({ row: dueReminderOf(row, viewer), at: row.effectiveDueAt ?? row.dueAt })) }
}

export type DueRow = ReminderRow & { name: string, repName: string, tier: DueReminder['tier'], oneToOneAt: Date | null, escalatedAt: Date | null }

/** A row of a list across customers, as the contract has it. */
export const dueReminderOf = (row: DueRow, viewer: Viewer): DueReminder => ({
  ...reminderOf(row), externalUserId: row.externalUserId as CustomerId, customerName: row.name, tier: row.tier, oneToOne: row.oneToOneAt !== null,
  repName: row.userId === viewer.userId ? null : row.repName, escalatedAt: row.escalatedAt?.toISOString() ?? null,
})
