import { sql, type Kysely } from 'kysely'

/** What the rank of a proposal is worked out from anew each night, without planning it again. */
export async function up(db: Kysely<unknown>): Promise<void> {
  // How much of her chance to buy the reason can turn into an order (candidate.ts), 0–1. Null: no proposal of the planner's, or one from before, which keeps its rank until it is planned again.
  await sql`alter table reminder add column pull double precision`.execute(db)
}
