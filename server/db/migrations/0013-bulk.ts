import { sql, type Kysely } from 'kysely'

/** Mass messages: who decided, who is reached by whom, who is left out and why. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table bulk_send (
      id uuid primary key,
      by_user_id text not null references rep,
      text_cipher bytea not null,
      -- asked for, and of these unknown or out of scope (of whom nothing is kept)
      total integer not null,
      not_found integer not null,
      created_at timestamptz not null
    )`.execute(db)
  // One task of the platform: what one member is asked to confirm.
  await sql`
    create table bulk_task (
      id uuid primary key,
      bulk_send_id uuid not null references bulk_send on delete cascade,
      user_id text not null references rep,
      state text not null default 'waiting' check (state in ('waiting', 'created', 'settled', 'failed')),
      created_at timestamptz not null,
      -- the platform was asked to make it; without a msgid nobody knows whether it did
      called_at timestamptz,
      msgid text unique,
      next_look_at timestamptz
    )`.execute(db)
  await sql`create index bulk_task_look on bulk_task (next_look_at) where state = 'created'`.execute(db)
  // A proactive touch from the moment of the decision on; gone again when the message was not sent.
  await sql`alter table touch add column bulk_send_id uuid references bulk_send`.execute(db)
  await sql`
    create table bulk_recipient (
      bulk_send_id uuid not null references bulk_send on delete cascade,
      external_user_id text not null references customer on delete cascade,
      task_id uuid references bulk_task on delete cascade,
      -- why she is left out; null: she is not
      refused text,
      touch_id uuid references touch on delete set null,
      outcome text check (outcome in ('sent', 'not_sent')),
      primary key (bulk_send_id, external_user_id)
    )`.execute(db)
  await sql`create index bulk_recipient_task on bulk_recipient (task_id, external_user_id) where task_id is not null`.execute(db)
  await sql`create index bulk_recipient_customer on bulk_recipient (external_user_id)`.execute(db)
  await sql`create index bulk_recipient_touch on bulk_recipient (touch_id) where touch_id is not null`.execute(db)
}
