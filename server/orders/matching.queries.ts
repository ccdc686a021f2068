import { sql } from 'kysely'
import type { Trx } from '../db/database.ts'
import { keepCandidates } from './candidates.queries.ts'
import { isRefused } from './refusals.queries.ts'

/**
 * Finds the customers of orders that have none, strongest key first: WeCom id, unionid, the platform's buyer as learnt before, full phone.
 * The buyer goes before the phone, which may be that of a present's recipient. A phone of two people, or a buyer whose
 * parcels lead to two, is ambiguous and stays unmatched, with its candidates kept; a phone of two accounts of one person goes to the first of them (`person`: parting releases it).
 * Whose a person has said that an order is not, gets it by no key. Returns the customers who got orders.
 */
export async function matchOrders(trx: Trx, orderIds: readonly number[], now: Date): Promise<string[]> {
  if (orderIds.length === 0) return []
  const ids = sql`any(${[...orderIds]}::bigint[])`
  const isOpen = (account: string) => sql`not ${isRefused(sql`o.id`, sql.ref(account))}`
  const byWecom = await sql<Matched>`
    update "order" o set external_user_id = c.external_user_id, matched_by = 'wecom' from customer c
    where o.id = ${ids} and o.external_user_id is null and c.external_user_id = o.wecom_customer_id and ${isOpen('c.external_user_id')} returning o.external_user_id`.execute(trx)
  const byUnion = await sql<Matched>`
    update "order" o set external_user_id = c.external_user_id, matched_by = 'unionid' from customer c
    where o.id = ${ids} and o.external_user_id is null and c.unionid = o.unionid and ${isOpen('c.external_user_id')} returning o.external_user_id`.execute(trx)
  const byBuyer = await sql<Matched>`
    update "order" o set external_user_id = b.external_user_id, matched_by = 'buyer' from buyer_identity b
    where o.id = ${ids} and o.external_user_id is null and b.platform = o.platform and b.buyer_id = o.buyer_id and ${isOpen('b.external_user_id')} returning o.external_user_id`.execute(trx)
  const byPhone = await sql<Matched>`
    with unique_phone as (
      select o.id, o.platform, o.buyer_id, min(p.external_user_id) external_user_id, min(coalesce(j.person_id, p.external_user_id)) person,
        case when count(distinct p.external_user_id) = 1 then 'phone' else 'person' end matched_by
      from "order" o join follow_phone p on p.phone_hash = coalesce(o.buyer_phone_hash, o.phone_hash) left join customer_join j on j.external_user_id = p.external_user_id
      where o.id = ${ids} and o.external_user_id is null group by o.id having count(distinct coalesce(j.person_id, p.external_user_id)) = 1),
    candidate as (select * from unique_phone o where ${isOpen('o.external_user_id')}),
    clash as (select platform, buyer_id from candidate where buyer_id is not null group by platform, buyer_id having count(distinct person) > 1)
    update "order" o set external_user_id = c.external_user_id, matched_by = c.matched_by from candidate c
    where o.id = c.id and not exists (select 1 from clash where clash.platform = c.platform and clash.buyer_id = c.buyer_id) returning o.external_user_id`.execute(trx)
  const learnt = await learnBuyers(trx, orderIds, now)
  await keepCandidates(trx, orderIds)
  return [...new Set([byWecom, byUnion, byBuyer, byPhone].flatMap(result => result.rows.map(row => row.externalUserId)).concat(learnt))]
}

interface Matched { externalUserId: string }

/**
 * A buyer whose matched orders all lead to one customer is that customer from now on; orders waiting for the buyer follow. An order bound by hand, or
 * matched by a phone of two joined accounts, teaches nothing by itself, but speaks against another customer; so does one that is said not to be hers.
 */
async function learnBuyers(trx: Trx, orderIds: readonly number[], now: Date): Promise<string[]> {
  const learnt = await sql<{ platform: string, buyerId: string }>`
    insert into buyer_identity (platform, buyer_id, external_user_id, learnt_from, created_at)
    select o.platform, o.buyer_id, min(o.external_user_id), min(o.matched_by) filter (where o.matched_by not in ('hand', 'person')), ${now}::timestamptz
    from "order" o
    where o.external_user_id is not null and o.matched_by <> 'buyer' and (o.platform, o.buyer_id) in (
      select platform, buyer_id from "order" where id = any(${[...orderIds]}::bigint[]) and buyer_id is not null and external_user_id is not null)
    group by o.platform, o.buyer_id having count(distinct o.external_user_id) = 1 and bool_or(o.matched_by not in ('hand', 'person'))
      and not exists (select 1 from "order" x where x.platform = o.platform and x.buyer_id = o.buyer_id and ${isRefused(sql`x.id`, sql`min(o.external_user_id)`)})
    on conflict do nothing returning platform, buyer_id`.execute(trx)
  if (learnt.rows.length === 0) return []
  const followed = await sql<Matched>`
    update "order" o set external_user_id = b.external_user_id, matched_by = 'buyer'
    from buyer_identity b, json_to_recordset(${JSON.stringify(learnt.rows)}::text::json) as g(platform text, "buyerId" text)
    where b.platform = g.platform and b.buyer_id = g."buyerId" and o.platform = b.platform and o.buyer_id = b.buyer_id and o.external_user_id is null and not ${isRefused(sql`o.id`, sql`b.external_user_id`)}
    returning o.external_user_id`.execute(trx)
  return followed.rows.map(row => row.externalUserId)
}

/** Orders without a customer that a key of one of these customers could find now. */
export async function listWaitingOrders(trx: Trx, externalUserIds: readonly string[]): Promise<number[]> {
  const customers = sql`any(${[...externalUserIds]}::text[])`
  const found = await sql<{ id: number }>`
    select o.id from "order" o join follow_phone p on p.phone_hash = o.phone_hash where p.external_user_id = ${customers} and o.external_user_id is null
    union select o.id from "order" o join follow_phone p on p.phone_hash = o.buyer_phone_hash where p.external_user_id = ${customers} and o.external_user_id is null and o.buyer_phone_hash is not null
    union select o.id from "order" o where o.wecom_customer_id = ${customers} and o.external_user_id is null and o.wecom_customer_id is not null
    union select o.id from "order" o join customer c on c.unionid = o.unionid where c.external_user_id = ${customers} and o.external_user_id is null and o.unionid is not null
    union select k.order_id from order_candidate k join "order" o on o.id = k.order_id where k.external_user_id = ${customers} and o.external_user_id is null
    union select o.id from "order" o join buyer_identity b on b.platform = o.platform and b.buyer_id = o.buyer_id where b.external_user_id = ${customers} and o.external_user_id is null`.execute(trx)
  return found.rows.map(row => row.id)
}
