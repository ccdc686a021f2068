import type { Context } from '../context.ts'
import type { Trx } from '../db/database.ts'
import { normalisePhone } from '../privacy/vault.ts'
import { afterRelationsChanged } from './after-change.ts'
import { listKnownReps, replaceCustomerTags, replacePhones, upsertCustomers, upsertFollows, type CustomerRow, type Pair, type PhoneRow } from './customers.queries.ts'
import { confirmFollows, listKnownRelations, type KnownRelation } from './known-relations.queries.ts'
import { chooseOwners } from './owners.queries.ts'
import type { Relation } from './platform-shapes.ts'
import { listTagIds } from './tags.queries.ts'

export interface ApplyOptions {
  /** When the platform was asked: a relation that we know from a later reading stays as it is. */
  readAt: Date
  /** One of many pages: the nightly pass plans afterwards. */
  isBulk?: boolean
}

/** One relation as our tables take it. */
interface Wanted { relation: Relation, pair: Pair, customer: CustomerRow, tagIds: string[], phones: { phone: string, hash: Buffer }[] }

const keyOf = ({ externalUserId, userId }: Pair): string => `${externalUserId} ${userId}`

/**
 * Writes relations as the platform had them at `readAt`, some 100 at once: customers, follows, phones, tags, owners. Members we do not know
 * are left out, so are tags (`learnTags` comes before); what we have already is only confirmed. Asks nothing of the platform.
 */
export async function applyRelations(context: Context, trx: Trx, told: readonly Relation[], { readAt, isBulk = false }: ApplyOptions): Promise<void> {
  const wanted = await news(context, trx, told, readAt)
  if (wanted.length === 0) return
  const now = context.clock.now()
  // One order of locks for all writers.
  const customers = new Map([...wanted].sort((a, b) => a.pair.externalUserId.localeCompare(b.pair.externalUserId)).map(({ pair, customer }) => [pair.externalUserId, customer]))
  const addedAt = (id: string): Date => earliest(wanted.filter(({ pair }) => pair.externalUserId === id).map(({ relation }) => relation.addedAt))
  await upsertCustomers(trx, [...customers.values()].map(customer => ({ ...customer, addedAt: addedAt(customer.externalUserId) })), now)
  const written = await upsertFollows(trx, wanted.map(({ pair, relation: { remark, description, addedAt: at, addWay, state, operUserId } }) => ({
    ...pair, remark, description, addedAt: at, addWay, state, operUserId,
  })), readAt)
  const newlyPhoned = await replacePhones(trx, written, of(wanted, written).flatMap(item => phoneRows(context, item)))
  // Tags chosen here that still wait to be written to WeCom are not overwritten by the old ones.
  const taggable = written.filter(({ pendingWrite }) => !pendingWrite)
  await replaceCustomerTags(trx, taggable, of(wanted, taggable).flatMap(({ pair, tagIds }) => tagIds.map(tagId => ({ ...pair, tagId }))))
  const externalUserIds = [...customers.keys()]
  await chooseOwners(trx, externalUserIds, now)
  await afterRelationsChanged(context, trx, { externalUserIds, newlyPhoned }, { isBulk })
}

/** Of members we know, not known from a later reading, and not just what we have. */
async function news({ vault }: Pick<Context, 'vault'>, trx: Trx, told: readonly Relation[], readAt: Date): Promise<Wanted[]> {
  if (told.length === 0) return []
  const reps = await listKnownReps(trx)
  const tags = await listTagIds(trx)
  const wanted = told.filter(relation => reps.has(relation.userId)).map((relation): Wanted => {
    const { contact, userId, mobiles, addedAt } = relation
    const pair = { externalUserId: contact.external_userid, userId }
    return {
      relation, pair, tagIds: [...new Set(relation.tagIds)].filter(id => tags.has(id)).sort(),
      customer: { externalUserId: contact.external_userid, name: contact.name, avatarUrl: contact.avatar || null, gender: contact.gender ?? 0, kind: contact.type, unionid: contact.unionid || null, addedAt },
      // What is no full number (a landline, a note) cannot match anything and is not kept.
      phones: [...new Set(mobiles.flatMap(mobile => normalisePhone(mobile) ?? []))].map(phone => ({ phone, hash: vault.hashPhone(phone) })),
    }
  })
  const known = new Map((await listKnownRelations(trx, wanted.map(({ pair }) => pair))).map(row => [keyOf(row), row]))
  const isSame = (item: Wanted): boolean => isAsKnown(item, known.get(keyOf(item.pair)))
  await confirmFollows(trx, wanted.filter(isSame).map(({ pair }) => pair), readAt)
  return wanted.filter(item => !isSame(item) && !((known.get(keyOf(item.pair))?.syncedAt ?? readAt) > readAt))
}

function isAsKnown({ relation, customer, tagIds, phones }: Wanted, known: KnownRelation | undefined): boolean {
  if (!known || known.endedAt || (known.lostAt && known.lostAt <= relation.addedAt)) return false
  return relation.remark === known.remark && relation.description === known.description && relation.addWay === known.addWay && relation.state === known.state
    && relation.operUserId === known.operUserId && relation.addedAt.getTime() === known.addedAt.getTime() && known.customerAddedAt <= relation.addedAt
    && customer.name === known.name && customer.avatarUrl === known.avatarUrl && customer.gender === known.gender && customer.kind === known.kind
    && (customer.unionid === null || customer.unionid === known.unionid)
    && tagIds.join() === [...known.tagIds].sort().join() && phones.map(({ hash }) => hash.toString('hex')).sort().join() === [...known.phoneHashes].sort().join()
}

function of(wanted: readonly Wanted[], pairs: readonly Pair[]): Wanted[] {
  const keys = new Set(pairs.map(keyOf))
  return wanted.filter(({ pair }) => keys.has(keyOf(pair)))
}

const earliest = (dates: readonly Date[]): Date => new Date(Math.min(...dates.map(date => date.getTime())))

const phoneRows = ({ vault }: Pick<Context, 'vault'>, { pair, phones }: Wanted): PhoneRow[] =>
  phones.map(({ phone, hash }) => ({ ...pair, phoneHash: hash, phoneCipher: vault.seal(phone), lastFour: phone.slice(-4) }))
