import { sql } from 'kysely'
import type { CustomerId } from '../../contract/ids.ts'
import type { Database } from '../db/database.ts'
import { isInScope } from '../session/scope.ts'
import type { Viewer } from '../session/viewer.ts'

export interface OrderHit { id: number, externalUserId: CustomerId, name: string, remark: string }

/** Orders of customers in the viewer's scope whose number ends with `tail` (six characters at least, letters as typed or in capitals), newest first. */
export async function listOrdersByTail(db: Database, viewer: Viewer, tail: string, limit: number): Promise<OrderHit[]> {
  const readings = [...new Set([tail, tail.toUpperCase()])]
  const { rows } = await sql<OrderHit>`
    select o.id, c.external_user_id, c.name, coalesce(f.remark, '') remark
    from "order" o join customer c on c.external_user_id = o.external_user_id
    left join lateral (
      select remark from follow where follow.external_user_id = c.external_user_id and ended_at is null
      order by user_id = ${viewer.userId} desc, user_id is not distinct from c.owner_user_id desc, added_at, user_id limit 1) f on true
    where right(o.order_no, 6) = any(${readings.map(text => text.slice(-6))}::text[]) and right(o.order_no, ${tail.length}::int) = any(${readings}::text[])
      and ${isInScope(viewer, 'c.external_user_id')}
    order by o.placed_at desc, o.id desc limit ${limit}`.execute(db)
  return rows
}
