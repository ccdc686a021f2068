import { sql } from 'kysely'
import type { CustomerScore } from '../customers/customer-facts.ts'
import type { Database, Trx } from '../db/database.ts'
import type { DayNumber } from '../rhythm/day-number.ts'
import type { ShopRhythm } from '../rhythm/shop-rhythm.ts'
import { companyZone } from '../time.ts'

const shopRhythm = 'shop-rhythm'

/** A customer's purchase days (oldest first) for oneself or for whom is unknown, with the net fen of each: gifts never start a clock. */
export interface PurchaseDays { externalUserId: string, days: DayNumber[], amountsFen: number[] }

const purchasesOf = (now: Date) => sql`
  select o.external_user_id id, (o.paid_at at time zone ${companyZone})::date - date '1970-01-01' as day, sum(o.net_fen)::float8 fen from "order" o
  where o.external_user_id is not null and o.net_fen > 0 and o.purpose in ('self', 'unknown') and o.paid_at <= ${now}::timestamptz`

const asHistories = sql`select id external_user_id, json_agg(day order by day) days, json_agg(fen order by day) amounts_fen`

/** About `most` buyers, chosen by a fixed hash so that the same ones tell from week to week. */
export async function listSample(db: Database | Trx, most: number, now: Date): Promise<PurchaseDays[]> {
  const { rows } = await sql<PurchaseDays>`
    with share as (select greatest(1, ceil(count(*) / ${most}::float8))::int step from customer where last_order_at is not null)
    ${asHistories} from (${purchasesOf(now)} and (hashtext(o.external_user_id) & 2147483647) % (select step from share) = 0 group by 1, 2) bought group by id order by id`.execute(db)
  return rows
}

/** The next buyers after that id, in order; accounts of one person each with the purchases of the person. Each account's orders by their index: of a small shop the database would read all orders for every page. */
export async function listHistoriesAfter(db: Database | Trx, after: string, limit: number, now: Date): Promise<PurchaseDays[]> {
  const { rows } = await sql<PurchaseDays>`
    with page as materialized (
      select c.external_user_id from customer c where c.external_user_id > ${after} and c.last_order_at is not null order by 1 limit ${limit}),
    account as materialized (
      select page.external_user_id id, coalesce(j.external_user_id, page.external_user_id) account
      from page left join customer_join me on me.external_user_id = page.external_user_id left join customer_join j on j.person_id = me.person_id)
    ${asHistories} from (
      select account.id, bought.day, sum(bought.fen) fen from account
        cross join lateral (${purchasesOf(now)} and o.external_user_id = account.account group by 1, 2 offset 0) bought group by 1, 2) bought group by id order by id`.execute(db)
  return rows
}

/** The newest fit; null before the first. */
export async function findShopRhythm(db: Database | Trx): Promise<{ shop: ShopRhythm, fittedAt: Date } | null> {
  const row = await db.selectFrom('modelFit').select(['parameters', 'fittedAt']).where('model', '=', shopRhythm).orderBy('fittedAt', 'desc').limit(1).executeTakeFirst()
  return row ? { shop: row.parameters as ShopRhythm, fittedAt: row.fittedAt } : null
}

/** Older fits stay: they say what the scores of their weeks were made with. */
export async function insertShopRhythm(trx: Trx, { id, shop, now }: { id: string, shop: ShopRhythm, now: Date }): Promise<void> {
  await sql`insert into model_fit (id, model, parameters, fitted_at) values (${id}::uuid, ${shopRhythm}, ${JSON.stringify(shop)}::text::jsonb, ${now}::timestamptz)`.execute(trx)
}

/** What the models say of one customer on the night of `scored_at`. */
export type ScoreFigures = Omit<CustomerScore, 'scoredAt'>

/**
 * Keeps a night's scores. Whose alarm has moved into or within the days before the plan looks at everybody again anyway (`soonOn`), and whose value may be
 * enough for the rule, is planned anew.
 */
export async function writeScores(trx: Trx, scores: readonly { externalUserId: string, figures: ScoreFigures }[], { now, soonOn }: { now: Date, soonOn: string }): Promise<void> {
  if (scores.length === 0) return
  await sql`
    with given as materialized (select g."externalUserId" id, g.figures from json_to_recordset(${JSON.stringify(scores)}::text::json) as g("externalUserId" text, figures jsonb)),
    moved as (
      select given.id from given left join customer_score held on held.external_user_id = given.id
      where held.figures->>'driftsOn' is distinct from given.figures->>'driftsOn' and least(held.figures->>'driftsOn', given.figures->>'driftsOn') <= ${soonOn}),
    marked as (update customer_plan p set check_at = ${now}::timestamptz from moved where p.external_user_id = moved.id and p.check_at > ${now}::timestamptz)
    insert into customer_score (external_user_id, figures, scored_at) select id, figures, ${now}::timestamptz from given order by 1
    on conflict (external_user_id) do update set figures = excluded.figures, scored_at = excluded.scored_at`.execute(trx)
}

/** Scores of another night than `now`'s: whose last purchase was refunded or taken away. */
export async function deleteScoresBefore(trx: Trx, now: Date): Promise<void> {
  await trx.deleteFrom('customerScore').where('scoredAt', '<', now).execute()
}
