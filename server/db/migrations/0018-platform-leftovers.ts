import { sql, type Kysely } from 'kysely'

/** What the platform's part still lacked: sessions that can be ended, members without the contact function, welcome messages on record. */
export async function up(db: Kysely<unknown>): Promise<void> {
  // A session counts while it carries this number; signing out and leaving raise it.
  await sql`alter table rep add column session_epoch integer not null default 0`.execute(db)
  // Has the customer-contact function (get_follow_user_list); without it the platform lets nobody write to customers.
  await sql`alter table rep add column has_contact_function boolean not null default true`.execute(db)
  // A department that goes takes its rows along: without it each one costs a look at all members.
  await sql`create index rep_department_department on rep_department (department_id)`.execute(db)
  // What a customer was greeted with, sealed; null: not sent, or before this was kept.
  await sql`alter table welcome add column text_cipher bytea`.execute(db)
  // Who wrote it in the app; null: as it came.
  await sql`alter table welcome_text add column updated_by text references rep`.execute(db)
}
