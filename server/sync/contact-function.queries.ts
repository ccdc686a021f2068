import { sql } from 'kysely'
import type { Trx } from '../db/database.ts'

/** Keeps who has the customer-contact function: exactly these members. Returns those for whom that is new, either way. */
export async function replaceContactFunction(trx: Trx, userIds: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ userId: string }>`update rep set has_contact_function = not has_contact_function
    where has_contact_function <> (user_id = any(${[...userIds]}::text[])) returning user_id`.execute(trx)
  return rows.map(row => row.userId)
}
