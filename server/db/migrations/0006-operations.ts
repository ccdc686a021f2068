import { sql, type Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table inbox (
      id bigint generated always as identity primary key,
      source text not null,
      -- what makes it the same message again
      dedupe_key text not null,
      -- processed in order within one key (a customer)
      order_key text not null,
      body_cipher bytea not null,
      received_at timestamptz not null,
      processed_at timestamptz,
      attempts integer not null default 0,
      last_error text,
      unique (source, dedupe_key)
    )`.execute(db)
  await sql`create index inbox_waiting on inbox (order_key, id) where processed_at is null`.execute(db)
  await sql`
    create table outbox (
      id bigint generated always as identity primary key,
      kind text not null,
      order_key text not null,
      payload_cipher bytea not null,
      created_at timestamptz not null,
      next_try_at timestamptz not null,
      attempts integer not null default 0,
      delivered_at timestamptz,
      given_up_at timestamptz,
      last_error text
    )`.execute(db)
  await sql`create index outbox_waiting on outbox (next_try_at) where delivered_at is null and given_up_at is null`.execute(db)
  await sql`
    create table idempotency_key (
      user_id text not null,
      key text not null,
      request_hash bytea not null,
      status integer,
      reply bytea,
      created_at timestamptz not null,
      primary key (user_id, key)
    )`.execute(db)
  await sql`create index idempotency_key_age on idempotency_key (created_at)`.execute(db)
  await sql`
    create table audit (
      id bigint generated always as identity primary key,
      at timestamptz not null,
      user_id text,
      action text not null,
      external_user_id text,
      details jsonb not null default '{}'
    )`.execute(db)
  await sql`create index audit_customer on audit (external_user_id, at desc)`.execute(db)
  // Append-only, whoever connects.
  await sql`create function refuse_change() returns trigger language plpgsql as $$ begin raise exception 'append-only table'; end $$`.execute(db)
  await sql`create trigger audit_append_only before update or delete on audit for each row execute function refuse_change()`.execute(db)
  await sql`create trigger answer_append_only before update on answer for each row execute function refuse_change()`.execute(db)
  await sql`
    create table wecom_credential (
      -- token, agent_ticket, corp_ticket
      kind text primary key,
      value_cipher bytea not null,
      expires_at timestamptz not null,
      renewed_at timestamptz not null
    )`.execute(db)
  await sql`
    create table login_state (
      state text primary key,
      browser_hash bytea not null,
      target text not null,
      created_at timestamptz not null
    )`.execute(db)
  await sql`
    create table sync_run (
      id uuid primary key,
      kind text not null,
      status text not null,
      started_at timestamptz not null,
      finished_at timestamptz,
      reps_done integer not null default 0,
      reps_total integer not null default 0,
      customers integer not null default 0,
      cursor jsonb not null default '{}',
      failure text
    )`.execute(db)
  await sql`create index sync_run_newest on sync_run (started_at desc)`.execute(db)
  await sql`create table activity_daily (user_id text not null references rep, day date not null, figures jsonb not null, primary key (user_id, day))`.execute(db)
  await sql`create table model_fit (id uuid primary key, model text not null, parameters jsonb not null, fitted_at timestamptz not null)`.execute(db)
  await sql`create table customer_score (external_user_id text primary key references customer on delete cascade, figures jsonb not null, scored_at timestamptz not null)`.execute(db)
}
