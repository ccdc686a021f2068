import { sql } from 'kysely'
import type { CustomerId, RepId } from '../../contract/ids.ts'
import type { Database, Trx } from '../db/database.ts'

/** All tags of the company with their groups, in the order of the admin console. */
export async function listTags(db: Database | Trx) {
  return db.selectFrom('tag').innerJoin('tagGroup', 'tagGroup.id', 'tag.groupId')
    .select(['tag.id as tagId', 'tag.name', 'tag.groupId', 'tagGroup.name as groupName']).orderBy('tagGroup.position').orderBy('tagGroup.id').orderBy('tag.position').orderBy('tag.id').execute()
}

/** Tags on the customer by those who follow, the viewer's own marked. */
export async function listCustomerTags(db: Database | Trx, externalUserId: CustomerId, userId: RepId) {
  return db.selectFrom('customerTag').innerJoin('follow', join => join.onRef('follow.externalUserId', '=', 'customerTag.externalUserId').onRef('follow.userId', '=', 'customerTag.userId'))
    .select(['customerTag.tagId', sql<boolean>`customer_tag.user_id = ${userId}`.as('isMine')])
    .where('customerTag.externalUserId', '=', externalUserId).where('follow.endedAt', 'is', null).execute()
}

/** The viewer's own relation, if it has not ended. */
export async function findOwnRelation(db: Database | Trx, externalUserId: CustomerId, userId: RepId): Promise<{ pendingWrite: boolean } | undefined> {
  return db.selectFrom('follow').select('pendingWrite').where('externalUserId', '=', externalUserId).where('userId', '=', userId).where('endedAt', 'is', null).executeTakeFirst()
}

export async function putTags(trx: Trx, externalUserId: CustomerId, userId: RepId, tagIds: readonly string[]): Promise<void> {
  if (tagIds.length > 0) await trx.insertInto('customerTag').values(tagIds.map(tagId => ({ externalUserId, userId, tagId }))).onConflict(oc => oc.doNothing()).execute()
}

export async function takeTags(trx: Trx, externalUserId: CustomerId, userId: RepId, tagIds: readonly string[]): Promise<void> {
  if (tagIds.length > 0) await trx.deleteFrom('customerTag').where('externalUserId', '=', externalUserId).where('userId', '=', userId).where('tagId', 'in', tagIds).execute()
}
