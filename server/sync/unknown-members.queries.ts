import type { Database } from '../db/database.ts'

/** Those of these members whom the directory did not name when it was asked after `since`. */
export async function listUnknownMembers(db: Database, userIds: readonly string[], since: Date): Promise<Set<string>> {
  if (userIds.length === 0) return new Set()
  const rows = await db.selectFrom('unknownMember').select('userId').where('userId', 'in', userIds).where('askedAt', '>', since).execute()
  return new Set(rows.map(({ userId }) => userId))
}

/** The directory was asked at `askedAt` and does not name them. */
export async function noteUnknownMembers(db: Database, userIds: readonly string[], askedAt: Date): Promise<void> {
  if (userIds.length === 0) return
  await db.insertInto('unknownMember').values([...new Set(userIds)].sort().map(userId => ({ userId, askedAt })))
    .onConflict(oc => oc.column('userId').doUpdateSet({ askedAt })).execute()
}

export async function deleteUnknownMembersBefore(db: Database, at: Date): Promise<void> {
  await db.deleteFrom('unknownMember').where('askedAt', '<', at).execute()
}
