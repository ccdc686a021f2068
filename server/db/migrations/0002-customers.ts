import { sql, type Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table customer (
      external_user_id text primary key,
      name text not null,
      avatar_url text,
      gender smallint not null default 0,
      kind smallint not null default 1,
      unionid text unique,
      region text,
      region_source text check (region_source in ('order', 'rep')),
      age_band text,
      birthday_on date,
      opt_out_at timestamptz,
      owner_user_id text references rep,
      -- kept in the same transaction as its cause (orders, touches, replies)
      lifetime_spend_fen bigint not null default 0,
      one_to_one_at timestamptz,
      order_count integer not null default 0,
      purchase_days integer not null default 0,
      first_order_at timestamptz,
      last_order_at timestamptz,
      last_touch_at timestamptz,
      last_reply_at timestamptz,
      -- what the nightly pass derives: value layer, journey
      tier text not null default 'new' check (tier in ('vip', 'high', 'middle', 'low', 'new')),
      high_value boolean not null default false,
      scene text not null default 'added',
      added_at timestamptz not null,
      last_activity_at timestamptz not null,
      updated_at timestamptz not null
    )`.execute(db)
  await sql`create index customer_owner_activity on customer (owner_user_id, last_activity_at desc, external_user_id)`.execute(db)
  await sql`
    create table follow (
      external_user_id text not null references customer on delete cascade,
      user_id text not null references rep,
      remark text not null default '',
      description text not null default '',
      added_at timestamptz not null,
      add_way integer not null default 0,
      state text not null default '',
      oper_user_id text,
      -- the customer deleted the rep: kept and shown as lost
      lost_at timestamptz,
      -- the rep deleted the customer, or it was handed over: no longer theirs to see
      ended_at timestamptz,
      -- a remark or description typed here that WeCom does not have yet
      pending_write boolean not null default false,
      synced_at timestamptz not null,
      primary key (external_user_id, user_id)
    )`.execute(db)
  await sql`create index follow_user on follow (user_id, external_user_id) where ended_at is null`.execute(db)
  await sql`
    create table follow_phone (
      external_user_id text not null,
      user_id text not null,
      phone_hash bytea not null,
      phone_cipher bytea not null,
      last_four text not null,
      primary key (external_user_id, user_id, phone_hash),
      foreign key (external_user_id, user_id) references follow on delete cascade
    )`.execute(db)
  await sql`create index follow_phone_hash on follow_phone (phone_hash)`.execute(db)
  await sql`create index follow_phone_last_four on follow_phone (last_four)`.execute(db)
  await sql`
    create table tag_group (id text primary key, name text not null, position integer not null default 0)`.execute(db)
  await sql`
    create table tag (
      id text primary key,
      group_id text not null references tag_group on delete cascade,
      name text not null,
      position integer not null default 0
    )`.execute(db)
  await sql`
    create table customer_tag (
      external_user_id text not null,
      user_id text not null,
      tag_id text not null references tag on delete cascade,
      primary key (external_user_id, user_id, tag_id),
      foreign key (external_user_id, user_id) references follow on delete cascade
    )`.execute(db)
  await sql`create table channel (state text primary key, label text not null)`.execute(db)
  await sql`
    create table customer_join (
      external_user_id text primary key references customer on delete cascade,
      person_id text not null,
      joined_by text not null references rep,
      joined_at timestamptz not null
    )`.execute(db)
  await sql`create index customer_join_person on customer_join (person_id)`.execute(db)
}
