import type { Context } from '../context.ts'
import type { Trx } from '../db/database.ts'

/** What follows, in the same transaction, when relations to customers were written or ended. */
export async function afterRelationsChanged(_context: Context, _trx: Trx, _changed: { externalUserIds: readonly string[], newlyPhoned: readonly string[] }): Promise<void> {
  // Orders that wait for a phone number, and reminders, join here.
}
