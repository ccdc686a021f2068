import { sql, type RawBuilder } from 'kysely'
import type { BulkCustomer, BulkLine, BulkOutcome, BulkReason, BulkRecipient, BulkResult, NotSentReason } from '../../contract/bulk.schema.ts'
import type { CustomerId } from '../../contract/ids.ts'
import type { Database } from '../db/database.ts'
import { isInScope } from '../session/scope.ts'
import { seesEverybody, type Viewer } from '../session/viewer.ts'

/** A lead reads the own mass messages, operators and admins all. */
const isReadable = (viewer: Viewer): RawBuilder<unknown> => seesEverybody(viewer.role) ? sql`true` : sql`b.by_user_id = ${viewer.userId}`
/** As the owner calls her. */
export const calledName = sql`coalesce((select nullif(f.remark, '') from follow f where f.external_user_id = c.external_user_id and f.user_id = c.owner_user_id and f.ended_at is null), c.name)`
const outcomeOf = sql`case when r.refused is not null then 'refused' else coalesce(r.outcome, 'pending') end`

export async function listNames(db: Database, viewer: Viewer, ids: readonly CustomerId[]): Promise<BulkCustomer[]> {
  const { rows } = await sql<BulkCustomer>`
    select c.external_user_id "customerId", ${calledName} "name", c.tier from customer c where c.external_user_id = any(${[...ids]}::text[]) and ${isInScope(viewer, 'c.external_user_id')}`.execute(db)
  return rows
}

export type BulkRow = Omit<BulkLine, 'text' | 'createdAt'> & { createdAt: Date, textCipher: Buffer }
export interface BulkPlace { at: Date, id: string }

const lines = (where: RawBuilder<unknown>, limit: number): RawBuilder<BulkRow> => sql<BulkRow>`
  select b.id "bulkId", rep.name "byName", b.created_at "createdAt", b.text_cipher "textCipher", b.total, b.not_found "notFound", n.sent, n.pending, n."notSent", n.refused
  from bulk_send b join rep on rep.user_id = b.by_user_id cross join lateral (
    select count(*) filter (where o = 'sent')::int sent, count(*) filter (where o = 'pending')::int pending, count(*) filter (where o = 'not_sent')::int "notSent", count(*) filter (where o = 'refused')::int refused
    from (select ${outcomeOf} o from bulk_recipient r where r.bulk_send_id = b.id) each) n
  where ${where} order by b.created_at desc, b.id desc limit ${limit}`

/** Newest first, by bulk_send_newest. */
export async function listBulkSends(db: Database, viewer: Viewer, { after, limit }: { after: BulkPlace | null, limit: number }): Promise<BulkRow[]> {
  const behind = after === null ? sql`true` : sql`(b.created_at, b.id) < (${after.at}::timestamptz, ${after.id}::uuid)`
  return (await lines(sql`${isReadable(viewer)} and ${behind}`, limit).execute(db)).rows
}

export async function countBulkSends(db: Database, viewer: Viewer): Promise<number> {
  const { rows: [row] } = await sql<{ count: number }>`select count(*) as count from bulk_send b where ${isReadable(viewer)}`.execute(db)
  return Number(row?.count ?? 0)
}

export async function findBulkSend(db: Database, viewer: Viewer, bulkId: string): Promise<BulkRow | undefined> {
  return (await lines(sql`${isReadable(viewer)} and b.id = ${bulkId}::uuid`, 1).execute(db)).rows[0]
}

/** Who is asked to confirm it, and what came of theirs. */
export async function listBulkMembers(db: Database, bulkId: string): Promise<BulkResult['members']> {
  const { rows } = await sql<BulkResult['members'][number]>`
    select t.user_id "userId", rep.name, t.state, n.sent, n.pending, n."notSent" from bulk_task t join rep on rep.user_id = t.user_id cross join lateral (
      select count(*) filter (where r.outcome = 'sent')::int sent, count(*) filter (where r.outcome is null and r.refused is null)::int pending,
        count(*) filter (where r.outcome = 'not_sent')::int "notSent" from bulk_recipient r where r.task_id = t.id) n
    where t.bulk_send_id = ${bulkId}::uuid order by rep.name, t.user_id`.execute(db)
  return rows
}

export interface ReasonCount { refused: BulkReason | null, why: NotSentReason | null, count: number }
export async function countBulkReasons(db: Database, bulkId: string): Promise<ReasonCount[]> {
  const { rows } = await sql<ReasonCount>`
    select r.refused, case when r.refused is null then r.not_sent_why end why, count(*)::int count from bulk_recipient r
    where r.bulk_send_id = ${bulkId}::uuid and (r.refused is not null or r.outcome = 'not_sent') group by 1, 2`.execute(db)
  return rows
}

export type RecipientRow = Omit<BulkRecipient, 'why'> & { refused: BulkReason | null, notSentWhy: NotSentReason | null }
const recipients = (viewer: Viewer, bulkId: string, outcome: BulkOutcome): RawBuilder<unknown> => sql`
  bulk_recipient r join customer c on c.external_user_id = r.external_user_id left join bulk_task t on t.id = r.task_id left join rep on rep.user_id = t.user_id
  where r.bulk_send_id = ${bulkId}::uuid and ${outcomeOf} = ${outcome} and ${isInScope(viewer, 'r.external_user_id')}`

/** In the order of their ids, behind `after`. */
export async function listRecipients(db: Database, viewer: Viewer, bulkId: string, { outcome, after, limit }: { outcome: BulkOutcome, after: string, limit: number }): Promise<RecipientRow[]> {
  const { rows } = await sql<RecipientRow>`
    select c.external_user_id "customerId", ${calledName} "name", c.tier, rep.name "memberName", ${outcomeOf} outcome, r.refused, r.not_sent_why "notSentWhy"
    from ${recipients(viewer, bulkId, outcome)} and r.external_user_id > ${after} order by r.external_user_id limit ${limit}`.execute(db)
  return rows
}

export async function countRecipients(db: Database, viewer: Viewer, bulkId: string, outcome: BulkOutcome): Promise<number> {
  const { rows: [row] } = await sql<{ count: number }>`select count(*) as count from ${recipients(viewer, bulkId, outcome)}`.execute(db)
  return Number(row?.count ?? 0)
}
