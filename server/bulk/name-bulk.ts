import { bulkReasons, type BulkCustomer, type BulkPreview } from '../../contract/bulk.schema.ts'
import { maskName } from '../customers/masking.rules.ts'
import type { Database } from '../db/database.ts'
import { seesMasked, type Viewer } from '../session/viewer.ts'
import { listNames } from './bulk-results.queries.ts'
import { mostShown, type Decision } from './decide-bulk.ts'

export const maskedFor = <Row extends BulkCustomer>({ role }: Pick<Viewer, 'role'>, row: Row): Row => seesMasked(role) ? { ...row, name: maskName(row.name) } : row

/** Who stands behind the figures of a preview, the first hundred of each reason. Who is out of scope is nobody. */
export async function namedOf(db: Database, viewer: Viewer, decisions: readonly Decision[]): Promise<BulkPreview['named']> {
  const groups = [null, ...bulkReasons].filter(reason => reason !== 'customer-not-found').map(reason => ({ reason, ids: decisions.filter(decision => decision.reason === reason).slice(0, mostShown).map(({ externalUserId }) => externalUserId) }))
  const names = new Map((await listNames(db, viewer, groups.flatMap(({ ids }) => ids))).map(row => [row.customerId, maskedFor(viewer, row)]))
  return groups.filter(({ ids }) => ids.length > 0).map(({ reason, ids }) => ({ reason, customers: ids.flatMap(id => names.get(id) ?? []) }))
}
