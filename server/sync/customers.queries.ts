import { sql } from 'kysely'
import type { Database, Trx } from '../db/database.ts'

export interface CustomerRow { externalUserId: string, name: string, avatarUrl: string | null, gender: number, kind: number, unionid: string | null, addedAt: Date }
export interface FollowRow { externalUserId: string, userId: string, remark: string, description: string, addedAt: Date, addWay: number, state: string, operUserId: string | null }
export interface PhoneRow { externalUserId: string, userId: string, phoneHash: Buffer, phoneCipher: Buffer, lastFour: string }
export type Pair = Pick<FollowRow, 'externalUserId' | 'userId'>

export async function listKnownReps(db: Database | Trx): Promise<Set<string>> {
  const rows = await db.selectFrom('rep').select('userId').execute()
  return new Set(rows.map(row => row.userId))
}

/** What the platform says of the customer; what we derive (figures, tier, region …) stays. */
export async function upsertCustomers(trx: Trx, rows: CustomerRow[], now: Date): Promise<void> {
  await trx.insertInto('customer').values(rows.map(row => ({ ...row, lastActivityAt: row.addedAt, updatedAt: now })))
    .onConflict(oc => oc.column('externalUserId').doUpdateSet(eb => ({
      name: eb.ref('excluded.name'), avatarUrl: eb.ref('excluded.avatarUrl'), gender: eb.ref('excluded.gender'), kind: eb.ref('excluded.kind'),
      unionid: eb.fn.coalesce('excluded.unionid', 'customer.unionid'),
      addedAt: sql<Date>`least(customer.added_at, excluded.added_at)`,
      lastActivityAt: sql<Date>`greatest(customer.last_activity_at, excluded.last_activity_at)`,
      updatedAt: now,
    }))).execute()
}

/**
 * The relations as the platform had them at `readAt`; they live again if they had ended. A customer who deleted the member stays in the
 * platform's lists (errcode 84061, document/path/90313: a one-way relation), so only one added since then is no longer lost. A remark that
 * still waits to be written to WeCom is not overwritten by the old one, nothing by what was read earlier. Returns the relations that were
 * written, and whether their tags may be too.
 */
export async function upsertFollows(trx: Trx, rows: FollowRow[], readAt: Date): Promise<(Pair & { pendingWrite: boolean })[]> {
  const unlessPending = (column: 'remark' | 'description') => sql<string>`case when follow.pending_write then follow.${sql.ref(column)} else excluded.${sql.ref(column)} end`
  return trx.insertInto('follow').values(rows.map(row => ({ ...row, syncedAt: readAt })))
    .onConflict(oc => oc.columns(['externalUserId', 'userId']).doUpdateSet(eb => ({
      remark: unlessPending('remark'), description: unlessPending('description'),
      addedAt: eb.ref('excluded.addedAt'), addWay: eb.ref('excluded.addWay'), state: eb.ref('excluded.state'), operUserId: eb.ref('excluded.operUserId'),
      lostAt: sql<Date | null>`case when follow.lost_at > excluded.added_at then follow.lost_at end`, endedAt: null, syncedAt: readAt,
    })).where('follow.syncedAt', '<=', readAt)).returning(['externalUserId', 'userId', 'pendingWrite']).execute()
}

const unnested = (pairs: readonly Pair[]) => sql`select * from unnest(${pairs.map(pair => pair.externalUserId)}::text[], ${pairs.map(pair => pair.userId)}::text[])`

/** Exactly these phones for these relations. Returns the customers for whom a number is new: orders may wait for it. */
export async function replacePhones(trx: Trx, pairs: readonly Pair[], phones: PhoneRow[]): Promise<string[]> {
  const kept = await trx.selectFrom('followPhone').select(['externalUserId', 'userId', 'phoneHash']).where(sql<boolean>`(external_user_id, user_id) in (${unnested(pairs)})`).execute()
  const keyOf = (row: Pick<PhoneRow, 'externalUserId' | 'userId' | 'phoneHash'>): string => `${row.externalUserId} ${row.userId} ${Buffer.from(row.phoneHash).toString('hex')}`
  const given = new Set(phones.map(keyOf))
  const there = new Set(kept.map(keyOf))
  for (const row of kept.filter(row => !given.has(keyOf(row)))) {
    await trx.deleteFrom('followPhone').where('externalUserId', '=', row.externalUserId).where('userId', '=', row.userId).where('phoneHash', '=', row.phoneHash).execute()
  }
  const fresh = phones.filter(row => !there.has(keyOf(row)))
  if (fresh.length > 0) await trx.insertInto('followPhone').values(fresh).onConflict(oc => oc.doNothing()).execute()
  return [...new Set(fresh.map(row => row.externalUserId))]
}

/** Exactly these tags for these relations. */
export async function replaceCustomerTags(trx: Trx, pairs: readonly Pair[], tags: (Pair & { tagId: string })[]): Promise<void> {
  const given = sql`select * from unnest(${tags.map(row => row.externalUserId)}::text[], ${tags.map(row => row.userId)}::text[], ${tags.map(row => row.tagId)}::text[])`
  await sql`delete from customer_tag where (external_user_id, user_id) in (${unnested(pairs)}) and (external_user_id, user_id, tag_id) not in (${given})`.execute(trx)
  if (tags.length > 0) await sql`insert into customer_tag (external_user_id, user_id, tag_id) ${given} on conflict do nothing`.execute(trx)
}

/**
 * `lost`: the customer deleted the member, shown and kept, unless they added each other again since; `ended`: the member deleted the
 * customer or handed it over, as read at `readAt`. True: it was a living relation.
 */
export async function endFollow(trx: Trx, { externalUserId, userId }: Pair, how: 'lost' | 'ended', { at, readAt }: { at: Date, readAt: Date }): Promise<boolean> {
  const row = await trx.updateTable('follow').set(how === 'lost' ? { lostAt: at } : { endedAt: at, syncedAt: readAt })
    .where('externalUserId', '=', externalUserId).where('userId', '=', userId).where('endedAt', 'is', null)
    .$if(how === 'ended', query => query.where('syncedAt', '<=', readAt))
    .$if(how === 'lost', query => query.where('lostAt', 'is', null).where(sql<boolean>`greatest(added_at, added_again_at) < ${at}`))
    .returning('userId').executeTakeFirst()
  return row !== undefined
}

/** The customer is there again: an add event that is no older than the deletion. True: the relation was lost. */
export async function reviveFollow(trx: Trx, { externalUserId, userId }: Pair, at: Date): Promise<boolean> {
  await trx.updateTable('follow').set({ addedAgainAt: sql<Date>`greatest(added_again_at, ${at})` }).where('externalUserId', '=', externalUserId).where('userId', '=', userId).execute()
  const row = await trx.updateTable('follow').set({ lostAt: null })
    .where('externalUserId', '=', externalUserId).where('userId', '=', userId).where('lostAt', '<=', at).returning('userId').executeTakeFirst()
  return row !== undefined
}

/** Living relations of this member that the run did not meet, locked: the platform no longer has them. */
export async function listUnseenFollows(trx: Trx, userId: string, runStartedAt: Date): Promise<string[]> {
  const rows = await trx.selectFrom('follow').select('externalUserId')
    .where('userId', '=', userId).where('endedAt', 'is', null).where('lostAt', 'is', null).where('syncedAt', '<', runStartedAt)
    .orderBy('externalUserId').forNoKeyUpdate().execute()
  return rows.map(row => row.externalUserId)
}

/** Somebody of the viewer's scope among these members (the viewer too). */
export async function hasInScope(db: Database, viewerId: string, userIds: readonly string[]): Promise<boolean> {
  if (userIds.length === 0) return false
  const row = await db.selectFrom('repScope').select('userId').where('viewerId', '=', viewerId).where('userId', 'in', userIds).limit(1).executeTakeFirst()
  return row !== undefined
}
