import { sql } from 'kysely'
import type { OrderUse } from '../../contract/words.ts'
import type { Trx } from '../db/database.ts'
import { companyZone } from '../time.ts'
import { usualOneToOneFen } from './one-to-one.rules.ts'

/** What makes 1V1·禁群发, for good: the company's figure as it is in this transaction. Asked once a statement. */
const oneToOneFen = sql`(select coalesce((select (value #>> '{}')::bigint from setting where key = 'oneToOneFen' and jsonb_typeof(value) = 'number'), ${usualOneToOneFen}::bigint))`

/** Takes the customers' row locks in one order, so that two writers never wait for each other crosswise. */
export async function lockCustomers(trx: Trx, externalUserIds: readonly string[]): Promise<void> {
  await sql`select 1 from customer where external_user_id = any(${[...externalUserIds]}::text[]) order by external_user_id for no key update`.execute(trx)
}

/**
 * Per-customer figures from the rows, in the transaction of their cause. A purchase is an order with money kept (net > 0);
 * spend is net of refunds in fen; days are Asia/Shanghai; 1V1 stays once given; a region a rep typed stays.
 * Joined accounts each carry the figures of their person; a region is each one's own. Callers give all accounts of a person (`listWithAccounts`).
 */
export async function refreshFigures(trx: Trx, externalUserIds: readonly string[], now: Date): Promise<void> {
  if (externalUserIds.length === 0) return
  await sql`
    with figures as materialized (
      select wanted.id, coalesce(sum(o.net_fen), 0)::bigint spend, count(o.id)::int orders, count(distinct (o.paid_at at time zone ${companyZone})::date)::int days,
        min(o.paid_at) first_at, max(o.paid_at) last_at, sum(o.net_fen) filter (where o.external_user_id = wanted.id and o.matched_by is distinct from 'person') own_spend,
        (array_agg(o.region order by o.paid_at desc, o.id desc) filter (where o.region is not null and o.external_user_id = wanted.id and o.purpose in ('self', 'unknown')))[1] region
      from (
        select u.id, u.id account from unnest(${[...externalUserIds]}::text[]) u(id) union
        select me.external_user_id, j.external_user_id from customer_join me join customer_join j on j.person_id = me.person_id where me.external_user_id = any(${[...externalUserIds]}::text[])) wanted
        left join "order" o on o.external_user_id = wanted.account and o.net_fen > 0
      group by wanted.id),
    own as (
      update customer_join j set one_to_one_own_at = ${now}::timestamptz from figures f
      where j.external_user_id = f.id and j.one_to_one_own_at is null and f.own_spend >= ${oneToOneFen})
    update customer c set
      lifetime_spend_fen = f.spend, order_count = f.orders, purchase_days = f.days, first_order_at = f.first_at, last_order_at = f.last_at,
      one_to_one_at = coalesce(c.one_to_one_at, case when f.spend >= ${oneToOneFen} then ${now}::timestamptz end),
      region = case when c.region_source = 'rep' then c.region else coalesce(f.region, c.region) end,
      region_source = case when c.region_source = 'rep' or f.region is null then c.region_source else 'order' end,
      last_activity_at = greatest(c.last_activity_at, f.last_at), updated_at = ${now}::timestamptz
    from figures f
    where c.external_user_id = f.id and (c.lifetime_spend_fen, c.order_count, c.purchase_days, c.first_order_at, c.last_order_at, c.region, c.one_to_one_at is not null)
      is distinct from (f.spend, f.orders, f.days, f.first_at, f.last_at, coalesce(f.region, c.region), c.one_to_one_at is not null or f.spend >= ${oneToOneFen})`.execute(trx)
}

/** Makes 1V1 whoever has spent enough by now: after the figure was lowered. Takes it from nobody. Rows in the order of ids. */
export async function giveOneToOne(trx: Trx, now: Date): Promise<void> {
  await sql`
    with enough as materialized (select external_user_id from customer where one_to_one_at is null and lifetime_spend_fen >= ${oneToOneFen} order by 1 for no key update)
    update customer c set one_to_one_at = ${now}::timestamptz, updated_at = ${now}::timestamptz from enough where c.external_user_id = enough.external_user_id`.execute(trx)
  // What an account has reached by itself stays with it when the person is parted.
  await sql`
    update customer_join j set one_to_one_own_at = ${now}::timestamptz where j.one_to_one_own_at is null and (
      select sum(o.net_fen) from "order" o where o.external_user_id = j.external_user_id and o.net_fen > 0 and o.matched_by is distinct from 'person') >= ${oneToOneFen}`.execute(trx)
}

export interface UseRow {
  id: number
  /** Whose it is: accounts of one person weigh together. Null: nobody's yet. */
  person: string | null
  isGiftOrder: boolean
  buyerNote: string
  sellerNote: string
  titles: string[]
  phoneHash: string | null
  recipientHash: string | null
  addressHash: string | null
  recipientMasked: string | null
  isPurchase: boolean
  isCorrected: boolean
  purpose: OrderUse
  purposeReason: string
}

/** All orders of these customers, and these orders, with what tells for whom they were bought. */
export async function listUseRows(trx: Trx, externalUserIds: readonly string[], orderIds: readonly number[]): Promise<UseRow[]> {
  const rows = await sql<UseRow>`
    select o.id, coalesce(j.person_id, o.external_user_id) person, o.is_gift_order, o.buyer_note, o.seller_note, encode(o.phone_hash, 'hex') phone_hash, encode(o.recipient_hash, 'hex') recipient_hash,
      encode(o.address_hash, 'hex') address_hash, o.recipient_masked, o.net_fen > 0 is_purchase, o.purpose_by is not null is_corrected, o.purpose, o.purpose_reason,
      coalesce((select array_agg(l.title order by l.line_no) from order_line l where l.order_id = o.id), '{}') titles
    from "order" o left join customer_join j on j.external_user_id = o.external_user_id
    where o.external_user_id = any(${[...externalUserIds]}::text[]) or (o.id = any(${[...orderIds]}::bigint[]) and o.external_user_id is null)
    order by o.id`.execute(trx)
  return rows.rows
}

/** Hashes (hex) of the full phones of these customers, by person. */
export async function listOwnPhones(trx: Trx, externalUserIds: readonly string[]): Promise<{ person: string, phoneHash: string }[]> {
  const rows = await sql<{ person: string, phoneHash: string }>`
    select distinct coalesce(j.person_id, p.external_user_id) person, encode(p.phone_hash, 'hex') phone_hash
    from follow_phone p left join customer_join j on j.external_user_id = p.external_user_id where p.external_user_id = any(${[...externalUserIds]}::text[])`.execute(trx)
  return rows.rows
}

export async function setUses(trx: Trx, uses: readonly { id: number, use: OrderUse, reason: string }[]): Promise<void> {
  if (uses.length === 0) return
  await sql`
    update "order" o set purpose = g.use, purpose_reason = g.reason
    from json_to_recordset(${JSON.stringify(uses)}::text::json) as g(id bigint, use text, reason text) where o.id = g.id and o.purpose_by is null`.execute(trx)
}

/** Fills in what a customer file knows where nothing is known yet; phones of two customers are left out. Returns who changed. */
export async function fillInCustomers(trx: Trx, given: readonly { phoneHash: string, birthdayOn: string | null, region: string | null }[], now: Date): Promise<string[]> {
  if (given.length === 0) return []
  const changed = await sql<{ externalUserId: string }>`
    update customer c set birthday_on = coalesce(c.birthday_on, found.birthday), updated_at = ${now}::timestamptz,
      region = coalesce(c.region, found.region), region_source = case when c.region is null and found.region is not null then 'order' else c.region_source end
    from (
      select min(p.external_user_id) id, min(g."birthdayOn") birthday, min(g.region) region
      from json_to_recordset(${JSON.stringify(given)}::text::json) as g("phoneHash" text, "birthdayOn" date, region text)
      join follow_phone p on p.phone_hash = decode(g."phoneHash", 'hex') group by g."phoneHash" having count(distinct p.external_user_id) = 1) found
    where c.external_user_id = found.id and ((c.birthday_on is null and found.birthday is not null) or (c.region is null and found.region is not null))
    returning c.external_user_id`.execute(trx)
  return changed.rows.map(row => row.externalUserId)
}
