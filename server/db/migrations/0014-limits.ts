import { sql, type Kysely } from 'kysely'

/** What keeps work small and guesses few: the outbox by its order, tries by order number, posts by their start, members nobody knows. */
export async function up(db: Kysely<unknown>): Promise<void> {
  // The first that waits, in order, without a look at all that wait …
  await sql`create index outbox_turn on outbox (id) where delivered_at is null and given_up_at is null`.execute(db)
  // … and "does another of my key wait before me?" of each that is looked at.
  await sql`create index outbox_order on outbox (order_key, id) where delivered_at is null and given_up_at is null`.execute(db)
  // When a message to a member was first handed to the platform, noted before the call: its duplicate check forgets after hours.
  await sql`alter table outbox add column posted_at timestamptz`.execute(db)
  // Misses of one order number, by its keyed hash, whosoever tried.
  await sql`create index audit_bind_numbers on audit ((details->>'order'), at) where action = 'order-bind-missed'`.execute(db)
  // Members whom an event named and the directory did not, so that not each of their events reads it whole.
  await sql`create table unknown_member (user_id text primary key, asked_at timestamptz not null)`.execute(db)
}
