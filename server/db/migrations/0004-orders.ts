import { sql, type Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table import_job (
      id uuid primary key,
      status text not null,
      user_id text not null references rep,
      sources jsonb not null default '[]',
      counts jsonb not null default '{}',
      preview jsonb not null default '[]',
      progress jsonb not null default '{}',
      failure text,
      created_at timestamptz not null,
      updated_at timestamptz not null
    )`.execute(db)
  await sql`
    create table import_problem (
      import_id uuid not null references import_job on delete cascade,
      seq integer not null,
      file text not null,
      line integer not null,
      column_name text,
      code text not null,
      message text not null,
      -- the refused row as it stood, encrypted: for the file of failed rows
      row_cipher bytea,
      primary key (import_id, seq)
    )`.execute(db)
  // Uploaded bytes until they are read, sealed, in pieces: any process can read them, and nothing personal lies on a disk in clear.
  await sql`
    create table import_upload (
      import_id uuid not null references import_job on delete cascade,
      file_no integer not null,
      seq integer not null,
      name text not null,
      bytes_cipher bytea not null,
      primary key (import_id, file_no, seq)
    )`.execute(db)
  // Rows read, waiting for the commit, sorted by order: order files and line files meet here. Unlogged: what a crash of the database loses is uploaded again.
  await sql`
    create unlogged table import_row (
      import_id uuid not null references import_job on delete cascade,
      order_key text collate "C" not null,
      seq integer not null,
      file text not null,
      line integer not null,
      draft json not null,
      row_cipher bytea not null,
      primary key (import_id, order_key, seq)
    )`.execute(db)
  await sql`
    create table "order" (
      id bigint generated always as identity primary key,
      platform text not null,
      shop text not null default '',
      order_no text not null,
      external_user_id text references customer,
      -- how it found its customer: phone, buyer, wecom, unionid, hand
      matched_by text,
      state text not null check (state in ('unpaid', 'paid', 'shipped', 'completed', 'closed', 'refunded')),
      placed_at timestamptz not null,
      paid_at timestamptz,
      shipped_at timestamptz,
      signed_at timestamptz,
      goods_fen bigint,
      freight_fen bigint,
      paid_fen bigint not null,
      refund_fen bigint not null default 0,
      -- paid and not fully refunded: what counts as a purchase
      net_fen bigint generated always as (case when paid_at is null or state in ('unpaid', 'closed') and refund_fen = 0 then 0 else paid_fen - refund_fen end) stored,
      buyer_id text,
      -- keys of the platform that may find their customer later
      wecom_customer_id text,
      unionid text,
      -- the platform says that it is a present
      is_gift_order boolean not null default false,
      -- the buyer's own number, where the platform tells it apart from the recipient's
      buyer_phone_hash bytea,
      phone_hash bytea,
      phone_cipher bytea,
      phone_last_four text,
      recipient_masked text,
      recipient_hash bytea,
      address_hash bytea,
      region text,
      buyer_note text not null default '',
      seller_note text not null default '',
      purpose text not null default 'unknown' check (purpose in ('self', 'gift', 'relative', 'unknown')),
      purpose_reason text not null default '',
      purpose_by text,
      logistics_company text,
      logistics_no text,
      -- sold by a rep in the private domain (and not in the public shop)
      is_private boolean not null default false,
      import_id uuid references import_job on delete set null,
      updated_at timestamptz not null,
      unique (platform, shop, order_no)
    )`.execute(db)
  await sql`create index order_customer on "order" (external_user_id, placed_at desc, id desc)`.execute(db)
  await sql`create index order_buyer_phone on "order" (buyer_phone_hash) where external_user_id is null and buyer_phone_hash is not null`.execute(db)
  await sql`create index order_phone on "order" (phone_hash)`.execute(db)
  await sql`create index order_number on "order" (order_no)`.execute(db)
  await sql`create index order_waiting_wecom on "order" (wecom_customer_id) where external_user_id is null and wecom_customer_id is not null`.execute(db)
  await sql`create index order_waiting_unionid on "order" (unionid) where external_user_id is null and unionid is not null`.execute(db)
  await sql`create index order_buyer on "order" (platform, buyer_id) where external_user_id is null`.execute(db)
  await sql`
    create table order_line (
      order_id bigint not null references "order" on delete cascade,
      line_no integer not null,
      sub_order_no text,
      title text not null,
      spec text not null default '',
      code text not null default '',
      product_id text references product on delete set null,
      quantity integer not null,
      paid_fen bigint,
      refund_fen bigint not null default 0,
      is_gift boolean not null default false,
      is_service boolean not null default false,
      primary key (order_id, line_no)
    )`.execute(db)
  await sql`
    create table order_source_row (
      order_id bigint not null references "order" on delete cascade,
      import_id uuid references import_job on delete set null,
      file text not null,
      line integer not null,
      row_cipher bytea not null,
      created_at timestamptz not null
    )`.execute(db)
  await sql`create index order_source_row_order on order_source_row (order_id)`.execute(db)
  await sql`
    create table buyer_identity (
      platform text not null,
      buyer_id text not null,
      external_user_id text not null references customer on delete cascade,
      learnt_from text not null,
      created_at timestamptz not null,
      primary key (platform, buyer_id)
    )`.execute(db)
}
