import { sql, type RawBuilder } from 'kysely'
import type { CustomerId, RepId } from '../../contract/ids.ts'
import type { OverLimitCount } from '../../contract/over-limit.schema.ts'
import type { OverLimitReason, TouchChannel } from '../../contract/words.ts'
import type { Database } from '../db/database.ts'
import { isInScope } from '../session/scope.ts'
import { seesEverybody, type Viewer } from '../session/viewer.ts'

/** The last row shown: what comes behind it goes on. */
export interface OverLimitPlace { at: Date, id: string }

export interface OverLimitRow {
  id: string
  at: Date
  byUserId: RepId
  byName: string
  customerId: CustomerId
  customerName: string
  channel: TouchChannel
  kind: 'sent' | 'by_hand'
  reason: OverLimitReason
  warning: string | null
}

/** Null: all. */
export interface OverLimitChoice { member: RepId | null, reason: OverLimitReason | null }
interface Span { since: Date, after: OverLimitPlace | null, limit: number | null, reason: OverLimitReason | null }

/** Members whose contacts the viewer sees: a lead the own team's. */
const members = (viewer: Viewer): RawBuilder<unknown> => seesEverybody(viewer.role) ? sql`select user_id from rep` : sql`select user_id from rep_scope where viewer_id = ${viewer.userId}`

/** Newest first; of each member the index gives as many as the page holds. */
export async function listOverLimit(db: Database, viewer: Viewer, { member, ...span }: Span & OverLimitChoice): Promise<OverLimitRow[]> {
  const { rows } = await sql<OverLimitRow>`
    select found.id, found.at, whose.user_id "byUserId", rep.name "byName", found.external_user_id "customerId", found.channel, found.kind, found.reason, found.warning,
      coalesce((select nullif(f.remark, '') from follow f where f.external_user_id = found.external_user_id and f.user_id = whose.user_id), customer.name) "customerName"
    from (${members(viewer)}) whose join rep on rep.user_id = whose.user_id
    cross join lateral (${contactsOf(viewer, span)}) found join customer on customer.external_user_id = found.external_user_id
    ${member === null ? sql`` : sql`where whose.user_id = ${member}`}
    order by found.at desc, found.id desc ${span.limit === null ? sql`` : sql`limit ${span.limit}`}`.execute(db)
  return rows
}

/** By member and reason, who has most first. */
export async function countOverLimit(db: Database, viewer: Viewer, since: Date): Promise<OverLimitCount[]> {
  const { rows } = await sql<OverLimitCount>`
    select whose.user_id "byUserId", rep.name "byName", found.reason, count(*)::int count
    from (${members(viewer)}) whose join rep on rep.user_id = whose.user_id cross join lateral (${contactsOf(viewer, { since, after: null, limit: null, reason: null })}) found
    group by 1, 2, 3 order by sum(count(*)) over (partition by whose.user_id) desc, 2, 1, 3`.execute(db)
  return rows
}

/** What was sent with a reason, and what was recorded by hand with one, by script_send_over_limit and touch_over_limit. */
function contactsOf(viewer: Viewer, { since, after, limit, reason }: Span): RawBuilder<unknown> {
  const within = (at: string, id: string): RawBuilder<unknown> => sql`${sql.ref(at)} >= ${since}::timestamptz
    ${after === null ? sql`` : sql`and (${sql.ref(at)}, ${sql.ref(id)}) < (${after.at}::timestamptz, ${after.id}::uuid)`}`
  const because = (column: string): RawBuilder<unknown> => reason === null ? sql`` : sql`and ${sql.ref(column)} = ${reason}`
  const page = limit === null ? sql`` : sql`order by at desc, id desc limit ${limit}`
  return sql`
    (select s.id, s.outcome_at at, s.external_user_id, 'chat' channel, 'sent' kind, s.over_limit_reason reason, s.over_limit_text warning from script_send s
      where s.user_id = whose.user_id and s.over_limit_reason is not null and s.outcome = 'sent' and ${within('s.outcome_at', 's.id')} ${because('s.over_limit_reason')} and ${isInScope(viewer, 's.external_user_id')} ${page})
    union all
    (select t.id, t.started_at at, t.external_user_id, t.channel, 'by_hand' kind, t.over_limit_reason reason, t.over_limit_text warning from touch t
      where t.user_id = whose.user_id and t.over_limit_reason is not null and ${within('t.started_at', 't.id')} ${because('t.over_limit_reason')} and ${isInScope(viewer, 't.external_user_id')}
        and not exists (select 1 from script_send s where s.external_user_id = t.external_user_id and s.touch_id = t.id and s.over_limit_reason is not null) ${page})`
}
