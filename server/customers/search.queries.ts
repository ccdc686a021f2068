import { sql, type RawBuilder } from 'kysely'
import type { CustomerId } from '../../contract/ids.ts'
import type { Scene, Tier } from '../../contract/words.ts'
import type { Database } from '../db/database.ts'
import { seesEverybody, type Viewer } from '../session/viewer.ts'
import type { SearchWord } from './search.rules.ts'

/** The last row of the page before: activity with microseconds as text, and the id that breaks ties. */
export interface SearchPlace { at: string, externalUserId: string }

export interface FoundCustomer {
  externalUserId: CustomerId
  name: string
  remark: string
  avatarUrl: string | null
  tier: Tier
  scene: Scene
  oneToOneAt: Date | null
  lifetimeSpendFen: number
  lastOrderAt: Date | null
  lastTouchAt: Date | null
  addedAt: Date
  ownerName: string | null
  isFollowedByMe: boolean
  lostAt: Date | null
  activityText: string
}

export interface SearchRequest { viewer: Viewer, word: SearchWord | null, phoneHashes: readonly Buffer[], before: SearchPlace | null, limit: number }

/** Newest activity first. The page is cut before names and relations are joined to it. */
export async function searchCustomers(db: Database, request: SearchRequest): Promise<FoundCustomer[]> {
  const { viewer, before, limit } = request
  const after = before === null ? sql`true` : sql`(c.last_activity_at, c.external_user_id) < (${before.at}::text::timestamptz, ${before.externalUserId})`
  const { rows } = await sql<FoundCustomer>`
    with page as materialized (
      select c.* from customer c where ${matches(request)} and ${after}
      order by c.last_activity_at desc, c.external_user_id desc limit ${limit})
    select page.external_user_id, page.name, coalesce(f.remark, '') as remark, page.avatar_url, page.tier, page.scene, page.one_to_one_at, page.lifetime_spend_fen,
      page.last_order_at, page.last_touch_at, coalesce(f.added_at, page.added_at) as added_at, owner.name as owner_name, f.user_id is not distinct from ${viewer.userId} as is_followed_by_me, f.lost_at, page.last_activity_at::text as activity_text
    from page left join rep owner on owner.user_id = page.owner_user_id
    left join lateral (
      select user_id, remark, added_at, lost_at from follow
      where follow.external_user_id = page.external_user_id and ended_at is null
      order by user_id = ${viewer.userId} desc, user_id is not distinct from page.owner_user_id desc, added_at, user_id limit 1) f on true
    order by page.last_activity_at desc, page.external_user_id desc`.execute(db)
  return rows
}

export async function countCustomers(db: Database, request: Pick<SearchRequest, 'viewer' | 'word' | 'phoneHashes'>): Promise<number> {
  const { rows: [row] } = await sql<{ total: number }>`select count(*) as total from customer c where ${matches(request)}`.execute(db)
  return row?.total ?? 0
}

type Condition = RawBuilder<unknown>

/** In scope, and found by any reading of the word. Each reading is a set of customers by an index of its own; names and remarks are read within the scope only. */
function matches({ viewer, word, phoneHashes }: Pick<SearchRequest, 'viewer' | 'word' | 'phoneHashes'>): Condition {
  const scoped = seesEverybody(viewer.role)
    ? sql`true`
    : sql`c.external_user_id in (
        select s.external_user_id from rep_scope v join follow s on s.user_id = v.user_id and s.ended_at is null where v.viewer_id = ${viewer.userId})`
  if (word === null) return scoped
  const found = sql.join([nameLike(viewer, word), ...exactly(word, phoneHashes)], sql` union all `)
  return sql`${scoped} and c.external_user_id in (${found})`
}

function nameLike(viewer: Viewer, { pattern }: SearchWord): Condition {
  const names = seesEverybody(viewer.role)
    ? sql`select n.external_user_id from customer n where n.name ilike ${pattern}`
    : sql`select n.external_user_id from rep_scope v join follow s on s.user_id = v.user_id and s.ended_at is null
        join customer n on n.external_user_id = s.external_user_id where v.viewer_id = ${viewer.userId} and n.name ilike ${pattern}`
  const remarks = seesEverybody(viewer.role)
    ? sql`select external_user_id from follow where ended_at is null and remark ilike ${pattern}`
    : sql`select s.external_user_id from rep_scope v join follow s on s.user_id = v.user_id and s.ended_at is null where v.viewer_id = ${viewer.userId} and s.remark ilike ${pattern}`
  return sql`${names} union all ${remarks}`
}

function exactly({ lastFour, orderNo }: SearchWord, phoneHashes: readonly Buffer[]): Condition[] {
  return [
    ...phoneHashes.flatMap(hash => [
      sql`select external_user_id from follow_phone where phone_hash = ${hash}`,
      sql`select external_user_id from "order" where phone_hash = ${hash} and external_user_id is not null`,
    ]),
    ...(lastFour === null ? [] : [
      sql`select external_user_id from follow_phone where last_four = ${lastFour}`,
      sql`select external_user_id from "order" where phone_last_four = ${lastFour} and external_user_id is not null`,
    ]),
    ...(orderNo === null ? [] : [sql`select external_user_id from "order"
      where right(order_no, 6) = right(${orderNo}::text, 6) and right(order_no, length(${orderNo}::text)) = ${orderNo} and external_user_id is not null`]),
  ]
}
