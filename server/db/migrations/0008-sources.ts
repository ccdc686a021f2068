import { sql, type Kysely } from 'kysely'

/** Where orders and behaviour events come from by themselves: sources with their secrets, what waits for its customer, tags from behaviour. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table source (
      -- stands in the address that is pushed to
      id text primary key,
      kind text not null check (kind in ('webhook', 'youzan', 'wangdiantong', 'jushuitan', 'events')),
      label text not null unique,
      -- whose orders it tells of, where the message itself does not say
      platform text not null,
      shop text not null default '',
      is_enabled boolean not null default true,
      -- how far a pull has come
      cursor jsonb not null default '{}',
      -- the platform's passing token, where there is one
      token_cipher bytea,
      token_expires_at timestamptz,
      last_received_at timestamptz,
      last_done_at timestamptz,
      last_error text,
      last_error_at timestamptz,
      created_at timestamptz not null,
      created_by text references rep,
      updated_at timestamptz not null
    )`.execute(db)
  await sql`
    create table source_secret (
      id uuid primary key,
      source_id text not null references source on delete cascade,
      value_cipher bytea not null,
      -- its last characters, to tell one from another
      hint text not null,
      created_at timestamptz not null,
      created_by text references rep,
      -- null: the one in use; an old one is still taken until then
      valid_until timestamptz
    )`.execute(db)
  await sql`create index source_secret_source on source_secret (source_id, created_at desc)`.execute(db)
  // Retries wait for their time; what was given up stays to be seen.
  await sql`alter table inbox add column next_try_at timestamptz, add column failed_at timestamptz`.execute(db)
  await sql`create index inbox_failed on inbox (source, failed_at) where failed_at is not null`.execute(db)
  // When the source last changed the order, as it says itself. Null: only files told of it.
  await sql`alter table "order" add column source_modified_at timestamptz`.execute(db)
  // Orders whose keys lead to more than one person: shown, never guessed.
  await sql`
    create table order_candidate (
      order_id bigint not null references "order" on delete cascade,
      external_user_id text not null references customer on delete cascade,
      -- phone or buyer
      found_by text not null,
      primary key (order_id, external_user_id)
    )`.execute(db)
  await sql`create index order_candidate_customer on order_candidate (external_user_id)`.execute(db)
  // A stronger key may become known after a weaker one has matched.
  await sql`create index order_wecom on "order" (wecom_customer_id) where wecom_customer_id is not null`.execute(db)
  await sql`create index order_unionid on "order" (unionid) where unionid is not null`.execute(db)
  await sql`create index order_buyer_all on "order" (platform, buyer_id) where buyer_id is not null`.execute(db)
  // Behaviour of somebody who is no customer yet, or of a key that two people share.
  await sql`
    create table waiting_event (
      id uuid primary key,
      wecom_customer_id text,
      unionid text,
      phone_hash bytea,
      kind text not null,
      happened_at timestamptz not null,
      payload jsonb not null default '{}',
      received_at timestamptz not null
    )`.execute(db)
  await sql`create index waiting_event_wecom on waiting_event (wecom_customer_id) where wecom_customer_id is not null`.execute(db)
  await sql`create index waiting_event_unionid on waiting_event (unionid) where unionid is not null`.execute(db)
  await sql`create index waiting_event_phone on waiting_event (phone_hash) where phone_hash is not null`.execute(db)
  await sql`
    create table behaviour_tag (
      external_user_id text not null references customer on delete cascade,
      tag text not null,
      times integer not null default 1,
      first_at timestamptz not null,
      last_at timestamptz not null,
      primary key (external_user_id, tag)
    )`.execute(db)
}
