import { sql } from 'kysely'
import type { ReminderKey } from '../../contract/words.ts'
import type { Database, Trx } from '../db/database.ts'

export type PushKind = 'digest' | 'first_talk' | 'complaint' | 'visit' | 'promise' | 'escalation'

/** Who is told: an active member who looks after customers. */
const isTold = sql<boolean>`rep.is_active and coalesce(rep.role_override, rep.role) in ('rep', 'guide', 'lead', 'admin')`
/** Nobody is told of a customer who is no longer theirs to see: a promise stays with who gave it. */
const seesHer = sql<boolean>`(coalesce(rep.role_override, rep.role) = 'admin' or exists (
  select 1 from follow scoped join rep_scope on rep_scope.user_id = scoped.user_id
  where scoped.external_user_id = customer.external_user_id and scoped.ended_at is null and rep_scope.viewer_id = rep.user_id))`
/** As the rep calls her. */
const called = sql<string>`coalesce(nullif(follow.remark, ''), customer.name)`

export interface FirstTalk {
  id: string
  userId: string
  repName: string
  externalUserId: string
  name: string
  addedAt: Date
  deadlineAt: Date
  /** Null: as the rule has it for everybody. */
  tellLeadHours: number | null
  /** When it was given to `escalatedTo`; null: not yet. */
  escalatedAt: Date | null
  escalatedTo: string[]
}

/** First talks that were not made, of customers added before `addedBefore`; put off or not. */
export async function listFirstTalks(db: Database, addedBefore: Date): Promise<FirstTalk[]> {
  const { rows } = await sql<FirstTalk>`
    select reminder.id, reminder.user_id, rep.name as rep_name, reminder.external_user_id, ${called} as name, (reminder.facts->>'addedAt')::timestamptz as added_at,
      (reminder.facts->>'deadlineAt')::timestamptz as deadline_at, (reminder.facts->>'tellLeadHours')::float8 as tell_lead_hours, reminder.escalated_at, reminder.escalated_to
    from reminder join rep on rep.user_id = reminder.user_id join customer on customer.external_user_id = reminder.external_user_id
      left join follow on follow.external_user_id = reminder.external_user_id and follow.user_id = reminder.user_id
    where reminder.state in ('open', 'snoozed') and reminder.rule = 'first_contact' and rep.is_active and (reminder.facts->>'addedAt')::timestamptz < ${addedBefore}
    order by added_at, reminder.id`.execute(db)
  return rows
}

/** Of each of these members the nearest active leads: those who lead the fewest others beside them. */
export async function listLeadsOf(db: Database, userIds: readonly string[]): Promise<{ userId: string, leadId: string }[]> {
  const { rows } = await sql<{ userId: string, leadId: string }>`
    with team as (select viewer_id, count(*) as size from rep_scope group by viewer_id),
    above as (
      select scoped.user_id, scoped.viewer_id as lead_id, rank() over (partition by scoped.user_id order by team.size) as nearness
      from rep_scope scoped join team on team.viewer_id = scoped.viewer_id join rep on rep.user_id = scoped.viewer_id
      where scoped.user_id = any(${[...userIds]}) and scoped.viewer_id <> scoped.user_id and rep.is_active and coalesce(rep.role_override, rep.role) in ('lead', 'admin')
    )
    select user_id, lead_id from above where nearness = 1 order by user_id, lead_id`.execute(db)
  return rows
}

/** Given to the lead, once; false when it was before, or is settled by now. */
export async function markEscalated(trx: Trx, id: string, leads: readonly string[], now: Date): Promise<boolean> {
  const { numUpdatedRows } = await trx.updateTable('reminder').set({ escalatedAt: now, escalatedTo: [...leads], updatedAt: now })
    .where('id', '=', id).where('escalatedAt', 'is', null).where('state', 'in', ['open', 'snoozed']).executeTakeFirst()
  return numUpdatedRows > 0n
}

export interface OpenComplaint { id: string, userId: string, externalUserId: string, name: string, openedAt: Date, dueAt: Date, isByOther: boolean }

/** Open complaints that nobody has answered yet. */
export async function listComplaints(db: Database): Promise<OpenComplaint[]> {
  const { rows } = await sql<OpenComplaint>`
    select found.id, found.handler_user_id as user_id, found.external_user_id, ${called} as name, found.opened_at, found.due_at, found.opened_by <> found.handler_user_id as is_by_other
    from service_case found join rep on rep.user_id = found.handler_user_id join customer on customer.external_user_id = found.external_user_id
      left join follow on follow.external_user_id = found.external_user_id and follow.user_id = found.handler_user_id
    where found.closed_at is null and found.kind = 'complaint' and ${isTold} and ${seesHer}
      and not exists (select 1 from touch where touch.external_user_id = found.external_user_id and touch.last_at > found.opened_at)
      and not exists (select 1 from push where push.user_id = found.handler_user_id and push.kind = 'complaint' and push.subject = found.id::text)
    order by found.due_at, found.id`.execute(db)
  return rows
}

export interface DueNow { id: string, rule: 'behaviour' | 'promise', userId: string, externalUserId: string, name: string, reason: string, dueAt: Date, windowEndAt: Date | null }

/** Visits and promises whose time has come since `since`; what was made after its own time is no news. */
export async function listDueNow(db: Database, { since, now }: { since: Date, now: Date }): Promise<DueNow[]> {
  const { rows } = await sql<DueNow>`
    select reminder.id, reminder.rule, reminder.user_id, reminder.external_user_id, ${called} as name, reminder.reason, reminder.effective_due_at as due_at, reminder.window_end_at
    from reminder join rep on rep.user_id = reminder.user_id join customer on customer.external_user_id = reminder.external_user_id
      left join follow on follow.external_user_id = reminder.external_user_id and follow.user_id = reminder.user_id
    where reminder.state in ('open', 'snoozed') and reminder.rule in ('behaviour', 'promise') and reminder.effective_due_at > ${since} and reminder.effective_due_at <= ${now}
      and (reminder.window_end_at is null or reminder.window_end_at > ${now}) and ${isTold} and ${seesHer}
    order by reminder.effective_due_at, reminder.id`.execute(db)
  return rows
}

/** Members who have not been asked about today's digest yet; `wants`: they did not switch it off. */
export async function listDigestReaders(db: Database, day: string): Promise<{ userId: string, wants: boolean }[]> {
  const { rows } = await sql<{ userId: string, wants: boolean }>`
    select rep.user_id, coalesce(push_choice.digest, true) as wants from rep left join push_choice on push_choice.user_id = rep.user_id
    where ${isTold} and not exists (select 1 from push where push.user_id = rep.user_id and push.kind = 'digest' and push.subject = ${day})
    order by rep.user_id`.execute(db)
  return rows
}

export interface DigestCount { userId: string, rule: ReminderKey, due: number, mustDo: number }

/** What is due until the end of the day, of each of these members' own. */
export async function countDigests(
  db: Database, userIds: readonly string[], { now, endOfDay, mustDoScore }: { now: Date, endOfDay: Date, mustDoScore: number },
): Promise<DigestCount[]> {
  const { rows } = await sql<DigestCount>`
    select reminder.user_id, reminder.rule, count(*)::int as due, (count(*) filter (where reminder.score >= ${mustDoScore}))::int as must_do from reminder
    where reminder.user_id = any(${[...userIds]}) and reminder.state in ('open', 'snoozed') and reminder.effective_due_at < ${endOfDay}
      and (reminder.window_end_at is null or reminder.window_end_at > ${now})
      and exists (select 1 from follow where follow.external_user_id = reminder.external_user_id and follow.user_id = reminder.user_id and follow.ended_at is null)
    group by reminder.user_id, reminder.rule`.execute(db)
  return rows
}

/** First talks that are with these leads. */
export async function countEscalated(db: Database, leadIds: readonly string[]): Promise<{ leadId: string, count: number }[]> {
  const { rows } = await sql<{ leadId: string, count: number }>`
    select lead_id, count(*)::int as count from reminder, unnest(escalated_to) lead_id
    where state in ('open', 'snoozed') and rule = 'first_contact' and escalated_at is not null and lead_id = any(${[...leadIds]}) group by lead_id`.execute(db)
  return rows
}

/** Takes these subjects for a message; returns those that nobody took before. */
export async function claimPushes(trx: Trx, rows: readonly { id: string, userId: string, kind: PushKind, subject: string, createdAt: Date }[]): Promise<string[]> {
  if (rows.length === 0) return []
  const taken = await trx.insertInto('push').values([...rows]).onConflict(conflict => conflict.columns(['userId', 'kind', 'subject']).doNothing()).returning('subject').execute()
  return taken.map(({ subject }) => subject)
}

export async function getDigestChoice(db: Database, userId: string): Promise<boolean> {
  const row = await db.selectFrom('pushChoice').select('digest').where('userId', '=', userId).executeTakeFirst()
  return row?.digest ?? true
}

export async function setDigestChoice(db: Database, userId: string, digest: boolean, now: Date): Promise<void> {
  await db.insertInto('pushChoice').values({ userId, digest, updatedAt: now }).onConflict(conflict => conflict.column('userId').doUpdateSet({ digest, updatedAt: now })).execute()
}

export async function deletePushesBefore(db: Database, at: Date): Promise<void> {
  await db.deleteFrom('push').where('createdAt', '<', at).execute()
}

/** Messages that went out to one member since then. By outbox_delivered. */
export async function countDelivered(db: Database, orderKey: string, since: Date): Promise<number> {
  const { count } = await db.selectFrom('outbox').select(({ fn }) => fn.countAll<number>().as('count')).where('orderKey', '=', orderKey).where('deliveredAt', '>', since).executeTakeFirstOrThrow()
  return Number(count)
}

/** Notes that the message is about to be handed to the platform; returns when it first was, since a clear refusal. */
export async function notePost(db: Database, id: number, now: Date): Promise<Date> {
  const { postedAt } = await db.updateTable('outbox').set({ postedAt: sql<Date>`coalesce(posted_at, ${now}::timestamptz)` }).where('id', '=', id).returning('postedAt').executeTakeFirstOrThrow()
  return postedAt ?? now
}

export async function settleMessage(db: Database, id: number, change: { deliveredAt?: Date, givenUpAt?: Date, nextTryAt?: Date, postedAt?: null, lastError?: string | null }): Promise<void> {
  await db.updateTable('outbox').set(change).where('id', '=', id).execute()
}
