import { sql } from 'kysely'
import type { Trx } from '../db/database.ts'
import { isRefused } from './refusals.queries.ts'

/**
 * Keeps, for orders that found nobody, to whom their keys lead when these are several people: owners of the phone, and who else the platform's buyer led
 * to. Accounts of one person count once; whose it is said not to be is not shown. Written anew each time; an order that has its customer has no candidates.
 */
export async function keepCandidates(trx: Trx, orderIds: readonly number[]): Promise<void> {
  const ids = sql`any(${[...orderIds]}::bigint[])`
  await sql`delete from order_candidate where order_id = ${ids}`.execute(trx)
  await sql`
    with wanted as (
      select id, platform, buyer_id, coalesce(buyer_phone_hash, phone_hash) phone from "order" where id = ${ids} and external_user_id is null),
    found as (
      select w.id, p.external_user_id, 'phone' found_by from wanted w join follow_phone p on p.phone_hash = w.phone
      union select w.id, o.external_user_id, 'buyer' from wanted w join "order" o on o.platform = w.platform and o.buyer_id = w.buyer_id and o.external_user_id is not null
      union select w.id, p.external_user_id, 'buyer' from wanted w join "order" o on o.platform = w.platform and o.buyer_id = w.buyer_id and o.external_user_id is null and o.id <> w.id
        join follow_phone p on p.phone_hash = coalesce(o.buyer_phone_hash, o.phone_hash)),
    several as (
      select f.id from found f left join customer_join j on j.external_user_id = f.external_user_id group by f.id having count(distinct coalesce(j.person_id, f.external_user_id)) > 1)
    insert into order_candidate (order_id, external_user_id, found_by)
    select f.id, f.external_user_id, max(f.found_by) from found f join several s on s.id = f.id
    where not ${isRefused(sql`f.id`, sql`f.external_user_id`)} group by 1, 2`.execute(trx)
}
