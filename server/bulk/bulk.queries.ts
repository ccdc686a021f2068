import { sql } from 'kysely'
import type { BulkReason, NotSentReason } from '../../contract/bulk.schema.ts'
import type { CustomerId, RepId } from '../../contract/ids.ts'
import type { Database, Trx } from '../db/database.ts'

const json = (value: unknown) => sql`${JSON.stringify(value)}::text::json`

export interface NewBulk { id: string, byUserId: RepId, textCipher: Buffer, total: number, notFound: number, createdAt: Date }
export async function insertBulk(trx: Trx, bulk: NewBulk): Promise<void> {
  await trx.insertInto('bulkSend').values(bulk).execute()
}

export async function insertBulkTask(trx: Trx, task: { id: string, bulkSendId: string, userId: RepId, createdAt: Date }): Promise<void> {
  await trx.insertInto('bulkTask').values(task).execute()
}

/** One customer of a mass message: refused with a reason, or reached by a task and a touch. */
export interface NewRecipient { externalUserId: CustomerId, refused: BulkReason | null, taskId: string | null, touchId: string | null, userId: RepId | null }

/**
 * The decisions, and a proactive touch of everybody who is reached, by one statement each: the touch counts for every rule from now on. Nobody is
 * asked whether she replied to it. The customers' row locks are held.
 */
export async function insertRecipients(trx: Trx, bulkSendId: string, recipients: readonly NewRecipient[], at: Date): Promise<void> {
  const reached = recipients.filter(({ touchId }) => touchId !== null)
  await sql`insert into touch (id, external_user_id, user_id, channel, contact_class, started_at, last_at, send_count, reply_asked_at, bulk_send_id)
    select g."touchId", g."externalUserId", g."userId", 'chat', 'proactive', ${at}::timestamptz, ${at}::timestamptz, 1, ${at}::timestamptz, ${bulkSendId}::uuid
    from json_to_recordset(${json(reached)}) as g("touchId" uuid, "externalUserId" text, "userId" text)`.execute(trx)
  await sql`insert into bulk_recipient (bulk_send_id, external_user_id, task_id, refused, touch_id)
    select ${bulkSendId}::uuid, g."externalUserId", g."taskId", g.refused, g."touchId"
    from json_to_recordset(${json(recipients)}) as g("externalUserId" text, "taskId" uuid, refused text, "touchId" uuid)`.execute(trx)
  await sql`update customer set last_touch_at = greatest(last_touch_at, ${at}::timestamptz), last_activity_at = greatest(last_activity_at, ${at}::timestamptz), updated_at = ${at}::timestamptz
    where external_user_id = any(${reached.map(({ externalUserId }) => externalUserId)}::text[])`.execute(trx)
}

export interface BulkTask {
  id: string
  bulkSendId: string
  userId: RepId
  state: 'waiting' | 'created' | 'settled' | 'failed'
  createdAt: Date
  calledAt: Date | null
  msgid: string | null
  textCipher: Buffer
}

export async function findBulkTask(db: Database | Trx, id: string): Promise<BulkTask | undefined> {
  const { rows: [row] } = await sql<BulkTask>`
    select t.id, t.bulk_send_id "bulkSendId", t.user_id "userId", t.state, t.created_at "createdAt", t.called_at "calledAt", t.msgid, b.text_cipher "textCipher"
    from bulk_task t join bulk_send b on b.id = t.bulk_send_id where t.id = ${id}::uuid`.execute(db)
  return row
}

/** Who is still to be reached by the task, in the order of their ids. */
export async function listPending(db: Database | Trx, taskId: string): Promise<{ externalUserId: CustomerId, touchId: string | null }[]> {
  const { rows } = await sql<{ externalUserId: CustomerId, touchId: string | null }>`
    select external_user_id "externalUserId", touch_id "touchId" from bulk_recipient
    where task_id = ${taskId}::uuid and refused is null and outcome is null order by external_user_id`.execute(db)
  return rows
}

/** Marks that the platform is about to be asked; false: another process did so meanwhile. */
export async function markCalled(trx: Trx, task: Pick<BulkTask, 'id' | 'calledAt'>, now: Date): Promise<boolean> {
  const { rows } = await sql`update bulk_task set called_at = ${now}::timestamptz
    where id = ${task.id}::uuid and state = 'waiting' and called_at is not distinct from ${task.calledAt}::timestamptz returning id`.execute(trx)
  return rows.length === 1
}

export async function isKnownMessage(db: Database, msgid: string): Promise<boolean> {
  return await db.selectFrom('bulkTask').select('id').where('msgid', '=', msgid).executeTakeFirst() !== undefined
}

export async function setTask(db: Database | Trx, id: string, change: { state: BulkTask['state'], msgid?: string, nextLookAt?: Date }): Promise<void> {
  await db.updateTable('bulkTask').set(change).where('id', '=', id).execute()
}

/** Takes the next task whose results are due, and puts its next look off to `nextLookAt`. */
export async function claimLook(db: Database, now: Date, nextLookAt: Date): Promise<string | null> {
  const { rows: [row] } = await sql<{ id: string }>`
    update bulk_task set next_look_at = ${nextLookAt}::timestamptz where id = (
      select id from bulk_task where state = 'created' and next_look_at <= ${now}::timestamptz order by next_look_at limit 1 for update skip locked) returning id`.execute(db)
  return row?.id ?? null
}

/** `why` of what was not sent; `at`: when it was sent. */
export interface Outcome { externalUserId: CustomerId, outcome: 'sent' | 'not_sent', refused: BulkReason | null, why: NotSentReason | null, at: Date | null }

/**
 * What became of recipients: a touch that was made began when the member sent it; one that was not made is gone, and the last touch is the newest
 * that stands. Returns whom it changed. The customers' row locks are held.
 */
export async function writeOutcomes(trx: Trx, taskId: string, outcomes: readonly Outcome[], now: Date): Promise<CustomerId[]> {
  const { rows } = await sql<{ externalUserId: CustomerId, touchId: string | null, outcome: Outcome['outcome'], at: string | null }>`
    update bulk_recipient r set outcome = g.outcome, refused = g.refused, not_sent_why = g.why
    from json_to_recordset(${json(outcomes)}) as g("externalUserId" text, outcome text, refused text, why text, at timestamptz)
    where r.task_id = ${taskId}::uuid and r.external_user_id = g."externalUserId" and r.outcome is null and r.refused is null
    returning r.external_user_id "externalUserId", r.touch_id "touchId", g.outcome, to_json(g.at) #>> '{}' as "at"`.execute(trx)
  const sent = rows.filter(({ outcome }) => outcome === 'sent')
  await sql`update touch t set started_at = greatest(t.started_at, g.at), last_at = greatest(t.last_at, g.at)
    from json_to_recordset(${json(sent)}) as g("touchId" uuid, at timestamptz) where t.id = g."touchId" and t.bulk_send_id is not null and g.at is not null`.execute(trx)
  const gone = rows.flatMap(({ outcome, touchId }) => outcome === 'not_sent' && touchId ? [touchId] : [])
  await sql`delete from touch where id = any(${gone}::uuid[]) and bulk_send_id is not null`.execute(trx)
  const changed = rows.map(({ externalUserId }) => externalUserId)
  await sql`update customer c set last_touch_at = (select max(t.last_at) from touch t where t.external_user_id = c.external_user_id), updated_at = ${now}::timestamptz
    where c.external_user_id = any(${changed}::text[])`.execute(trx)
  return changed
}
