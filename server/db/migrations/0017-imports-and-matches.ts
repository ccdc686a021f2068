import { sql, type Kysely } from 'kysely'

/** Past imports with their files and remarks; orders that a person has said are not this customer's. */
export async function up(db: Kysely<unknown>): Promise<void> {
  // Names as they were uploaded: the uploads themselves are gone once they are read.
  await sql`alter table import_job add column files jsonb not null default '[]'`.execute(db)
  await sql`create index import_job_newest on import_job (created_at desc, id desc)`.execute(db)
  // What was taken with a remark. Of each kind only so many are kept; `row_seq` is the row's number over all files, as the problems and the staged rows have it.
  await sql`
    create table import_note (
      import_id uuid not null references import_job on delete cascade,
      row_seq integer not null,
      place integer not null,
      file text not null,
      line integer not null,
      column_name text,
      code text not null,
      message text not null,
      primary key (import_id, row_seq, place)
    )`.execute(db)
  // 不是这位的订单: no key gives the order to this customer by itself again. `was_of` and `matched_by` are what the undo gives back.
  await sql`
    create table order_refusal (
      order_id bigint not null references "order" on delete cascade,
      external_user_id text not null references customer on delete cascade,
      was_of text not null,
      matched_by text,
      by_user_id text not null references rep,
      refused_at timestamptz not null,
      primary key (order_id, external_user_id)
    )`.execute(db)
  await sql`create index order_refusal_customer on order_refusal (external_user_id)`.execute(db)
}
