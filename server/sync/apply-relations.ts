import type { Context } from '../context.ts'
import type { Trx } from '../db/database.ts'
import { normalisePhone } from '../privacy/vault.ts'
import { afterRelationsChanged } from './after-change.ts'
import { chooseOwners, listKnownReps, replaceCustomerTags, replacePhones, upsertCustomers, upsertFollows, type PhoneRow } from './customers.queries.ts'
import type { Relation } from './platform-shapes.ts'
import { listTagIds } from './tags.queries.ts'
import { synchroniseTags } from './tags.ts'

/** Writes relations as the platform has them, some 100 at once: customers, follows, phones, tags, owners. Members we do not know are left out. */
export async function applyRelations(context: Context, trx: Trx, told: readonly Relation[], { isBulk = false } = {}): Promise<string[]> {
  const reps = await listKnownReps(trx)
  const relations = told.filter(relation => reps.has(relation.userId))
  if (relations.length === 0) return []
  const now = context.clock.now()
  // One order of locks for all writers.
  const contacts = new Map([...relations].sort((a, b) => a.contact.external_userid.localeCompare(b.contact.external_userid))
    .map(relation => [relation.contact.external_userid, relation]))
  await upsertCustomers(trx, [...contacts.values()].map(({ contact }) => ({
    externalUserId: contact.external_userid, name: contact.name, avatarUrl: contact.avatar || null, gender: contact.gender ?? 0, kind: contact.type,
    unionid: contact.unionid || null,
    addedAt: earliest(relations.filter(relation => relation.contact.external_userid === contact.external_userid).map(relation => relation.addedAt)),
  })), now)
  await upsertFollows(trx, relations.map(({ contact, userId, remark, description, addedAt, addWay, state, operUserId }) => ({
    externalUserId: contact.external_userid, userId, remark, description, addedAt, addWay, state, operUserId,
  })), now)
  const pairs = relations.map(({ contact, userId }) => ({ externalUserId: contact.external_userid, userId }))
  const newlyPhoned = await replacePhones(trx, pairs, phonesOf(context, relations))
  await replaceCustomerTags(trx, pairs, await tagsOf(context, trx, relations))
  const ids = [...contacts.keys()]
  await chooseOwners(trx, ids, now)
  await afterRelationsChanged(context, trx, { externalUserIds: ids, newlyPhoned }, { isBulk })
  return ids
}

const earliest = (dates: readonly Date[]): Date => new Date(Math.min(...dates.map(date => date.getTime())))

/** What is no full number (a landline, a note) cannot match anything and is not kept. */
function phonesOf({ vault }: Pick<Context, 'vault'>, relations: readonly Relation[]): PhoneRow[] {
  return relations.flatMap(({ contact, userId, mobiles }) => [...new Set(mobiles.flatMap(mobile => normalisePhone(mobile) ?? []))].map(phone => ({
    externalUserId: contact.external_userid, userId, phoneHash: vault.hashPhone(phone), phoneCipher: vault.seal(phone), lastFour: phone.slice(-4),
  })))
}

/** A tag we have not heard of yet: its own event may come later than the customer's, so all tags are read now. */
async function tagsOf(context: Context, trx: Trx, relations: readonly Relation[]): Promise<{ externalUserId: string, userId: string, tagId: string }[]> {
  const rows = relations.flatMap(({ contact, userId, tagIds }) => [...new Set(tagIds)].map(tagId => ({ externalUserId: contact.external_userid, userId, tagId })))
  if (rows.length === 0) return []
  let known = await listTagIds(trx)
  if (rows.some(row => !known.has(row.tagId))) {
    await synchroniseTags(context, trx)
    known = await listTagIds(trx)
  }
  return rows.filter(row => known.has(row.tagId))
}
