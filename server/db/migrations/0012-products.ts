import { sql, type Kysely } from 'kysely'

/** Products that operators edit, and the way to the order lines that a change of one reaches. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table product
      add column version integer not null default 1,
      -- off: names no new orders and supplies nothing; what was bought keeps its name
      add column is_active boolean not null default true,
      -- a sample or present: named, but never counted as supply
      add column is_sample boolean not null default false,
      add column updated_by text references rep`.execute(db)
  // Lines of one product, and lines of none, in the order of the orders: read page by page when a product changes.
  await sql`create index order_line_product on order_line (product_id, order_id, line_no) where not is_service`.execute(db)
}
