import { sql, type Kysely } from 'kysely'

/** What the platform tells and takes beyond customers: welcome messages, customer groups, handovers, and as of when it was asked. */
export async function up(db: Kysely<unknown>): Promise<void> {
  // Since when this member has the customer from her former owner: a handover wins over who was bound longest.
  await sql`alter table follow add column took_over_at timestamptz`.execute(db)
  // When the platform last told that she added this member: an older deletion that comes late changes nothing.
  await sql`alter table follow add column added_again_at timestamptz`.execute(db)
  // When the platform was last asked for what is kept as a whole (tags, directory): an older answer never replaces a newer one.
  await sql`create table platform_reading (subject text primary key, read_at timestamptz not null)`.execute(db)
  await sql`
    create table welcome_text (
      -- of the contact way that was scanned; empty: every other
      state text primary key,
      body text not null,
      is_active boolean not null default true,
      updated_at timestamptz not null
    )`.execute(db)
  await sql`
    create table welcome (
      id bigint generated always as identity primary key,
      -- of the platform's code, which can be used once
      code_hash bytea not null unique,
      code_cipher bytea not null,
      user_id text not null,
      external_user_id text not null,
      state text not null,
      received_at timestamptz not null,
      -- a try is under way since then
      claimed_at timestamptz,
      attempts integer not null default 0,
      outcome text check (outcome in ('sent', 'not_sent', 'unknown')),
      reason text,
      finished_at timestamptz
    )`.execute(db)
  await sql`create index welcome_customer on welcome (external_user_id, received_at desc)`.execute(db)
  await sql`
    create table group_chat (
      chat_id text primary key,
      name text not null,
      owner_user_id text not null,
      created_at timestamptz not null,
      dismissed_at timestamptz,
      synced_at timestamptz not null
    )`.execute(db)
  await sql`
    create table group_chat_member (
      chat_id text not null references group_chat on delete cascade,
      -- also of people who are nobody's customer yet
      external_user_id text not null,
      joined_at timestamptz not null,
      primary key (chat_id, external_user_id)
    )`.execute(db)
  await sql`create index group_chat_member_customer on group_chat_member (external_user_id)`.execute(db)
}
