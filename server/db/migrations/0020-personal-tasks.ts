import { sql, type Kysely } from 'kysely'

/** 1V1 任务: whom a mass message left out and her owner may still write to alone, on a day of the next weeks. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table personal_task (
      bulk_send_id uuid not null references bulk_send on delete cascade,
      external_user_id text not null references customer on delete cascade,
      -- whose day it takes: the owner when it was decided; the proposal goes to who owns her when it falls due
      user_id text not null references rep,
      -- why the mass message left her out
      reason text not null,
      -- the opening words of the mass message, so that the owner knows what it was about
      about text not null,
      created_at timestamptz not null,
      -- null: it got no day, and unplaced says why
      due_at timestamptz,
      expires_at timestamptz,
      unplaced text check (unplaced in ('no-room', 'has-one')),
      withdrawn_at timestamptz,
      withdrawn_by text references rep,
      primary key (bulk_send_id, external_user_id),
      check ((due_at is null) = (unplaced is not null) and (due_at is null) = (expires_at is null))
    )`.execute(db)
  // Hers that still count, read by every plan …
  await sql`create index personal_task_customer on personal_task (external_user_id, expires_at) where withdrawn_at is null and due_at is not null`.execute(db)
  // … and how much of each day of a member is taken.
  await sql`create index personal_task_day on personal_task (user_id, due_at) where withdrawn_at is null and due_at is not null`.execute(db)
}
