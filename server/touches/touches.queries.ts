import { sql } from 'kysely'
import type { CustomerId, RepId, TouchId } from '../../contract/ids.ts'
import type { Touch } from '../../contract/touches.schema.ts'
import type { ContactClass, OverLimitReason, ReplySource, ReplyState, TouchChannel } from '../../contract/words.ts'
import type { Database, Trx } from '../db/database.ts'
import { isUuid } from '../http/uuid.ts'
import { isInScope } from '../session/scope.ts'
import type { Viewer } from '../session/viewer.ts'

export interface NewTouch {
  touchId: string
  externalUserId: CustomerId
  userId: RepId
  channel: TouchChannel
  contactClass: ContactClass
  at: Date
  sendCount: number
  overLimitReason: OverLimitReason | null
  overLimitText: string | null
}

/** The newest touch of this member by this channel that began after `since`: what is sent now goes on with it. */
export async function findTouchToJoin(trx: Trx, { externalUserId, userId, channel, since, at }: Pick<NewTouch, 'externalUserId' | 'userId' | 'channel' | 'at'> & { since: Date }) {
  return trx.selectFrom('touch').select(['id', 'contactClass'])
    .where('externalUserId', '=', externalUserId).where('userId', '=', userId).where('channel', '=', channel).where('bulkSendId', 'is', null)
    .where('startedAt', '>', since).where('startedAt', '<=', at)
    .orderBy('startedAt', 'desc').orderBy('id').limit(1).executeTakeFirst()
}

export async function insertTouch(trx: Trx, { touchId, at, ...touch }: NewTouch): Promise<void> {
  await trx.insertInto('touch').values({ ...touch, id: touchId, startedAt: at, lastAt: at }).execute()
}

/** One more send of the same touch. A proactive send makes the whole touch proactive; the reason above the limit is kept. */
export async function extendTouch(
  trx: Trx, touchId: string, { at, sendCount, contactClass, overLimitReason, overLimitText }: Pick<NewTouch, 'at' | 'sendCount' | 'contactClass' | 'overLimitReason' | 'overLimitText'>,
): Promise<void> {
  await trx.updateTable('touch').set({
    lastAt: sql<Date>`greatest(last_at, ${at})`, sendCount: sql<number>`send_count + ${sendCount}::int`,
    ...(contactClass === 'proactive' && { contactClass }), ...(overLimitReason && { overLimitReason, overLimitText }),
  }).where('id', '=', touchId).execute()
}

export async function markTouched(trx: Trx, externalUserId: CustomerId, at: Date): Promise<void> {
  await trx.updateTable('customer').set({
    lastTouchAt: sql<Date>`greatest(last_touch_at, ${at})`, lastActivityAt: sql<Date>`greatest(last_activity_at, ${at})`, updatedAt: at,
  }).where('externalUserId', '=', externalUserId).execute()
}

export async function getTouch(db: Database | Trx, touchId: string): Promise<Touch> {
  const row = await db.selectFrom('touch').innerJoin('rep', 'rep.userId', 'touch.userId')
    .select(['touch.id', 'touch.channel', 'touch.contactClass', 'touch.startedAt', 'touch.lastAt', 'touch.sendCount', 'touch.userId', 'rep.name', 'touch.replyState', 'touch.replySource', 'touch.replyAt'])
    .where('touch.id', '=', touchId).executeTakeFirstOrThrow()
  return {
    touchId: row.id as TouchId, channel: row.channel, contactClass: row.contactClass, startedAt: row.startedAt.toISOString(), lastAt: row.lastAt.toISOString(),
    sendCount: row.sendCount, byUserId: row.userId as RepId, byName: row.name,
    reply: { state: row.replyState, source: row.replySource as ReplySource | null, at: row.replyAt?.toISOString() ?? null },
  }
}

/** The touch, if its customer is in the viewer's scope. */
export async function findTouchInScope(db: Database | Trx, viewer: Viewer, touchId: string) {
  if (!isUuid(touchId)) return undefined
  return db.selectFrom('touch').select(['id', 'externalUserId', 'userId', 'channel', 'startedAt', 'lastAt', 'sendCount', 'replyState', 'replyAt'])
    .where('id', '=', touchId).where(isInScope(viewer, 'touch.external_user_id')).executeTakeFirst()
}

export async function deleteTouchRow(trx: Trx, touchId: string): Promise<void> {
  await trx.deleteFrom('touch').where('id', '=', touchId).execute()
}

/** After a touch was taken back: the last one is the newest that still stands. */
export async function recountLastTouch(trx: Trx, externalUserId: CustomerId, now: Date): Promise<void> {
  await trx.updateTable('customer').set({
    lastTouchAt: eb => eb.selectFrom('touch').select(({ fn }) => fn.max('lastAt').as('at')).where('touch.externalUserId', '=', externalUserId), updatedAt: now,
  }).where('externalUserId', '=', externalUserId).execute()
}

export interface TouchReply { replyState: ReplyState, replySource: ReplySource | null, replyAt: Date | null, replyAskedAt: Date | null }

export async function setTouchReply(trx: Trx, touchId: string, reply: TouchReply): Promise<void> {
  await trx.updateTable('touch').set(reply).where('id', '=', touchId).execute()
}

export interface NewReply { id: string, externalUserId: CustomerId, touchId: string | null, source: ReplySource, repliedAt: Date, byUserId: RepId | null }

export async function insertReply(trx: Trx, reply: NewReply): Promise<void> {
  await trx.insertInto('reply').values(reply).execute()
  await trx.updateTable('customer').set({
    lastReplyAt: sql<Date>`greatest(last_reply_at, ${reply.repliedAt})`, lastActivityAt: sql<Date>`greatest(last_activity_at, ${reply.repliedAt})`,
  }).where('externalUserId', '=', reply.externalUserId).execute()
}

/** Takes a rep's mark back: the reply stays as a record; the customer's last reply becomes the newest that still stands. */
export async function takeBackReplies(trx: Trx, externalUserId: CustomerId, touchId: string, now: Date): Promise<void> {
  const taken = await trx.updateTable('reply').set({ takenBackAt: now })
    .where('touchId', '=', touchId).where('source', '=', 'rep').where('takenBackAt', 'is', null).returning('repliedAt').execute()
  if (taken.length === 0) return
  await trx.updateTable('customer').set({
    lastReplyAt: eb => eb.selectFrom('reply').select(({ fn }) => fn.max('repliedAt').as('at')).where('reply.externalUserId', '=', externalUserId).where('takenBackAt', 'is', null),
  }).where('externalUserId', '=', externalUserId).where('lastReplyAt', 'in', taken.map(row => row.repliedAt)).execute()
}
