import { sql, type Kysely } from 'kysely'

/** Members and departments as WeCom has them, and who may see whose customers. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table department (
      id integer primary key,
      name text not null,
      parent_id integer not null,
      leader_user_ids text[] not null default '{}'
    )`.execute(db)
  await sql`
    create table rep (
      user_id text primary key,
      name text not null,
      role text not null check (role in ('rep', 'guide', 'lead', 'operator', 'admin')),
      -- set in the app; wins over what the platform says
      role_override text check (role_override in ('rep', 'guide', 'lead', 'operator', 'admin')),
      is_active boolean not null default true,
      synced_at timestamptz not null
    )`.execute(db)
  await sql`
    create table rep_department (
      user_id text not null references rep on delete cascade,
      department_id integer not null references department on delete cascade,
      is_leader boolean not null default false,
      primary key (user_id, department_id)
    )`.execute(db)
  // Who sees whose customers: oneself, and for a lead everybody in the subtree of the departments led.
  // Kept in the same transaction as the departments, so that the scope of every query is one indexed join.
  await sql`
    create table rep_scope (
      viewer_id text not null references rep on delete cascade,
      user_id text not null references rep on delete cascade,
      primary key (viewer_id, user_id)
    )`.execute(db)
  await sql`create index rep_scope_user on rep_scope (user_id)`.execute(db)
}
