import { sql, type RawBuilder } from 'kysely'
import { prepared, type Trx } from '../db/database.ts'
import { addMs, companyZone, dayMs } from '../time.ts'

/** product.md, Meanings: still a contact after 7 days; wrote, ordered or clicked in 30; a complaint keeps selling away for 7 days more. */
const retainedMs = 7 * dayMs
const activeMs = 30 * dayMs
const calmMs = 7 * dayMs
/** Silence in own intervals: beyond the first drifting, beyond the second lapsed. */
const driftingTimes = 2
const lapsedTimes = 4
/** P(alive) below which models.md §3 speaks of sleeping: taken from the shop's own fit only, and only past her usual interval. */
const sleepingChance = 0.1
/** The shop's gap weighs as two of her own (models.md §2); days, where the shop has too few gaps of its own. */
const priorGaps = 2
export const usualGapDays = 45
const fewestGaps = 30
/** Name of the shop's median gap among the fitted models. */
const shopGap = 'shop-gap'

/** Days with a purchase for oneself (or for whom is unknown): gifts never start a clock. */
const gapsOf = (isMeant: RawBuilder<boolean>, now: Date) => sql`
  select id, day - lag(day) over (partition by id order by day) gap from (
    select distinct o.external_user_id id, (o.paid_at at time zone ${companyZone})::date as day from "order" o
    where o.external_user_id is not null and o.net_fen > 0 and o.purpose in ('self', 'unknown') and o.paid_at <= ${now}::timestamptz and ${isMeant}) days`

/** Keeps the median of all customers' gaps, for the scenes of every customer until the next night. Too few gaps: none is kept. */
export async function writeShopGap(trx: Trx, { id, now }: { id: string, now: Date }): Promise<void> {
  await trx.deleteFrom('modelFit').where('model', '=', shopGap).execute()
  await sql`
    insert into model_fit (id, model, parameters, fitted_at)
    select ${id}::uuid, ${shopGap}, json_build_object('medianGapDays', percentile_cont(0.5) within group (order by gap), 'gaps', count(gap)), ${now}::timestamptz
    from (${gapsOf(sql<boolean>`true`, now)}) gaps having count(gap) >= ${fewestGaps}`.execute(trx)
}

/** Whoever the night has found changed is looked at by the plan. */
export const markChanged = (now: Date): RawBuilder<unknown> => sql`,
    marked as (update customer_plan p set check_at = ${now}::timestamptz from changed where p.external_user_id = changed.id and p.check_at > ${now}::timestamptz)`

/**
 * Where a customer is in the journey; `externalUserIds` null: every customer, and whose scene changes is planned anew. The first that holds: `lost` (every relation), `after_sale` (case open or closed
 * within 7 days), `lapsed` and `drifting` (no order for more than 4 and 2 of her own intervals, or hardly still a customer
 * by the shop's own fit; and neither a word nor a click in 30 days),
 * `converted` (a private purchase), `active`, `retained`, `in_group` (in a customer group of ours), `added`. Locks and writes only rows that change, in the order of ids. Returns how many changed.
 */
export async function writeScenes(trx: Trx, externalUserIds: readonly string[] | null, now: Date): Promise<number> {
  // One id is no list of one to the planner of queries: it costs a third.
  const [one, ...others] = externalUserIds ?? []
  const among = (column: string): RawBuilder<boolean> => {
    if (externalUserIds === null) return sql<boolean>`true`
    return one !== undefined && others.length === 0 ? sql<boolean>`${sql.ref(column)} = ${one}` : sql<boolean>`${sql.ref(column)} = any(${[...externalUserIds]}::text[])`
  }
  const since = (ms: number): RawBuilder<Date> => sql<Date>`${addMs(now, -ms)}::timestamptz`
  const day = (at: RawBuilder<Date>) => sql`(${at} at time zone ${companyZone})::date`
  // At every event, for one customer, planning would cost five times the work.
  const { rows: [row] } = await sql<{ changed: number }>`${sql.raw(externalUserIds === null ? '' : prepared)}
    with shop as (
      select coalesce((select (parameters->>'medianGapDays')::float8 from model_fit where model = ${shopGap}), ${usualGapDays}) usual_gap),
    rhythm as materialized (
      select id, round(exp((coalesce(sum(ln(gap)), 0) + ${priorGaps}::int * ln(usual_gap)) / (count(gap) + ${priorGaps}::int))) gap
      from (${gapsOf(among('o.external_user_id'), now)}) gaps, shop group by id, usual_gap),
    privately as materialized (
      select distinct o.external_user_id id from "order" o where o.is_private and o.net_fen > 0 and o.paid_at <= ${now}::timestamptz and ${among('o.external_user_id')}),
    relation as materialized (
      select f.external_user_id id, min(f.added_at) filter (where f.lost_at is null) since, bool_and(f.lost_at is not null) is_lost
      from follow f where f.ended_at is null and ${among('f.external_user_id')} group by 1),
    cared as materialized (
      select distinct s.external_user_id id from service_case s where (s.closed_at is null or s.closed_at > ${since(calmMs)}) and ${among('s.external_user_id')}),
    grouped as materialized (
      select distinct m.external_user_id id from group_chat_member m join group_chat g on g.chat_id = m.chat_id where g.dismissed_at is null and ${among('m.external_user_id')}),
    clicked as materialized (
      select distinct e.external_user_id id from event e where e.happened_at > ${since(activeMs)} and e.happened_at <= ${now}::timestamptz and ${among('e.external_user_id')}),
    known as (
      select c.external_user_id id, c.last_order_at, coalesce(relation.is_lost, false) is_lost, relation.since, cared.id is not null is_cared, privately.id is not null is_converted,
        clicked.id is not null or coalesce(c.last_reply_at > ${since(activeMs)}, false) has_spoken,
        (${day(sql`${now}::timestamptz`)} - ${day(sql`c.last_order_at`)}) / rhythm.gap silence,
        score.external_user_id is not null is_gone, grouped.id is not null is_grouped
      from customer c left join relation on relation.id = c.external_user_id left join cared on cared.id = c.external_user_id
        left join privately on privately.id = c.external_user_id left join clicked on clicked.id = c.external_user_id left join grouped on grouped.id = c.external_user_id left join rhythm on rhythm.id = c.external_user_id
        left join customer_score score on score.external_user_id = c.external_user_id and score.scored_at > c.last_order_at
          and score.figures->>'source' = 'own' and (score.figures->>'pAlive')::float8 < ${sleepingChance}::float8
      where ${among('c.external_user_id')}),
    wanted as (
      select id, case when is_lost then 'lost' when is_cared then 'after_sale'
        when (silence > ${lapsedTimes}::int or is_gone and silence > 1) and not has_spoken then 'lapsed' when silence > ${driftingTimes}::int and not has_spoken then 'drifting'
        when is_converted then 'converted' when has_spoken or last_order_at > ${since(activeMs)} then 'active'
        when since <= ${since(retainedMs)} then 'retained' when is_grouped then 'in_group' else 'added' end scene
      from known),
    changed as materialized (
      select c.external_user_id id, w.scene from customer c join wanted w on w.id = c.external_user_id
      where c.scene <> w.scene order by c.external_user_id for no key update of c),
    written as (
      update customer c set scene = changed.scene, updated_at = ${now}::timestamptz from changed where c.external_user_id = changed.id returning 1)
      ${externalUserIds === null ? markChanged(now) : sql``}
    select count(*)::int changed from written`.execute(trx)
  return row?.changed ?? 0
}
