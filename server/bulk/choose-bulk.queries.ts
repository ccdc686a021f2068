import { sql, type RawBuilder } from 'kysely'
import type { BulkChoice } from '../../contract/bulk.schema.ts'
import type { CustomerId } from '../../contract/ids.ts'
import type { Database } from '../db/database.ts'
import { seesEverybody, type Viewer } from '../session/viewer.ts'

/** Whom the viewer sees, as a set: one statement looks at all of them. */
const inTeam = (viewer: Viewer): RawBuilder<unknown> => seesEverybody(viewer.role) ? sql`true` : sql`c.external_user_id in (
  select s.external_user_id from rep_scope v join follow s on s.user_id = v.user_id and s.ended_at is null where v.viewer_id = ${viewer.userId})`

/** Customers by tier and tag, the most recently active first, at most `limit` of them; `total`: how many there are. */
export async function chooseCustomers(db: Database, viewer: Viewer, { tiers, tagIds }: BulkChoice, limit: number): Promise<{ total: number, customerIds: CustomerId[] }> {
  const { rows } = await sql<{ id: CustomerId, total: number }>`
    select c.external_user_id id, count(*) over ()::int total from customer c
    where ${inTeam(viewer)} ${tiers.length === 0 ? sql`` : sql`and c.tier = any(${[...tiers]}::text[])`}
      ${tagIds.length === 0 ? sql`` : sql`and c.external_user_id in (
        select t.external_user_id from customer_tag t join follow f on f.external_user_id = t.external_user_id and f.user_id = t.user_id and f.ended_at is null
        where t.tag_id = any(${[...tagIds]}::text[]))`}
    order by c.last_activity_at desc, c.external_user_id limit ${limit}`.execute(db)
  return { total: rows[0]?.total ?? 0, customerIds: rows.map(({ id }) => id) }
}
