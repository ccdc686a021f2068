import { sql, type Kysely } from 'kysely'

/** Orders bound by hand and found by the end of their number, accounts of one person, and since when a refund is known. */
export async function up(db: Kysely<unknown>): Promise<void> {
  // People remember the last digits of an order number; the whole number has an index already.
  await sql`create index order_number_tail on "order" (right(order_no, 6))`.execute(db)
  // Exports do not say when money went back: when a refund grew on an order we knew already. Null: it came with the order, or there is none.
  await sql`alter table "order" add column refund_seen_at timestamptz`.execute(db)
  // Misses of binding by hand are counted per member: four digits are not to be guessed.
  await sql`create index audit_bind_misses on audit (user_id, at) where action = 'order-bind-missed'`.execute(db)
  // Since when an account has 1V1 by its own orders: what parting gives back.
  await sql`alter table customer_join add column one_to_one_own_at timestamptz`.execute(db)
}
