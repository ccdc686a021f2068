import { sql, type Kysely } from 'kysely'

/** Words for a proposal are chosen where they are shown, from her facts of that moment (situation-card.rules.ts), not written beside it the night before. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table reminder drop column script_id`.execute(db)
}
