import type { CustomerId } from '../../contract/ids.ts'
import { writeAudit } from '../audit/audit.queries.ts'
import type { Context } from '../context.ts'
import type { Trx } from '../db/database.ts'
import { ApiError } from '../http/api-error.ts'
import { lockCustomer, requireCustomer } from '../session/scope.queries.ts'
import type { Viewer } from '../session/viewer.ts'
import { settleAndPlan } from './bind-order.ts'
import { lockOrder, releaseOrder } from './binding.queries.ts'
import { listWithAccounts } from './persons.queries.ts'
import { deleteRefusals, findRefusal, refuseMatch, takeBack } from './refusals.queries.ts'

type Needs = Pick<Context, 'clock' | 'catalogue' | 'newId'>

const notFound = (): ApiError => new ApiError('not-found', '没有找到这笔订单')

/**
 * Takes an order from a customer in scope (or another account of hers). One bound by hand then finds whom its keys lead to; one that found her by itself
 * was wrong: no key gives it to her again, and its buyer counts as hers no longer. Released already: nothing happens.
 * Audited; figures, uses and reminders follow in the same transaction. Throws ApiError `customer-not-found`, `not-found`.
 */
export async function unbindOrder(context: Needs, trx: Trx, viewer: Viewer, externalUserId: CustomerId, orderId: number): Promise<void> {
  await requireCustomer(trx, viewer, externalUserId)
  const order = await lockOrder(trx, orderId)
  const accounts = await listWithAccounts(trx, [externalUserId])
  if (!order || (order.externalUserId !== null && !accounts.includes(order.externalUserId))) throw notFound()
  const wasOf = order.externalUserId
  if (wasOf === null) return
  const now = context.clock.now()
  await lockCustomer(trx, viewer, externalUserId)
  const isByHand = order.matchedBy === 'hand'
  if (!isByHand) await refuseMatch(trx, { orderId, accounts, wasOf, matchedBy: order.matchedBy, byUserId: viewer.userId, now })
  await releaseOrder(trx, orderId, now)
  await settleAndPlan(context, trx, [orderId], [wasOf], now)
  await writeAudit(trx, { at: now, userId: viewer.userId, action: isByHand ? 'order-unbound' : 'order-match-refused', externalUserId: wasOf, details: { orderId, matchedBy: order.matchedBy } })
}

/**
 * It was hers after all: gives back what 不是这位的订单 took, with the key by which it had found her, and forgets the refusal. Hers already: nothing happens.
 * Audited. Throws ApiError `customer-not-found`, `not-found` (nobody said so of this order), `state-conflict` (it has found somebody else meanwhile).
 */
export async function restoreOrder(context: Needs, trx: Trx, viewer: Viewer, externalUserId: CustomerId, orderId: number): Promise<void> {
  await requireCustomer(trx, viewer, externalUserId)
  const order = await lockOrder(trx, orderId)
  const accounts = await listWithAccounts(trx, [externalUserId])
  if (!order) throw notFound()
  if (order.externalUserId !== null && accounts.includes(order.externalUserId)) return
  const refusal = await findRefusal(trx, orderId, accounts)
  if (!refusal || !accounts.includes(refusal.wasOf)) throw notFound()
  if (order.externalUserId !== null) throw new ApiError('state-conflict', '这笔订单已经对到别的客户名下，不能撤销了')
  const now = context.clock.now()
  await lockCustomer(trx, viewer, externalUserId)
  await deleteRefusals(trx, orderId, accounts)
  await takeBack(trx, orderId, refusal, now)
  await settleAndPlan(context, trx, [orderId], [refusal.wasOf], now)
  await writeAudit(trx, { at: now, userId: viewer.userId, action: 'order-match-restored', externalUserId: refusal.wasOf, details: { orderId } })
}
