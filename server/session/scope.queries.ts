import { sql } from 'kysely'
import type { CustomerId } from '../../contract/ids.ts'
import type { Database, Trx } from '../db/database.ts'
import { ApiError } from '../http/api-error.ts'
import { isInScope } from './scope.ts'
import type { Viewer } from './viewer.ts'

/** Refuses with `customer-not-found`, as if the customer did not exist, when it is not in the viewer's scope. */
export async function requireCustomer(db: Database | Trx, viewer: Viewer, externalUserId: CustomerId): Promise<void> {
  const found = await db.selectFrom('customer').select('externalUserId')
    .where('externalUserId', '=', externalUserId).where(isInScope(viewer, 'customer.external_user_id'))
    .executeTakeFirst()
  if (!found) throw new ApiError('customer-not-found')
}

/** The same, and takes the row lock under which a customer's figures and reminders change: one writer a customer. */
export async function lockCustomer(trx: Trx, viewer: Viewer, externalUserId: CustomerId): Promise<void> {
  const found = await trx.selectFrom('customer').select('externalUserId')
    .where('externalUserId', '=', externalUserId).where(isInScope(viewer, 'customer.external_user_id'))
    .forNoKeyUpdate().executeTakeFirst()
  if (!found) throw new ApiError('customer-not-found')
}

/** Those of these customers that the viewer sees, in order. However many: they are one parameter. */
export async function listInScope(db: Database | Trx, viewer: Viewer, externalUserIds: readonly CustomerId[]): Promise<CustomerId[]> {
  const rows = await db.selectFrom('customer').select('externalUserId')
    .where('externalUserId', '=', sql<string>`any(${[...externalUserIds]}::text[])`).where(isInScope(viewer, 'customer.external_user_id')).orderBy('externalUserId').execute()
  return rows.map(row => row.externalUserId as CustomerId)
}
