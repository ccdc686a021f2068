import { sql, type Kysely } from 'kysely'

/** 今日该跟 over a rep's whole book, and what is pushed to members. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table reminder
      -- when it falls due: a snoozed one when it wakes
      add column effective_due_at timestamptz generated always as (case when state = 'snoozed' then coalesce(snoozed_until, due_at) else due_at end) stored,
      -- what a snooze changed (state, snoozed_until, window_end_at), so that its undo brings back exactly that
      add column before_snooze jsonb,
      -- a first talk not made in time was given to the lead, once
      add column escalated_at timestamptz,
      add column escalated_to text[] not null default '{}'`.execute(db)
  // The lists of a rep, in their order: by rank (the strongest first) and by day. Both are read by keyset and stop at the page's end.
  await sql`create index reminder_rank on reminder (user_id, (- score), effective_due_at, id) where state in ('open', 'snoozed')`.execute(db)
  await sql`create index reminder_when on reminder (user_id, effective_due_at, id) where state in ('open', 'snoozed')`.execute(db)
  await sql`drop index reminder_user_due`.execute(db)
  // What a member settled today.
  await sql`create index reminder_closed on reminder (closed_by, closed_at) where state in ('done', 'skipped')`.execute(db)
  // First talks, visits and promises that wait: what the minute's look for urgent pushes reads.
  await sql`create index reminder_urgent on reminder (rule, effective_due_at) where state in ('open', 'snoozed') and rule in ('first_contact', 'behaviour', 'promise')`.execute(db)
  await sql`create index service_case_open on service_case (due_at) where closed_at is null`.execute(db)
  // What was said to a member through the platform: a subject once, whatever runs twice. Several subjects may share one message.
  await sql`
    create table push (
      id uuid primary key,
      user_id text not null references rep on delete cascade,
      kind text not null check (kind in ('digest', 'first_talk', 'complaint', 'visit', 'promise', 'escalation')),
      subject text not null,
      created_at timestamptz not null,
      unique (user_id, kind, subject)
    )`.execute(db)
  await sql`create index push_age on push (created_at)`.execute(db)
  await sql`
    create table push_choice (
      user_id text primary key references rep on delete cascade,
      digest boolean not null,
      updated_at timestamptz not null
    )`.execute(db)
  // How many messages a member was sent lately: the platform drops what is too much without a word.
  await sql`create index outbox_delivered on outbox (order_key, delivered_at) where delivered_at is not null`.execute(db)
}
