import { sql, type RawBuilder } from 'kysely'
import type { Database } from '../../server/db/database.ts'

/** Many customers with two years of orders, answers, notes, touches and a reminder each, written by the database itself: for benchmarks only. */
export async function bulkCustomers(db: Database, { customers, reps, now }: { customers: number, reps: number, now: Date }): Promise<void> {
  const at = sql`${now}::timestamptz`
  const id = sql`'wmBulk' || lpad(n::text, 7, '0')`
  const rep = sql`'rep-' || n % ${reps}::int`
  const all = sql`generate_series(1, ${customers}::int) n`
  const statements: RawBuilder<unknown>[] = [
    sql`insert into rep (user_id, name, role, synced_at) select 'rep-' || n, '销售' || n, 'rep', ${at} from generate_series(0, ${reps}::int - 1) n`,
    sql`insert into rep_scope select user_id, user_id from rep`,
    sql`insert into customer (external_user_id, name, owner_user_id, order_count, lifetime_spend_fen, last_order_at, last_touch_at, tier, scene, high_value, added_at, last_activity_at, updated_at)
      select ${id}, '客户' || n, ${rep}, 8, 8 * 39800, ${at} - (n % 60) * interval '1 day', ${at} - interval '20 days', 'middle', 'converted', n % 7 = 0,
        ${at} - interval '500 days', ${at} - n * interval '1 minute', ${at} from ${all}`,
    sql`insert into follow (external_user_id, user_id, remark, added_at, add_way, state, synced_at)
      select ${id}, ${rep}, '王姐' || n, ${at} - interval '500 days', 1, 'tmall-parcel', ${at} from ${all}`,
    sql`insert into answer (id, external_user_id, question_key, question_version, state, source, options, by_user_id, answered_at)
      select gen_random_uuid(), ${id}, q.key, q.version, 'answered', 'said', array[q.options->0->>'value'], ${rep}, ${at} - interval '499 days' from ${all}, question q`,
    sql`insert into note (id, external_user_id, kind, text, by_user_id, noted_at, updated_at)
      select gen_random_uuid(), ${id}, 'other', '先生嫌甜，妈妈在吃', ${rep}, ${at} - i * interval '30 days', ${at} from ${all}, generate_series(1, 4) i`,
    sql`insert into "order" (platform, shop, order_no, external_user_id, state, placed_at, paid_at, shipped_at, signed_at, paid_fen, purpose, purpose_reason, logistics_company, logistics_no, updated_at)
      select 'taobao', '旗舰店', n || '-' || i, ${id}, 'completed', d, d, d + interval '1 day', d + interval '3 days', 39800, 'self', '收件手机是客户本人的', '顺丰', 'SF' || n || i, ${at}
      from ${all}, generate_series(1, 8) i, lateral (select ${at} - (n % 60 + i * 45 - 45) * interval '1 day' d) days`,
    sql`insert into order_line (order_id, line_no, title, spec, product_id, quantity, paid_fen, is_gift)
      select o.id, i, '即食燕窝', '', case when i = 1 then (select id from product where days_of_supply is not null order by id limit 1) end, 2, 19900, i = 2 from "order" o, generate_series(1, 2) i`,
    sql`insert into touch (id, external_user_id, user_id, channel, contact_class, started_at, last_at, send_count, reply_state)
      select gen_random_uuid(), ${id}, ${rep}, 'chat', 'proactive', ${at} - i * interval '20 days', ${at} - i * interval '20 days', 1, 'yes' from ${all}, generate_series(1, 5) i`,
    sql`insert into reminder (id, external_user_id, user_id, rule, contact_class, state, title, reason, due_at, created_at, updated_at)
      select gen_random_uuid(), ${id}, ${rep}, 'replenishment', 'proactive', 'open', '该补货了', '大约还剩 3–6 天', ${at}, ${at}, ${at} from ${all}`,
    sql`analyze`,
  ]
  for (const statement of statements) await statement.execute(db)
}
