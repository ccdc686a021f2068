import type { RepId } from '../../contract/ids.ts'
import type { Database, Trx } from '../db/database.ts'
import type { SessionClaim } from './cookie.ts'
import type { Viewer } from './viewer.ts'

/** The active member of a session with the role in force; null when unknown, gone, or when the session was ended. */
export async function findViewer(db: Database | Trx, { userId, epoch }: SessionClaim): Promise<Viewer | null> {
  const row = await db.selectFrom('rep')
    .select(eb => ['userId', 'name', eb.fn.coalesce('roleOverride', 'role').as('role')])
    .where('userId', '=', userId).where('isActive', '=', true).where('sessionEpoch', '=', epoch)
    .executeTakeFirst()
  return row ? { userId: row.userId as RepId, name: row.name, role: row.role } : null
}

/** What a new session of this active member claims; null when unknown or gone. */
export async function findSessionClaim(db: Database, userId: string): Promise<SessionClaim | null> {
  const row = await db.selectFrom('rep').select(['userId', 'sessionEpoch']).where('userId', '=', userId).where('isActive', '=', true).executeTakeFirst()
  return row ? { userId: row.userId, epoch: row.sessionEpoch } : null
}

/** Ends every session of the member, wherever its cookie has gone. Nothing for a session that is ended already: a stolen cookie can't lock its member out. */
export async function endSessions(db: Database, { userId, epoch }: SessionClaim): Promise<void> {
  await db.updateTable('rep').set({ sessionEpoch: epoch + 1 }).where('userId', '=', userId).where('sessionEpoch', '=', epoch).execute()
}

/** Has any synchronisation named this member, gone by now or not? */
export async function isKnownMember(db: Database | Trx, userId: string): Promise<boolean> {
  return await db.selectFrom('rep').select('userId').where('userId', '=', userId).executeTakeFirst() !== undefined
}

/** Does the platform let this member write to customers? */
export async function hasContactFunction(db: Database | Trx, userId: string): Promise<boolean> {
  return (await db.selectFrom('rep').select('hasContactFunction').where('userId', '=', userId).executeTakeFirst())?.hasContactFunction ?? false
}
