import { sql, type RawBuilder } from 'kysely'
import type { BulkReason, BulkTaskResult, PersonalTask, PersonalTaskState } from '../../contract/bulk.schema.ts'
import type { CustomerId, RepId } from '../../contract/ids.ts'
import { personOf } from '../customers/customer-facts-statement.queries.ts'
import type { Database, Trx } from '../db/database.ts'
import { isInScope } from '../session/scope.ts'
import type { Viewer } from '../session/viewer.ts'
import { companyZone } from '../time.ts'
import { calledName } from './bulk-results.queries.ts'

/** A task, or who got none though a personal word would be allowed: then without a day. */
export interface NewPersonalTask { externalUserId: CustomerId, userId: RepId, reason: BulkReason, dueAt: Date | null, expiresAt: Date | null, unplaced: 'no-room' | 'has-one' | null }

export async function insertPersonalTasks(trx: Trx, { bulkId, about, at }: { bulkId: string, about: string, at: Date }, tasks: readonly NewPersonalTask[]): Promise<void> {
  await sql`insert into personal_task (bulk_send_id, external_user_id, user_id, reason, about, created_at, due_at, expires_at, unplaced)
    select ${bulkId}::uuid, g."externalUserId", g."userId", g.reason, ${about}, ${at}::timestamptz, g."dueAt", g."expiresAt", g.unplaced
    from json_to_recordset(${JSON.stringify(tasks)}::text::json) as g("externalUserId" text, "userId" text, reason text, "dueAt" timestamptz, "expiresAt" timestamptz, unplaced text)
    on conflict do nothing`.execute(trx)
}

/** One mass message after the other gives these members' days away. */
export async function lockMembers(trx: Trx, userIds: readonly RepId[]): Promise<void> {
  await sql`select 1 from rep where user_id = any(${[...userIds]}::text[]) order by user_id for no key update`.execute(trx)
}

/** How many tasks these members have on each day (YYYY-MM-DD) after `now`; what was taken back leaves its room. */
export async function countTaken(db: Database | Trx, userIds: readonly RepId[], now: Date): Promise<{ userId: RepId, day: string, count: number }[]> {
  const { rows } = await sql<{ userId: RepId, day: string, count: number }>`
    select user_id "userId", to_char(due_at at time zone ${companyZone}::text, 'YYYY-MM-DD') "day", count(*)::int count from personal_task
    where user_id = any(${[...userIds]}::text[]) and withdrawn_at is null and due_at > ${now}::timestamptz group by 1, 2`.execute(db)
  return rows
}

/** What has become of each, from what has happened since: the planner's rule (personal-task.rules.ts) in SQL. */
const withState = (tasks: RawBuilder<unknown>, now: Date): RawBuilder<unknown> => sql`
  select t.*, case
    when t.unplaced is not null then t.unplaced
    -- only what was still to be done is taken back: what has happened since was not done for it
    when t.withdrawn_at is not null then 'withdrawn'
    when exists (select from touch x where x.external_user_id = any(person.accounts) and x.contact_class = 'proactive' and x.started_at > t.created_at and x.started_at < t.expires_at) then 'done'
    when closed.state is not null then closed.state
    when t.expires_at <= ${now}::timestamptz then 'expired' else 'open' end state
  from (${tasks}) t cross join lateral ${sql.raw(personOf('t.external_user_id'))} person left join lateral (
    select case m.state when 'skipped' then 'skipped' else 'done' end state from reminder m
    where m.external_user_id = t.external_user_id and m.rule = 'personal_task' and m.state in ('done', 'skipped') and m.closed_at >= t.created_at and m.created_at < t.expires_at
    order by m.closed_at desc limit 1) closed on true`
const allOf = (bulkId: string): RawBuilder<unknown> => sql`select * from personal_task where bulk_send_id = ${bulkId}::uuid`

export async function countTasks(db: Database | Trx, bulkId: string, now: Date): Promise<BulkTaskResult> {
  const { rows } = await sql<{ state: PersonalTaskState, count: number }>`select state, count(*)::int count from (${withState(allOf(bulkId), now)}) each group by 1`.execute(db)
  const { rows: [spread] } = await sql<{ days: number }>`
    select count(distinct (due_at at time zone ${companyZone}::text)::date)::int days from personal_task where bulk_send_id = ${bulkId}::uuid and due_at is not null`.execute(db)
  const of = (state: PersonalTaskState): number => rows.find(row => row.state === state)?.count ?? 0
  const states = { open: of('open'), done: of('done'), skipped: of('skipped'), expired: of('expired'), withdrawn: of('withdrawn') }
  return { ...states, count: Object.values(states).reduce((sum, count) => sum + count, 0), days: spread?.days ?? 0, noRoom: of('no-room'), hasOne: of('has-one') }
}

export interface TaskPlace { dueAt: Date | null, id: string }
type TaskRow = Omit<PersonalTask, 'why'> & { reason: BulkReason, dueAt: Date | null }

/** By day, who has none last; behind `after`. */
export async function listTasks(db: Database, viewer: Viewer, bulkId: string, { now, after, limit }: { now: Date, after: TaskPlace | null, limit: number }): Promise<TaskRow[]> {
  const page = sql`select p.* from personal_task p where p.bulk_send_id = ${bulkId}::uuid and ${isInScope(viewer, 'p.external_user_id')}
    and ${after === null ? sql`true` : sql`(coalesce(p.due_at, 'infinity'), p.external_user_id) > (coalesce(${after.dueAt}::timestamptz, 'infinity'), ${after.id})`}
    order by coalesce(p.due_at, 'infinity'), p.external_user_id limit ${limit}`
  const { rows } = await sql<TaskRow>`
    select c.external_user_id "customerId", ${calledName} "name", c.tier, rep.name "ownerName", t.state, to_char(t.due_at at time zone ${companyZone}::text, 'YYYY-MM-DD') "dueOn", t.reason, t.due_at "dueAt"
    from (${withState(page, now)}) t join customer c on c.external_user_id = t.external_user_id left join rep on rep.user_id = c.owner_user_id
    order by coalesce(t.due_at, 'infinity'), t.external_user_id`.execute(db)
  return rows
}

export async function countListedTasks(db: Database, viewer: Viewer, bulkId: string): Promise<number> {
  const { rows: [row] } = await sql<{ count: number }>`select count(*)::int count from personal_task t where t.bulk_send_id = ${bulkId}::uuid and ${isInScope(viewer, 't.external_user_id')}`.execute(db)
  return row?.count ?? 0
}

/** Whose tasks a change reaches: those with a day, taken back or not. In order. */
export async function listTasked(trx: Trx, bulkId: string, isWithdrawn: boolean): Promise<CustomerId[]> {
  const { rows } = await sql<{ id: CustomerId }>`select external_user_id id from personal_task
    where bulk_send_id = ${bulkId}::uuid and due_at is not null and (withdrawn_at is not null) = ${isWithdrawn} order by 1`.execute(trx)
  return rows.map(({ id }) => id)
}

/** Takes back what is still to be done, with what was proposed of it: a plan leaves standing what a rep has put off. Returns whose. */
export async function withdrawTasks(trx: Trx, bulkId: string, { by, now }: { by: RepId, now: Date }): Promise<CustomerId[]> {
  const { rows } = await sql<{ id: CustomerId }>`
    update personal_task t set withdrawn_at = ${now}::timestamptz, withdrawn_by = ${by} from (${withState(allOf(bulkId), now)}) s
    where t.bulk_send_id = s.bulk_send_id and t.external_user_id = s.external_user_id and s.state = 'open' returning t.external_user_id id`.execute(trx)
  const ids = rows.map(({ id }) => id)
  await sql`update reminder set state = 'expired', closed_at = ${now}::timestamptz, updated_at = ${now}::timestamptz
    where external_user_id = any(${ids}::text[]) and rule = 'personal_task' and state in ('open', 'snoozed')`.execute(trx)
  return ids
}

/** The undo: what was taken back and is not over counts again, but for who has another one by now. Returns whose. */
export async function restoreTasks(trx: Trx, bulkId: string, now: Date): Promise<CustomerId[]> {
  const { rows } = await sql<{ id: CustomerId }>`
    update personal_task t set withdrawn_at = null, withdrawn_by = null
    where t.bulk_send_id = ${bulkId}::uuid and t.withdrawn_at is not null and t.expires_at > ${now}::timestamptz and not exists (
      select from personal_task o where o.external_user_id = t.external_user_id and o.bulk_send_id <> t.bulk_send_id and o.withdrawn_at is null and o.expires_at > ${now}::timestamptz)
    returning t.external_user_id id`.execute(trx)
  return rows.map(({ id }) => id)
}
