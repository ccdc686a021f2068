import type { Context } from '../context.ts'
import type { Trx } from '../db/database.ts'
import { normalisePhone } from '../privacy/vault.ts'
import { afterRelationsChanged } from './after-change.ts'
import {
  listKnownReps, listNewerPairs, replaceCustomerTags, replacePhones, upsertCustomers, upsertFollows, type Pair, type PhoneRow,
} from './customers.queries.ts'
import { chooseOwners } from './owners.queries.ts'
import type { Relation } from './platform-shapes.ts'
import { listTagIds } from './tags.queries.ts'

export interface ApplyOptions {
  /** When the platform was asked: a relation that we know from a later reading stays as it is. */
  readAt: Date
  /** One of many pages: the nightly pass plans afterwards. */
  isBulk?: boolean
}

const keyOf = ({ externalUserId, userId }: Pair): string => `${externalUserId} ${userId}`
const pairOf = ({ contact, userId }: Relation): Pair => ({ externalUserId: contact.external_userid, userId })

/**
 * Writes relations as the platform had them at `readAt`, some 100 at once: customers, follows, phones, tags, owners. Members we do not know
 * are left out, so are tags (`learnTags` comes before). Asks nothing of the platform. Returns the customers written.
 */
export async function applyRelations(context: Context, trx: Trx, told: readonly Relation[], { readAt, isBulk = false }: ApplyOptions): Promise<string[]> {
  const relations = await upToDate(trx, told, readAt)
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
  const written = await upsertFollows(trx, relations.map(relation => ({
    ...pairOf(relation), remark: relation.remark, description: relation.description, addedAt: relation.addedAt, addWay: relation.addWay, state: relation.state, operUserId: relation.operUserId,
  })), readAt)
  const of = (pairs: readonly Pair[]) => {
    const keys = new Set(pairs.map(keyOf))
    return relations.filter(relation => keys.has(keyOf(pairOf(relation))))
  }
  const newlyPhoned = await replacePhones(trx, written, phonesOf(context, of(written)))
  // Tags chosen here that still wait to be written to WeCom are not overwritten by the old ones.
  const taggable = written.filter(({ pendingWrite }) => !pendingWrite)
  await replaceCustomerTags(trx, taggable, await tagsOf(trx, of(taggable)))
  const ids = [...contacts.keys()]
  await chooseOwners(trx, ids, now)
  await afterRelationsChanged(context, trx, { externalUserIds: ids, newlyPhoned }, { isBulk })
  return ids
}

/** Of members we know, and not known from a later reading. */
async function upToDate(trx: Trx, told: readonly Relation[], readAt: Date): Promise<Relation[]> {
  if (told.length === 0) return []
  const reps = await listKnownReps(trx)
  const newer = new Set((await listNewerPairs(trx, told.map(pairOf), readAt)).map(keyOf))
  return told.filter(relation => reps.has(relation.userId) && !newer.has(keyOf(pairOf(relation))))
}

const earliest = (dates: readonly Date[]): Date => new Date(Math.min(...dates.map(date => date.getTime())))

/** What is no full number (a landline, a note) cannot match anything and is not kept. */
function phonesOf({ vault }: Pick<Context, 'vault'>, relations: readonly Relation[]): PhoneRow[] {
  return relations.flatMap(relation => [...new Set(relation.mobiles.flatMap(mobile => normalisePhone(mobile) ?? []))].map(phone => ({
    ...pairOf(relation), phoneHash: vault.hashPhone(phone), phoneCipher: vault.seal(phone), lastFour: phone.slice(-4),
  })))
}

async function tagsOf(trx: Trx, relations: readonly Relation[]): Promise<(Pair & { tagId: string })[]> {
  const rows = relations.flatMap(relation => [...new Set(relation.tagIds)].map(tagId => ({ ...pairOf(relation), tagId })))
  if (rows.length === 0) return []
  const known = await listTagIds(trx)
  return rows.filter(row => known.has(row.tagId))
}
