import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { companyZone } from '../time.ts'
import { accountsOf } from './persons.queries.ts'
import type { PurchaseDay } from './rhythm.rules.ts'

/** Every purchase day of a customer and the person's other accounts up to `now`, oldest first. The caller has checked the scope. */
export async function listPurchaseDays(db: Database, externalUserId: string, now: Date): Promise<PurchaseDay[]> {
  const { rows } = await sql<PurchaseDay>`
    select (o.paid_at at time zone ${companyZone})::date as day, sum(o.net_fen)::bigint net_fen, count(*)::int orders, bool_and(o.purpose not in ('self', 'unknown')) is_gift
    from "order" o where o.external_user_id = any(${accountsOf(externalUserId)}) and o.net_fen > 0 and o.paid_at <= ${now}::timestamptz
    group by 1 order by 1`.execute(db)
  return rows
}
