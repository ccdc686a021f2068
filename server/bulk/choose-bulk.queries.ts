import { sql, type RawBuilder } from 'kysely'
import type { BulkChoice } from '../../contract/bulk.schema.ts'
import type { CustomerId } from '../../contract/ids.ts'
import type { Database } from '../db/database.ts'
import { seesEverybody, type Viewer } from '../session/viewer.ts'
import { addMs, dayMs } from '../time.ts'

/** Whom the viewer sees, as a set: one statement looks at all of them. */
const inTeam = (viewer: Viewer): RawBuilder<unknown> => seesEverybody(viewer.role) ? sql`true` : sql`c.external_user_id in (
  select s.external_user_id from rep_scope v join follow s on s.user_id = v.user_id and s.ended_at is null where v.viewer_id = ${viewer.userId})`

const daysAgo = (now: Date, days: number): Date => addMs(now, -days * dayMs)

/** Bought and kept, by order_line_product: lines of the families' goods, then their orders. */
const hasBought = (families: readonly string[]): RawBuilder<unknown> => sql`and c.external_user_id in (
  select o.external_user_id from product p join order_line l on l.product_id = p.id and not l.is_service join "order" o on o.id = l.order_id
  where p.family = any(${[...families]}::text[]) and o.net_fen > 0)`

/** How many customers fit by tier, tag, family bought and last order; who they are, the most recently active first, only where they are no more than `most`. */
export async function chooseCustomers(db: Database, viewer: Viewer, { tiers, tagIds, families = [], lastOrder }: BulkChoice, { now, most }: { now: Date, most: number }): Promise<{ total: number, customerIds: CustomerId[] }> {
  const fitting = sql`customer c where ${inTeam(viewer)} ${tiers.length === 0 ? sql`` : sql`and c.tier = any(${[...tiers]}::text[])`}
    ${tagIds.length === 0 ? sql`` : sql`and c.external_user_id in (
      select t.external_user_id from customer_tag t join follow f on f.external_user_id = t.external_user_id and f.user_id = t.user_id and f.ended_at is null
      where t.tag_id = any(${[...tagIds]}::text[]))`}
    ${families.length === 0 ? sql`` : hasBought(families)}
    ${lastOrder?.fromDays == null ? sql`` : sql`and c.last_order_at <= ${daysAgo(now, lastOrder.fromDays)}::timestamptz`}
    ${lastOrder?.toDays == null ? sql`` : sql`and c.last_order_at > ${daysAgo(now, lastOrder.toDays)}::timestamptz`}`
  const { rows: [counted] } = await sql<{ total: number }>`select count(*)::int total from ${fitting}`.execute(db)
  const total = counted?.total ?? 0
  if (total > most) return { total, customerIds: [] }
  const { rows } = await sql<{ id: CustomerId }>`select c.external_user_id id from ${fitting} order by c.last_activity_at desc, c.external_user_id limit ${most}`.execute(db)
  return { total, customerIds: rows.map(({ id }) => id) }
}
