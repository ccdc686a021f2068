import type { ChangeCustomer } from '../../contract/customers.schema.ts'
import type { CustomerId } from '../../contract/ids.ts'
import { writeAudit } from '../audit/audit.queries.ts'
import type { Context } from '../context.ts'
import type { Trx } from '../db/database.ts'
import { ApiError } from '../http/api-error.ts'
import { replanCustomer } from '../reminders/planner.ts'
import { lockCustomer } from '../session/scope.queries.ts'
import type { Viewer } from '../session/viewer.ts'
import { queueRemark } from '../wecom/outbox.ts'
import { findOwnFollow, getChangeable, updateCustomer, writeRemark } from './change-customer.queries.ts'

type Needs = Pick<Context, 'clock' | 'catalogue' | 'newId' | 'vault' | 'jobs'>
type Changes = Record<string, { from: unknown, to: unknown }>

/**
 * Changes what the body names and nothing else; a remark or description goes to WeCom through the outbox. An unchanged value writes nothing.
 * Throws ApiError `customer-not-found`, `not-allowed` (a remark belongs to who follows the customer).
 */
export async function changeCustomer(context: Needs, trx: Trx, viewer: Viewer, externalUserId: CustomerId, body: ChangeCustomer): Promise<void> {
  await lockCustomer(trx, viewer, externalUserId)
  const changes: Changes = { ...await changeRemark(context, trx, viewer, externalUserId, body), ...await changeFields(context, trx, externalUserId, body) }
  if (Object.keys(changes).length === 0) return
  await writeAudit(trx, { at: context.clock.now(), userId: viewer.userId, action: 'customer-changed', externalUserId, details: { changes } })
  // Where she lives decides which seasons reach her.
  if ('optOut' in changes || 'region' in changes) await replanCustomer(context, trx, externalUserId)
}

async function changeRemark(context: Needs, trx: Trx, { userId }: Viewer, externalUserId: CustomerId, body: ChangeCustomer): Promise<Changes> {
  if (body.remark === undefined && body.description === undefined) return {}
  const before = await findOwnFollow(trx, externalUserId, userId)
  if (!before) throw new ApiError('not-allowed', '你没有加这位客户，不能改备注')
  const after = { remark: body.remark?.trim() ?? before.remark, description: body.description?.trim() ?? before.description }
  const changes = differences(before, after)
  if (Object.keys(changes).length === 0) return {}
  await writeRemark(trx, externalUserId, userId, after)
  await queueRemark(context, trx, { userId, externalUserId, ...('remark' in changes && { remark: after.remark }), ...('description' in changes && { description: after.description }) })
  return changes
}

async function changeFields({ clock }: Needs, trx: Trx, externalUserId: CustomerId, { region, ageBand, optOut }: ChangeCustomer): Promise<Changes> {
  const row = await getChangeable(trx, externalUserId)
  const before = { region: row.region, ageBand: row.ageBand, optOut: row.optOutAt !== null }
  const after = { region: region === undefined ? before.region : region?.trim() || null, ageBand: ageBand === undefined ? row.ageBand : ageBand, optOut: optOut ?? before.optOut }
  const changes = differences(before, after)
  if (Object.keys(changes).length === 0) return {}
  const now = clock.now()
  await updateCustomer(trx, externalUserId, {
    updatedAt: now,
    ...('region' in changes && { region: after.region, regionSource: after.region === null ? null : 'rep' as const }),
    ...('ageBand' in changes && { ageBand: ageBand ?? null }),
    ...('optOut' in changes && { optOutAt: after.optOut ? now : null }),
  })
  return changes
}

function differences<T extends object>(before: T, after: T): Changes {
  const keys = Object.keys(after) as (keyof T & string)[]
  return Object.fromEntries(keys.filter(key => before[key] !== after[key]).map(key => [key, { from: before[key], to: after[key] }]))
}
