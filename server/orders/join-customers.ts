import type { CustomerId } from '../../contract/ids.ts'
import { writeAudit } from '../audit/audit.queries.ts'
import type { Context } from '../context.ts'
import type { Trx } from '../db/database.ts'
import { ApiError } from '../http/api-error.ts'
import { listInScope, requireCustomer } from '../session/scope.queries.ts'
import type { Viewer } from '../session/viewer.ts'
import { settleAndPlan } from './bind-order.ts'
import { lockCustomers } from './figures.queries.ts'
import { listWaitingOrders } from './matching.queries.ts'
import { listJoined, listWithAccounts, lockJoins, putTogether, releaseJoinedMatches, takeApart } from './persons.queries.ts'

type Needs = Pick<Context, 'clock' | 'catalogue' | 'newId'>

/** Nobody has more WeChat accounts than this: a longer chain is a mistake. */
const mostAccounts = 5

/**
 * Two customers in scope are one person from now on; persons that had several accounts already become one. A circle cannot come about: joined is joined,
 * and once more changes nothing. Audited. Returns the person's accounts that the viewer sees. Throws ApiError `customer-not-found`, `invalid-value` (with herself), `state-conflict` (too many).
 */
export async function joinCustomers(context: Needs, trx: Trx, viewer: Viewer, id: CustomerId, otherId: CustomerId): Promise<CustomerId[]> {
  if (id === otherId) throw new ApiError('invalid-value', '这是同一个微信，请选另一个')
  await requireCustomer(trx, viewer, id)
  await requireCustomer(trx, viewer, otherId)
  await lockJoins(trx)
  const accounts = await listWithAccounts(trx, [id, otherId])
  const joined = await listJoined(trx, [id, otherId])
  const persons = [...new Set(joined.map(({ personId }) => personId))]
  if (persons.length === 1 && joined.length === accounts.length) return listInScope(trx, viewer, accounts)
  if (accounts.length > mostAccounts) throw new ApiError('state-conflict', `合起来有 ${accounts.length} 个微信，一个人最多 ${mostAccounts} 个，请先看看是不是对错了人`)
  await lockCustomers(trx, accounts)
  const now = context.clock.now()
  await putTogether(trx, { externalUserIds: accounts, personId: persons[0] ?? context.newId(), byUserId: viewer.userId, now })
  // A phone of both led to nobody while they were two people.
  await settleAndPlan(context, trx, await listWaitingOrders(trx, accounts), accounts, now)
  await writeAudit(trx, { at: now, userId: viewer.userId, action: 'customers-joined', externalUserId: id, details: { otherId, accounts } })
  return listInScope(trx, viewer, accounts)
}

/**
 * The other account is a person of its own again; so is the last one that stays. Each has its own orders, figures and 1V1 back; orders that only
 * the join had given them wait again. Not joined: nothing happens. Throws ApiError `customer-not-found`.
 */
export async function partCustomers(context: Needs, trx: Trx, viewer: Viewer, id: CustomerId, otherId: CustomerId): Promise<void> {
  await requireCustomer(trx, viewer, id)
  await requireCustomer(trx, viewer, otherId)
  await lockJoins(trx)
  const accounts = (await listJoined(trx, [id])).map(({ externalUserId }) => externalUserId)
  if (id === otherId || !accounts.includes(otherId)) return
  await lockCustomers(trx, accounts)
  const now = context.clock.now()
  const released = await releaseJoinedMatches(trx, accounts, now)
  await takeApart(trx, { together: accounts, gone: accounts.length === 2 ? accounts : [otherId], now })
  await settleAndPlan(context, trx, released, accounts, now)
  await writeAudit(trx, { at: now, userId: viewer.userId, action: 'customers-parted', externalUserId: id, details: { otherId, accounts } })
}
