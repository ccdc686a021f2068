import { sql, type Kysely } from 'kysely'

/** Rules that an operator tunes, what would change a proposal, and when each customer is to be looked at again. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table rule
      add column version integer not null default 1,
      -- other settings for some families and channels, in order
      add column overrides jsonb not null default '[]',
      add column updated_by text references rep`.execute(db)
  // What each rule was, and who made it so: the newest is in force.
  await sql`
    create table rule_change (
      key text not null references rule on delete cascade,
      version integer not null,
      is_enabled boolean not null,
      params jsonb not null,
      overrides jsonb not null,
      changed_at timestamptz not null,
      changed_by text references rep,
      primary key (key, version)
    )`.execute(db)
  await sql`alter table reminder add column changes text[] not null default '{}'`.execute(db)
  // When time alone may change what is proposed to a customer: the planner reads only whose instant has come.
  await sql`
    create table customer_plan (
      external_user_id text primary key references customer on delete cascade,
      check_at timestamptz not null,
      -- proactive proposals are held back from her at random, so that what they bring can be known
      held_out boolean not null default false
    ) with (fillfactor = 80)`.execute(db)
  await sql`create index customer_plan_check on customer_plan (check_at)`.execute(db)
  await sql`insert into customer_plan select external_user_id, added_at from customer`.execute(db)
  // Every customer has one from the start, however she came: nobody is left unplanned.
  await sql`
    create function begin_customer_plan() returns trigger language plpgsql as $$
    begin insert into customer_plan values (new.external_user_id, new.added_at) on conflict do nothing; return new; end $$`.execute(db)
  await sql`create trigger customer_begins_plan after insert on customer for each row execute function begin_customer_plan()`.execute(db)
  // What a rep puts off, takes back or brings back is looked at by the next pass: it knows nothing of it else.
  await sql`
    create function look_again() returns trigger language plpgsql as $$
    begin update customer_plan set check_at = least(check_at, new.updated_at) where external_user_id = new.external_user_id; return new; end $$`.execute(db)
  await sql`
    create trigger reminder_changed_by_hand after update on reminder for each row
    when (new.state in ('open', 'snoozed') and (new.state, new.snoozed_until) is distinct from (old.state, old.snoozed_until)) execute function look_again()`.execute(db)
}
