import { sql } from 'kysely'
import type { Unattended } from '../../contract/team.schema.ts'
import type { Database } from '../db/database.ts'
import { isInScope } from '../session/scope.ts'
import type { Viewer } from '../session/viewer.ts'

/**
 * Members who can't contact customers any more, with how many in the viewer's scope are theirs alone (`chooseOwners` prefers anybody who can);
 * who deleted them waits for nobody. Most first.
 */
export async function listUnattended(db: Database, viewer: Viewer): Promise<Unattended[]> {
  const { rows } = await sql<Unattended>`
    select rep.user_id, rep.name, case when rep.is_active then 'no-contact-function' else 'left' end as why, count(*)::int as customers
    from rep join customer c on c.owner_user_id = rep.user_id
      join follow f on f.external_user_id = c.external_user_id and f.user_id = rep.user_id and f.ended_at is null and f.lost_at is null
    where not (rep.is_active and rep.has_contact_function) and ${isInScope(viewer, 'c.external_user_id')}
    group by rep.user_id order by customers desc, rep.user_id`.execute(db)
  return rows
}
