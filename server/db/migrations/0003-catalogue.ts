import { sql, type Kysely } from 'kysely'

/** What an operator owns: questions, products, scripts, rules, settings. Small, held per process, reloaded when its version moves. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create table catalogue_version (one boolean primary key default true check (one), version bigint not null)`.execute(db)
  await sql`insert into catalogue_version values (true, 1)`.execute(db)
  await sql`
    create table question (
      key text not null,
      version integer not null,
      title text not null,
      options jsonb not null,
      multiple boolean not null,
      position integer not null,
      is_current boolean not null,
      created_at timestamptz not null,
      primary key (key, version)
    )`.execute(db)
  await sql`create unique index question_current on question (key) where is_current`.execute(db)
  await sql`
    create table product (
      id text primary key,
      name text not null,
      family text not null,
      -- names of the matching merchant codes in order exports, and words of a title that identify it
      codes text[] not null default '{}',
      title_words text[] not null default '{}',
      -- pack: how much one pack holds, and how much one person takes a day as the label states it
      pack_amount numeric,
      daily_amount numeric,
      unit text not null default '',
      days_of_supply integer,
      food_class text not null default 'food',
      storage text not null default '',
      needs text[] not null default '{}',
      updated_at timestamptz not null
    )`.execute(db)
  await sql`
    create table script (
      id text primary key,
      title text not null,
      kind text not null check (kind in ('service', 'care', 'offer')),
      -- what it is for: situations, question asked, families, tiers, months; empty arrays mean any
      situations text[] not null default '{}',
      question_key text,
      rules text[] not null default '{}',
      families text[] not null default '{}',
      tiers text[] not null default '{}',
      months integer[] not null default '{}',
      keywords text[] not null default '{}',
      body text not null,
      is_active boolean not null default true,
      version integer not null default 1,
      updated_at timestamptz not null
    )`.execute(db)
  await sql`create table favourite (user_id text not null references rep, script_id text not null references script on delete cascade, primary key (user_id, script_id))`.execute(db)
  await sql`create table material (id text primary key, kind text not null, title text not null, body jsonb not null, updated_at timestamptz not null)`.execute(db)
  await sql`create table rule (key text primary key, is_enabled boolean not null default true, params jsonb not null, updated_at timestamptz not null)`.execute(db)
  await sql`create table setting (key text primary key, value jsonb not null, updated_at timestamptz not null)`.execute(db)
}
