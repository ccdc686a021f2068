import { sql } from 'kysely'
import type { Database, Trx } from '../db/database.ts'

export interface GroupRow { chatId: string, name: string, ownerUserId: string, createdAt: Date }
export interface GroupMemberRow { externalUserId: string, joinedAt: Date }

/** The group as read at `readAt`; one that we know from a later reading stays as it is (false). */
export async function upsertGroup(trx: Trx, group: GroupRow, readAt: Date): Promise<boolean> {
  const row = await trx.insertInto('groupChat').values({ ...group, syncedAt: readAt })
    .onConflict(oc => oc.column('chatId').doUpdateSet({ name: group.name, ownerUserId: group.ownerUserId, createdAt: group.createdAt, dismissedAt: null, syncedAt: readAt })
      .where('groupChat.syncedAt', '<=', readAt)).returning('chatId').executeTakeFirst()
  return row !== undefined
}

/** Exactly these people from outside. Returns who came and who went. */
export async function replaceGroupMembers(trx: Trx, chatId: string, members: readonly GroupMemberRow[]): Promise<string[]> {
  const ids = members.map(member => member.externalUserId)
  const left = await trx.deleteFrom('groupChatMember').where('chatId', '=', chatId).where(sql<boolean>`external_user_id <> all(${ids}::text[])`).returning('externalUserId').execute()
  if (members.length === 0) return left.map(row => row.externalUserId)
  const came = await trx.insertInto('groupChatMember').values(members.map(member => ({ chatId, ...member }))).onConflict(oc => oc.doNothing()).returning('externalUserId').execute()
  return [...left, ...came].map(row => row.externalUserId)
}

/** The group is no more; who was in it stays on record. Returns its people from outside, none when it was dismissed before. */
export async function dismissGroup(trx: Trx, chatId: string, { at, readAt }: { at: Date, readAt: Date }): Promise<string[]> {
  const row = await trx.updateTable('groupChat').set({ dismissedAt: at, syncedAt: readAt }).where('chatId', '=', chatId).where('dismissedAt', 'is', null)
    .where('syncedAt', '<=', readAt).returning('chatId').executeTakeFirst()
  if (!row) return []
  return (await trx.selectFrom('groupChatMember').select('externalUserId').where('chatId', '=', chatId).execute()).map(member => member.externalUserId)
}

/** Groups that the run did not meet: dismissed, or their owner has left. */
export async function listUnseenGroups(db: Database, runStartedAt: Date): Promise<string[]> {
  const rows = await db.selectFrom('groupChat').select('chatId').where('dismissedAt', 'is', null).where('syncedAt', '<', runStartedAt).orderBy('chatId').execute()
  return rows.map(row => row.chatId)
}

/** Of these the ones who are customers, in the order of their ids. */
export async function listCustomersAmong(trx: Trx, externalUserIds: readonly string[]): Promise<string[]> {
  if (externalUserIds.length === 0) return []
  const rows = await trx.selectFrom('customer').select('externalUserId').where('externalUserId', 'in', externalUserIds).orderBy('externalUserId').execute()
  return rows.map(row => row.externalUserId)
}
