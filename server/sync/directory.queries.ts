import { sql } from 'kysely'
import type { Trx } from '../db/database.ts'
import type { Directory } from './directory.rules.ts'

/** One writer of members and scopes at a time. */
export async function lockDirectory(trx: Trx): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('wecom-directory', 0))`.execute(trx)
}

/**
 * Departments, members, roles and scopes as the platform has them now; who is no longer named has left, and stays as a name in the history.
 * Returns the members who left, and those who are back.
 */
export async function replaceDirectory(trx: Trx, { departments, reps, repDepartments, scopes }: Directory, now: Date): Promise<string[]> {
  const before = new Map((await trx.selectFrom('rep').select(['userId', 'isActive']).execute()).map(row => [row.userId, row.isActive]))
  await trx.insertInto('department').values(departments)
    .onConflict(oc => oc.column('id').doUpdateSet(eb => ({ name: eb.ref('excluded.name'), parentId: eb.ref('excluded.parentId'), leaderUserIds: eb.ref('excluded.leaderUserIds') }))).execute()
  await trx.deleteFrom('department').where('id', 'not in', departments.map(department => department.id)).execute()

  await trx.insertInto('rep').values(reps.map(rep => ({ ...rep, syncedAt: now })))
    .onConflict(oc => oc.column('userId').doUpdateSet(eb => ({
      name: eb.ref('excluded.name'), role: eb.ref('excluded.role'), isActive: eb.ref('excluded.isActive'), syncedAt: now,
    }))).execute()
  const userIds = reps.map(rep => rep.userId)
  const unnamed = await trx.updateTable('rep').set({ isActive: false }).where('isActive', '=', true).where('userId', 'not in', userIds).returning('userId').execute()

  await trx.deleteFrom('repDepartment').where('userId', 'in', userIds).execute()
  if (repDepartments.length > 0) await trx.insertInto('repDepartment').values(repDepartments).execute()
  await replaceScopes(trx, scopes, userIds)
  return [...unnamed.map(row => row.userId), ...reps.filter(rep => before.has(rep.userId) && before.get(rep.userId) !== rep.isActive).map(rep => rep.userId)]
}

/** A lead keeps seeing the customers of who left the subtree's company (they must be handed over), as long as the viewer leads at all. */
async function replaceScopes(trx: Trx, scopes: Directory['scopes'], userIds: readonly string[]): Promise<void> {
  const given = sql`select * from unnest(${scopes.map(scope => scope.viewerId)}::text[], ${scopes.map(scope => scope.userId)}::text[])`
  await sql`delete from rep_scope where (viewer_id, user_id) not in (${given}) and (user_id = any(${userIds}::text[])
    or not exists (select 1 from rep where rep.user_id = rep_scope.viewer_id and rep.role = 'lead' and rep.is_active))`.execute(trx)
  await sql`insert into rep_scope (viewer_id, user_id) ${given} on conflict do nothing`.execute(trx)
}
