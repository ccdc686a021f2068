import { sql } from 'kysely'
import type { Trx } from '../db/database.ts'
import type { Pair } from './customers.queries.ts'

/** A relation as we have it, with all that the platform says of it. */
export interface KnownRelation extends Pair {
  remark: string
  description: string
  addedAt: Date
  addWay: number
  state: string
  operUserId: string | null
  lostAt: Date | null
  endedAt: Date | null
  syncedAt: Date
  name: string
  avatarUrl: string | null
  gender: number
  kind: number
  unionid: string | null
  customerAddedAt: Date
  tagIds: string[]
  /** Hex. */
  phoneHashes: string[]
}

const unnested = (pairs: readonly Pair[]) => sql`select * from unnest(${pairs.map(pair => pair.externalUserId)}::text[], ${pairs.map(pair => pair.userId)}::text[])`

/** By the keys alone (`offset 0`), whatever the planner believes of tables it has no figures of yet: the first synchronisation meets only such. */
export async function listKnownRelations(trx: Trx, pairs: readonly Pair[]): Promise<KnownRelation[]> {
  const { rows } = await sql<KnownRelation>`
    select f.external_user_id, f.user_id, f.remark, f.description, f.added_at, f.add_way, f.state, f.oper_user_id, f.lost_at, f.ended_at, f.synced_at,
      c.name, c.avatar_url, c.gender, c.kind, c.unionid, c.added_at as customer_added_at,
      array(select t.tag_id from customer_tag t where t.external_user_id = f.external_user_id and t.user_id = f.user_id order by t.tag_id) as tag_ids,
      array(select encode(p.phone_hash, 'hex') from follow_phone p where p.external_user_id = f.external_user_id and p.user_id = f.user_id order by 1) as phone_hashes
    from (select distinct * from unnest(${pairs.map(pair => pair.externalUserId)}::text[], ${pairs.map(pair => pair.userId)}::text[])) asked (id, member)
      cross join lateral (select * from follow where external_user_id = asked.id and user_id = asked.member offset 0) f
      cross join lateral (select * from customer where external_user_id = f.external_user_id offset 0) c`.execute(trx)
  return rows
}

/** The platform said at `readAt` just what we have. */
export async function confirmFollows(trx: Trx, pairs: readonly Pair[], readAt: Date): Promise<void> {
  if (pairs.length === 0) return
  await sql`update follow set synced_at = ${readAt} where synced_at < ${readAt} and (external_user_id, user_id) in (${unnested(pairs)})`.execute(trx)
}
