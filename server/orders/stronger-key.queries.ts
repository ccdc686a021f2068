import { sql } from 'kysely'
import type { Trx } from '../db/database.ts'
import { isRefused } from './refusals.queries.ts'

/** Orders that wait again, and whose they were. */
export interface Released { orderIds: number[], formerly: string[] }

/**
 * Orders that name one of these customers by WeCom id or unionid, but were matched to somebody else by a weaker key before she was known: they wait again,
 * and so do those that followed a buyer learnt from them. What was bound by hand stays, and whose it is said not to be does not count. The order in which things become known changes nothing.
 */
export async function releaseWeakerMatches(trx: Trx, externalUserIds: readonly string[]): Promise<Released> {
  const ids = sql`any(${[...externalUserIds]}::text[])`
  const wrong = await sql<{ id: number, formerly: string }>`
    with stronger as (
      select o.id, o.external_user_id formerly from "order" o
      where o.wecom_customer_id = ${ids} and o.external_user_id <> o.wecom_customer_id and o.matched_by not in ('wecom', 'hand')
        and exists (select 1 from customer c where c.external_user_id = o.wecom_customer_id) and not ${isRefused(sql`o.id`, sql`o.wecom_customer_id`)}
      union select o.id, o.external_user_id from customer c join "order" o on o.unionid = c.unionid
      where c.external_user_id = ${ids} and o.external_user_id <> c.external_user_id and o.matched_by not in ('wecom', 'unionid', 'hand') and not ${isRefused(sql`o.id`, sql`c.external_user_id`)})
    update "order" o set external_user_id = null, matched_by = null from stronger s where o.id = s.id returning o.id, s.formerly`.execute(trx)
  if (wrong.rows.length === 0) return { orderIds: [], formerly: [] }
  const orderIds = wrong.rows.map(row => row.id)
  const followed = await sql<{ id: number, formerly: string }>`
    with unlearnt as (
      delete from buyer_identity b using "order" o where o.id = any(${orderIds}::bigint[]) and b.platform = o.platform and b.buyer_id = o.buyer_id
        and b.external_user_id = any(${wrong.rows.map(row => row.formerly)}::text[]) returning b.platform, b.buyer_id, b.external_user_id)
    update "order" o set external_user_id = null, matched_by = null from unlearnt u
    where o.platform = u.platform and o.buyer_id = u.buyer_id and o.external_user_id = u.external_user_id and o.matched_by = 'buyer' returning o.id, u.external_user_id formerly`.execute(trx)
  return { orderIds: [...orderIds, ...followed.rows.map(row => row.id)], formerly: [...new Set([...wrong.rows, ...followed.rows].map(row => row.formerly))] }
}
