import { sql } from 'kysely'
import type { Trx } from '../db/database.ts'
import type { Directory } from './directory.rules.ts'

/** A list as one parameter: there are at most 65,535 of them in a statement, and companies of more members. */
const json = (value: unknown) => sql`${JSON.stringify(value)}::text::json`

/** One writer of members and scopes at a time. */
export async function lockDirectory(trx: Trx): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('wecom-directory', 0))`.execute(trx)
}

/**
 * Departments, members, roles and scopes as the platform has them now; who is no longer named has left, and stays as a name in the history.
 * The sessions of who left are over, also when they come back. Returns the members who left, and those who are back.
 */
export async function replaceDirectory(trx: Trx, { departments, reps, repDepartments, scopes }: Directory, now: Date): Promise<string[]> {
  const before = new Map((await trx.selectFrom('rep').select(['userId', 'isActive']).execute()).map(row => [row.userId, row.isActive]))
  await sql`insert into department (id, name, parent_id, leader_user_ids)
    select id, name, "parentId", "leaderUserIds" from json_to_recordset(${json(departments)}) as g(id bigint, name text, "parentId" bigint, "leaderUserIds" text[])
    on conflict (id) do update set name = excluded.name, parent_id = excluded.parent_id, leader_user_ids = excluded.leader_user_ids`.execute(trx)
  await sql`delete from department where id <> all(${departments.map(department => department.id)}::bigint[])`.execute(trx)

  await sql`insert into rep (user_id, name, role, is_active, synced_at)
    select "userId", name, role, "isActive", ${now}::timestamptz from json_to_recordset(${json(reps)}) as g("userId" text, name text, role text, "isActive" boolean)
    on conflict (user_id) do update set name = excluded.name, role = excluded.role, is_active = excluded.is_active, synced_at = excluded.synced_at,
      session_epoch = rep.session_epoch + (rep.is_active and not excluded.is_active)::integer`.execute(trx)
  const userIds = reps.map(rep => rep.userId)
  const { rows: unnamed } = await sql<{ userId: string }>`update rep set is_active = false, session_epoch = session_epoch + 1 where is_active and user_id <> all(${userIds}::text[]) returning user_id`.execute(trx)

  await sql`delete from rep_department where user_id = any(${userIds}::text[])`.execute(trx)
  await sql`insert into rep_department (user_id, department_id, is_leader)
    select "userId", "departmentId", "isLeader" from json_to_recordset(${json(repDepartments)}) as g("userId" text, "departmentId" bigint, "isLeader" boolean)`.execute(trx)
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
