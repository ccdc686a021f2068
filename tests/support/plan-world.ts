import { sql, type RawBuilder } from 'kysely'
import type { Database } from '../../server/db/database.ts'

export interface PlanWorld { customers: number, ordersEach: number, reps: number, now: Date, seed: number }

/**
 * A shop for benchmarks of planning, written by the database itself and the same for the same seed: customers with rhythms of their own
 * (15 to 120 days, irregular), one in seven with twice the ticket, gifts and samples among the orders, touches with and without answers.
 */
export async function planWorld(db: Database, { customers, ordersEach, reps, now, seed }: PlanWorld): Promise<void> {
  const at = sql`${now}::timestamptz`
  const id = sql`'wm' || lpad(n::text, 8, '0')`
  const rep = sql`'rep-' || n % ${reps}::int`
  /** 0–1, by customer and purpose: PostgreSQL's own hash of a number, so that nothing is drawn. */
  const draw = (salt: number, of = sql`n`) => sql`((hashint8((${of})::int8 * 131 + ${seed * 1009 + salt}::int8) & 2147483647) / 2147483648::float8)`
  const gap = sql`(15 + 105 * ${draw(1)} ^ 2)`
  // Most are within their rhythm, some have long been silent.
  const sinceLast = sql`(${gap} * 2.2 * ${draw(2)} ^ 1.5)`
  const paid = sql`(${at} - (${sinceLast} + ${gap} * (i - 1) * (0.75 + 0.5 * ${draw(3, sql`n * 64 + i`)})) * interval '1 day')`
  const all = sql`generate_series(1, ${customers}::int) n`
  const price = sql`(20000 + (40000 * ${draw(4)})::int) * (case when n % 7 = 0 then 2 else 1 end)`
  const statements: RawBuilder<unknown>[] = [
    sql`insert into rep (user_id, name, role, synced_at) select 'rep-' || n, '销售' || n, 'rep', ${at} from generate_series(0, ${reps}::int - 1) n`,
    sql`insert into follow (external_user_id, user_id, remark, added_at, add_way, state, synced_at)
      select ${id}, ${rep}, '王姐' || n, ${at} - interval '500 days', 1, 'tmall-parcel', ${at} from ${all}`,
    sql`insert into "order" (platform, shop, order_no, external_user_id, state, placed_at, paid_at, shipped_at, signed_at, paid_fen, purpose, updated_at)
      select 'taobao', '旗舰店', n || '-' || i, ${id}, 'completed', d, d, d + interval '1 day', case when d < ${at} - interval '3 days' then d + interval '3 days' end,
        ${price}, case when i % 8 = 5 then 'gift' else 'self' end, ${at}
      from ${all}, generate_series(1, ${ordersEach}::int) i, lateral (select ${paid} d offset 0) days`,
    sql`with goods as (select array_agg(id order by id) ids, array_agg(name order by id) names from product where days_of_supply is not null)
      insert into order_line (order_id, line_no, title, product_id, quantity, paid_fen)
      select o.id, 1, goods.names[n], goods.ids[n], 1 + (o.id % 3)::int, o.paid_fen
      from "order" o, goods, lateral (select 1 + (hashtext(o.external_user_id) & 2147483647) % cardinality(goods.ids) n) chosen`,
    sql`insert into touch (id, external_user_id, user_id, channel, contact_class, started_at, last_at, send_count, reply_state)
      select md5('t' || n || '-' || i)::uuid, ${id}, ${rep}, 'chat', case when i = 3 then 'service' else 'proactive' end, d, d, 1, (array['yes', 'no', 'unknown'])[1 + (n + i) % 3]
      from ${all}, generate_series(1, 3) i, lateral (select ${at} - (i * 26 * ${draw(5)} + i * 3) * interval '1 day' d offset 0) days where n % 3 < 2`,
    // Last, with what the orders and touches come to: no row is written twice.
    sql`insert into customer (external_user_id, name, owner_user_id, region, birthday_on, added_at, last_activity_at, updated_at,
        order_count, lifetime_spend_fen, purchase_days, first_order_at, last_order_at, last_touch_at, last_reply_at)
      select ${id}, '客户' || n, ${rep}, (array['浙江省杭州市', '广东省广州市', '北京市', null])[1 + n % 4], case when n % 5 = 0 then date '1970-01-01' + n % 9000 end,
        ${at} - interval '500 days', ${at} - n % 5000 * interval '1 minute', ${at}, o.orders, o.spend, o.orders, o.first, o.last, t.last, t.replied
      from ${all} left join (
        select external_user_id, count(*)::int orders, sum(net_fen)::bigint spend, min(paid_at) first, max(paid_at) "last" from "order" group by 1) o on o.external_user_id = ${id}
      left join (
        select external_user_id, max(started_at) "last", max(started_at) filter (where reply_state = 'yes') replied from touch group by 1) t on t.external_user_id = ${id}
      order by n`,
    sql`insert into answer (id, external_user_id, question_key, question_version, state, source, options, by_user_id, answered_at)
      select md5('a' || n || q.key)::uuid, ${id}, q.key, q.version, 'answered', 'said', array[q.options->0->>'value'], ${rep}, ${at} - interval '400 days' from ${all}, question q where n % 3 = 0`,
    sql`insert into note (id, external_user_id, kind, text, by_user_id, noted_at, updated_at)
      select md5('n' || n)::uuid, ${id}, 'other', '先生嫌甜，妈妈在吃', ${rep}, ${at} - interval '30 days', ${at} from ${all} where n % 4 = 0`,
    sql`insert into customer_plan select external_user_id, added_at from customer`,
    sql`insert into rep_scope select user_id, user_id from rep`,
  ]
  // On one connection, without the checks of keys that hold by construction: it is the generator's time that is spared.
  await db.connection().execute(async (connection) => {
    await sql`set session_replication_role = replica`.execute(connection)
    await withoutIndexes(connection, async () => {
      for (const statement of statements) await statement.execute(connection)
    })
    await sql`set session_replication_role = origin`.execute(connection)
    await sql`vacuum analyze`.execute(connection)
  })
}

/** Settings of a server that only generates: nothing in it is worth keeping before it is restarted without them. */
export const generatorSettings = {
  fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', wal_level: 'minimal', max_wal_senders: '0', max_wal_size: '16GB', work_mem: '256MB', maintenance_work_mem: '1GB', autovacuum: 'off',
}

/** Indexes that no constraint stands on are made after the rows: ten million orders would be sorted into a dozen of them one by one. */
async function withoutIndexes(db: Database, work: () => Promise<void>): Promise<void> {
  const { rows } = await sql<{ name: string, statement: string }>`
    select i.indexrelid::regclass::text "name", pg_get_indexdef(i.indexrelid) "statement" from pg_index i join pg_class t on t.oid = i.indrelid
    where t.relnamespace = 'public'::regnamespace and t.relname in ('order', 'order_line', 'touch', 'customer') and not i.indisunique
      and not exists (select 1 from pg_constraint c where c.conindid = i.indexrelid)`.execute(db)
  for (const { name } of rows) await sql`drop index ${sql.raw(name)}`.execute(db)
  await work()
  for (const { statement } of rows) await sql.raw(statement).execute(db)
}
