import type { RepId } from '../../contract/ids.ts'
import type { Database, Trx } from '../db/database.ts'
import type { Viewer } from './viewer.ts'

/** The active member of this id with the role in force; null when unknown or gone. */
export async function findViewer(db: Database | Trx, userId: string): Promise<Viewer | null> {
  const row = await db.selectFrom('rep')
    .select(eb => ['userId', 'name', eb.fn.coalesce('roleOverride', 'role').as('role')])
    .where('userId', '=', userId).where('isActive', '=', true)
    .executeTakeFirst()
  return row ? { userId: row.userId as RepId, name: row.name, role: row.role } : null
}

/** Has any synchronisation named this member, gone by now or not? */
export async function isKnownMember(db: Database | Trx, userId: string): Promise<boolean> {
  return await db.selectFrom('rep').select('userId').where('userId', '=', userId).executeTakeFirst() !== undefined
}
