import { sql, type RawBuilder } from 'kysely'
import { seesEverybody, type Viewer } from './viewer.ts'

/**
 * The scope, in SQL: may this viewer see the customer whose id stands in `column`.
 * A rep or guide sees whom they follow, a lead whom the subtree follows (rep_scope), an operator and an admin everybody.
 * A fragment for `where`; by the primary keys of follow and rep_scope.
 */
export function isInScope(viewer: Viewer, column: string): RawBuilder<boolean> {
  if (seesEverybody(viewer.role)) return sql<boolean>`true`
  return sql<boolean>`exists (
    select 1 from follow scoped join rep_scope on rep_scope.user_id = scoped.user_id
    where scoped.external_user_id = ${sql.ref(column)} and scoped.ended_at is null and rep_scope.viewer_id = ${viewer.userId})`
}
