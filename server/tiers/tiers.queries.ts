import { sql } from 'kysely'
import type { Trx } from '../db/database.ts'
import { addMs, companyZone, dayMs } from '../time.ts'
import { markChanged } from './scenes.queries.ts'

const yearMs = 365 * dayMs

/**
 * Quintile 1–5 among the rows by the middle of a value's ranks: equal values share one score, a lone value or a shop of equals scores 3.
 * Whole numbers only: (rows below + rows up to and with the equals) × 5 ÷ 2n never reaches 5.
 */
const quintile = (value: string) => sql.raw(`1 + 5 * (rank() over (order by ${value}) - 1 + count(*) over (order by ${value})) / (2 * count(*) over ())`)

/** A night's statement reads every order: it may take longer than a request's. Holds for this transaction. */
export async function allowLongStatements(trx: Trx): Promise<void> {
  await sql`set local statement_timeout = '30min'`.execute(trx)
}

export interface ValueLayers { now: Date, /** 0–1 of all customers. */ highValueShare: number }

/**
 * Tier and high value of every customer, anew: RFM quintiles over all who ever kept a purchase (R day of the last one, F purchase days and
 * M net fen of the last 365 days; sum 13–15 vip, 10–12 high, 7–9 middle, else low), `new` without one. High value: the first `highValueShare`
 * of all customers by M, equals by lifetime spend, then by the later order; nobody without money in the year. Locks and writes only rows that
 * change, in the order of ids. Accounts of one person each have the layer of the person. Returns how many changed.
 */
export async function writeTiers(trx: Trx, { now, highValueShare }: ValueLayers): Promise<number> {
  const { rows: [row] } = await sql<{ changed: number }>`
    with year as materialized (
      select coalesce(j.external_user_id, o.external_user_id) id, count(distinct (o.paid_at at time zone ${companyZone})::date)::int f, sum(o.net_fen)::bigint m
      from "order" o left join customer_join me on me.external_user_id = o.external_user_id left join customer_join j on j.person_id = me.person_id
      where o.external_user_id is not null and o.net_fen > 0 and o.paid_at > ${addMs(now, -yearMs)}::timestamptz and o.paid_at <= ${now}::timestamptz
      group by 1),
    buyer as (
      select c.external_user_id id, (c.last_order_at at time zone ${companyZone})::date r, coalesce(year.f, 0) f, coalesce(year.m, 0) m,
        c.lifetime_spend_fen, c.last_order_at
      from customer c left join year on year.id = c.external_user_id where c.last_order_at is not null),
    scored as (
      select id, ${quintile('r')} + ${quintile('f')} + ${quintile('m')} points, m,
        row_number() over (order by m desc, lifetime_spend_fen desc, last_order_at desc, id) place
      from buyer),
    wanted as (
      select c.external_user_id id,
        case when s.id is null then 'new' when s.points >= 13 then 'vip' when s.points >= 10 then 'high' when s.points >= 7 then 'middle' else 'low' end tier,
        coalesce(s.m > 0 and s.place <= ceil(${highValueShare}::numeric * (select count(*) from customer)), false) high_value
      from customer c left join scored s on s.id = c.external_user_id),
    changed as materialized (
      select c.external_user_id id, w.tier, w.high_value from customer c join wanted w on w.id = c.external_user_id
      where (c.tier, c.high_value) is distinct from (w.tier, w.high_value) order by c.external_user_id for no key update of c),
    written as (
      update customer c set tier = changed.tier, high_value = changed.high_value, updated_at = ${now}::timestamptz
      from changed where c.external_user_id = changed.id returning 1)
      ${markChanged(now)}
    select count(*)::int changed from written`.execute(trx)
  return row?.changed ?? 0
}
