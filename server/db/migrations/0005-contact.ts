import { sql, type Kysely } from 'kysely'

/** What we do with a customer and what comes back. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table answer (
      id uuid primary key,
      seq bigint generated always as identity,
      external_user_id text not null references customer on delete cascade,
      question_key text not null,
      question_version integer not null,
      state text not null check (state in ('not_asked', 'asked', 'answered', 'declined')),
      source text check (source in ('said', 'by_phone', 'guessed')),
      options text[] not null default '{}',
      note text not null default '',
      by_user_id text not null references rep,
      answered_at timestamptz not null,
      foreign key (question_key, question_version) references question (key, version)
    )`.execute(db)
  await sql`create index answer_current on answer (external_user_id, question_key, seq desc)`.execute(db)
  await sql`
    create table note (
      id uuid primary key,
      external_user_id text not null references customer on delete cascade,
      kind text not null,
      text text not null,
      by_user_id text not null references rep,
      noted_at timestamptz not null,
      updated_at timestamptz not null,
      deleted_at timestamptz
    )`.execute(db)
  await sql`create index note_customer on note (external_user_id, noted_at desc) where deleted_at is null`.execute(db)
  await sql`
    create table service_case (
      id uuid primary key,
      external_user_id text not null references customer on delete cascade,
      kind text not null check (kind in ('complaint', 'return', 'exchange')),
      summary text not null,
      opened_by text not null references rep,
      opened_at timestamptz not null,
      due_at timestamptz not null,
      handler_user_id text not null references rep,
      means jsonb not null default '[]',
      closed_at timestamptz,
      closed_by text references rep,
      close_note text
    )`.execute(db)
  await sql`create index service_case_customer on service_case (external_user_id, opened_at desc)`.execute(db)
  await sql`
    create table touch (
      id uuid primary key,
      external_user_id text not null references customer on delete cascade,
      user_id text not null references rep,
      channel text not null check (channel in ('chat', 'call', 'sms', 'parcel', 'visit')),
      contact_class text not null check (contact_class in ('onboarding', 'service', 'proactive', 'she_moved', 'as_set')),
      started_at timestamptz not null,
      last_at timestamptz not null,
      send_count integer not null default 0,
      over_limit_reason text,
      reply_state text not null default 'unknown' check (reply_state in ('yes', 'no', 'unknown')),
      reply_source text,
      reply_at timestamptz,
      -- the rep was asked once and did not say
      reply_asked_at timestamptz
    )`.execute(db)
  await sql`create index touch_customer on touch (external_user_id, started_at desc)`.execute(db)
  await sql`create index touch_user on touch (user_id, started_at desc)`.execute(db)
  await sql`
    create table reply (
      id uuid primary key,
      external_user_id text not null references customer on delete cascade,
      touch_id uuid references touch on delete cascade,
      source text not null,
      replied_at timestamptz not null,
      by_user_id text references rep,
      taken_back_at timestamptz
    )`.execute(db)
  await sql`create index reply_customer on reply (external_user_id, replied_at desc)`.execute(db)
  await sql`
    create table reminder (
      id uuid primary key,
      external_user_id text not null references customer on delete cascade,
      -- whose it is: the owner of the customer, or who made the promise
      user_id text not null references rep,
      rule text not null,
      contact_class text not null,
      state text not null check (state in ('open', 'snoozed', 'done', 'skipped', 'expired')),
      title text not null,
      reason text not null,
      more_reasons text[] not null default '{}',
      facts jsonb not null default '{}',
      score double precision not null default 0,
      due_at timestamptz not null,
      window_end_at timestamptz,
      snoozed_until timestamptz,
      script_id text references script on delete set null,
      skip_reason text,
      skip_note text,
      touch_id uuid references touch on delete set null,
      closed_at timestamptz,
      closed_by text references rep,
      created_at timestamptz not null,
      updated_at timestamptz not null
    )`.execute(db)
  // At most one live proposal a customer; promises stand beside it.
  await sql`create unique index reminder_one_proposal on reminder (external_user_id) where state in ('open', 'snoozed') and rule <> 'promise'`.execute(db)
  await sql`create index reminder_user_due on reminder (user_id, due_at, id) where state in ('open', 'snoozed')`.execute(db)
  await sql`create index reminder_customer on reminder (external_user_id, created_at desc)`.execute(db)
  await sql`
    create table script_send (
      id uuid primary key,
      external_user_id text not null references customer on delete cascade,
      user_id text not null references rep,
      script_id text references script on delete set null,
      question_key text,
      reminder_id uuid references reminder on delete set null,
      text_cipher bytea not null,
      contact_class text not null,
      over_limit_reason text,
      words_accepted text[] not null default '{}',
      outcome text check (outcome in ('sent', 'copied', 'cancelled', 'failed')),
      failure text,
      prepared_at timestamptz not null,
      outcome_at timestamptz,
      touch_id uuid references touch on delete set null
    )`.execute(db)
  await sql`create index script_send_customer on script_send (external_user_id, prepared_at desc)`.execute(db)
  await sql`create index script_send_script on script_send (script_id) where outcome = 'sent'`.execute(db)
  await sql`
    create table supply_correction (
      id uuid primary key,
      external_user_id text not null references customer on delete cascade,
      left_days integer not null,
      by_user_id text not null references rep,
      corrected_at timestamptz not null
    )`.execute(db)
  await sql`create index supply_correction_customer on supply_correction (external_user_id, corrected_at desc)`.execute(db)
  await sql`
    create table event (
      id uuid primary key,
      external_user_id text not null references customer on delete cascade,
      kind text not null,
      happened_at timestamptz not null,
      payload jsonb not null default '{}'
    )`.execute(db)
  await sql`create index event_customer on event (external_user_id, happened_at desc)`.execute(db)
}
