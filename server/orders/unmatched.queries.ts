import { sql } from 'kysely'
import type { AmbiguousOrder } from '../../contract/sources.schema.ts'
import type { Database } from '../db/database.ts'

const shown = 50

/** How many orders wait for a customer, and the newest of those whose keys lead to several people, with who they are. */
export async function readUnmatchedOrders(db: Database): Promise<{ waiting: number, ambiguous: number, items: AmbiguousOrder[] }> {
  const counts = await sql<{ waiting: number, ambiguous: number }>`
    select (select count(*)::int from "order" where external_user_id is null) waiting,
      (select count(distinct k.order_id)::int from order_candidate k join "order" o on o.id = k.order_id where o.external_user_id is null) ambiguous`.execute(db)
  const rows = await sql<Omit<AmbiguousOrder, 'placedAt'> & { placedAt: Date }>`
    select o.id::text order_id, o.platform, o.shop, o.order_no, o.placed_at, o.paid_fen, o.recipient_masked recipient, (
      select json_agg(json_build_object('externalUserId', c.external_user_id, 'name', c.name, 'ownerName', r.name, 'foundBy', k.found_by) order by c.external_user_id)
      from order_candidate k join customer c on c.external_user_id = k.external_user_id left join rep r on r.user_id = c.owner_user_id where k.order_id = o.id) candidates
    from "order" o where o.external_user_id is null and exists (select 1 from order_candidate k where k.order_id = o.id)
    order by o.placed_at desc, o.id desc limit ${shown}`.execute(db)
  return { ...counts.rows[0]!, items: rows.rows.map(row => ({ ...row, placedAt: row.placedAt.toISOString() })) }
}
