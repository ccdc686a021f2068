import type { Database } from '../db/database.ts'

/** A log-in on its way over the platform: which browser began it, and where it wanted to go. */
export interface LoginState { state: string, browserHash: Buffer, target: string, createdAt: Date }

export async function insertLoginState(db: Database, row: LoginState): Promise<void> {
  await db.insertInto('loginState').values(row).execute()
}

/** Takes it away: a state is good once, only in the browser that began it, and not older than `notBefore`. */
export async function takeLoginState(db: Database, { state, browserHash, notBefore }: { state: string, browserHash: Buffer, notBefore: Date }): Promise<{ target: string } | null> {
  const row = await db.deleteFrom('loginState').where('state', '=', state).where('browserHash', '=', browserHash).returning(['target', 'createdAt']).executeTakeFirst()
  return row && row.createdAt >= notBefore ? { target: row.target } : null
}

export async function deleteLoginStatesBefore(db: Database, at: Date): Promise<void> {
  await db.deleteFrom('loginState').where('createdAt', '<', at).execute()
}
