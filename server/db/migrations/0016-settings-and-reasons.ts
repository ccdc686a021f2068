import { sql, type Kysely } from 'kysely'

/** Who changed the company's settings, what a touch was over when a reason was asked, and why a mass message did not arrive. */
export async function up(db: Kysely<unknown>): Promise<void> {
  // What the settings of contact were, and who made them so: the newest is in force.
  await sql`
    create table setting_change (
      version integer primary key,
      settings jsonb not null,
      changed_at timestamptz not null,
      changed_by text references rep
    )`.execute(db)
  // What the rep was told, with the figures of that moment: the reason alone does not say how far over.
  await sql`alter table script_send add column over_limit_text text`.execute(db)
  await sql`alter table touch add column over_limit_text text`.execute(db)
  // The lead's list: of each member the newest first.
  await sql`create index script_send_over_limit on script_send (user_id, outcome_at desc, id desc) where over_limit_reason is not null and outcome = 'sent'`.execute(db)
  await sql`create index touch_over_limit on touch (user_id, started_at desc, id desc) where over_limit_reason is not null`.execute(db)
  await sql`alter table bulk_recipient add column not_sent_why text check (not_sent_why in ('not-friend', 'full', 'unconfirmed', 'refused-by-wecom', 'left-out'))`.execute(db)
  // Who has a tag.
  await sql`create index customer_tag_tag on customer_tag (tag_id)`.execute(db)
  await sql`create index bulk_send_newest on bulk_send (created_at desc, id desc)`.execute(db)
  await sql`create index bulk_task_send on bulk_task (bulk_send_id)`.execute(db)
}
