import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { isInScope } from '../session/scope.ts'
import type { Viewer } from '../session/viewer.ts'
import type { GroupSums } from './holdout-report.rules.ts'

/**
 * Both groups' sums from `from` to `to`, among customers in scope who were there before: who was lost since counts, because touching may have lost her.
 * Who is held out is kept by the plan.
 */
export async function sumHoldoutGroups(db: Database, viewer: Viewer, { from, to }: { from: Date, to: Date }): Promise<{ touched?: GroupSums, heldOut?: GroupSums }> {
  const span = (column: string) => sql`${sql.ref(column)} > ${from}::timestamptz and ${sql.ref(column)} <= ${to}::timestamptz`
  const { rows } = await sql<GroupSums & { heldOut: boolean }>`
    with people as materialized (
      select c.external_user_id id, p.held_out from customer c join customer_plan p on p.external_user_id = c.external_user_id
      where c.added_at <= ${from}::timestamptz and ${isInScope(viewer, 'c.external_user_id')}),
    spent as (
      select o.external_user_id id, sum(o.net_fen)::float8 fen from "order" o
      where o.external_user_id in (select id from people) and o.net_fen > 0 and ${span('o.paid_at')} group by 1),
    touched as (
      select t.external_user_id id, count(*) times from touch t
      where t.external_user_id in (select id from people) and t.contact_class = 'proactive' and ${span('t.started_at')} group by 1)
    select people.held_out, count(*)::int customers, count(spent.id)::int buyers, coalesce(sum(spent.fen), 0)::float8 revenue_fen, coalesce(sum(spent.fen ^ 2), 0)::float8 squared_fen,
      coalesce(sum(touched.times), 0)::int proactive_touches
    from people left join spent on spent.id = people.id left join touched on touched.id = people.id group by 1`.execute(db)
  return { touched: rows.find(row => !row.heldOut), heldOut: rows.find(row => row.heldOut) }
}
