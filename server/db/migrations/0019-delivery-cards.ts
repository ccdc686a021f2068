import { sql, type Kysely } from 'kysely'

/** Goods that come in several deliveries (月卡, 季卡): how many one pack has. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table product add column deliveries integer check (deliveries between 2 and 60)`.execute(db)
}
