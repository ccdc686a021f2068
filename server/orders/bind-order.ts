import type { CustomerId } from '../../contract/ids.ts'
import type { BindOrder } from '../../contract/orders.schema.ts'
import { writeAudit } from '../audit/audit.queries.ts'
import type { Context } from '../context.ts'
import type { Trx } from '../db/database.ts'
import { ApiError } from '../http/api-error.ts'
import { replanAccount } from '../reminders/planner.ts'
import { lockCustomer, requireCustomer } from '../session/scope.queries.ts'
import type { Viewer } from '../session/viewer.ts'
import { addMs, minuteMs } from '../time.ts'
import { bindByHand, listMisses, lockOrdersByNumber, lockTries } from './binding.queries.ts'
import { decideBind, missWindowMs, mostMisses, readLastFour, readOrderNo, type BindDecision } from './binding.rules.ts'
import { settleOrders } from './customer-orders.ts'
import { listWithAccounts } from './persons.queries.ts'
import { deleteRefusals } from './refusals.queries.ts'

type Needs = Pick<Context, 'clock' | 'catalogue' | 'newId'>
type BindNeeds = Needs & Pick<Context, 'vault'>

/** A refusal that leaves its miss behind: the transaction is committed before it is thrown. */
export type BindResult = { kind: 'bound', orderId: number } | { kind: 'refused', error: ApiError }

/**
 * Binds the order with this number and tail to a customer in scope: audited, figures and reminders in the same transaction; an order that is hers
 * already changes nothing. What does not fit, or tells nothing but that the order exists, counts as a miss; five in ten minutes of a member, or of all
 * members at one order number, make them wait. The buyer's account and phone are not
 * learnt from it. Throws ApiError `customer-not-found`, `invalid-value`.
 */
export async function bindOrder(context: BindNeeds, trx: Trx, viewer: Viewer, externalUserId: CustomerId, body: BindOrder): Promise<BindResult> {
  await requireCustomer(trx, viewer, externalUserId)
  const orderNo = readOrderNo(body.orderNo)
  const lastFour = readLastFour(body.lastFour)
  if (orderNo === null) throw new ApiError('invalid-value', '订单号只有数字、字母和横线，请从平台后台完整复制')
  if (lastFour === null) throw new ApiError('invalid-value', '请填收货手机的后四位数字')
  const now = context.clock.now()
  // A number is guessed by its digits, so it is kept as a keyed hash; letters are compared in capitals, as orders are found.
  const order = context.vault.hash(`order-bind:${orderNo.toUpperCase()}`).toString('base64url')
  await lockTries(trx, viewer.userId, order)
  const since = addMs(now, -missWindowMs)
  const [own, atOrder] = [await listMisses(trx, { userId: viewer.userId, since }), await listMisses(trx, { order, since })]
  refuseTooMany(own, now, `10 分钟里已经 ${mostMisses} 次没对上`)
  refuseTooMany(atOrder, now, `这个订单号 10 分钟里已经 ${mostMisses} 次没对上（包括同事试的）`)
  // Orders before customers, as an import locks them.
  const candidates = await lockOrdersByNumber(trx, orderNo)
  const accounts = await listWithAccounts(trx, [externalUserId])
  const decision = decideBind({ candidates, lastFour, place: { platform: body.platform, shop: body.shop }, accounts })
  if (decision.kind === 'already') return { kind: 'bound', orderId: decision.id }
  if (!('id' in decision)) {
    if (decision.kind === 'nothing' || decision.kind === 'misfit' || decision.kind === 'no-digits') {
      await writeAudit(trx, { at: now, userId: viewer.userId, action: 'order-bind-missed', externalUserId, details: { why: decision.kind, order } })
    }
    return { kind: 'refused', error: refusalOf(decision, mostMisses - 1 - Math.max(own.length, atOrder.length)) }
  }
  await lockCustomer(trx, viewer, externalUserId)
  // Number and digits outweigh what somebody once said of a match.
  await deleteRefusals(trx, decision.id, accounts)
  await bindByHand(trx, decision.id, externalUserId, now)
  await settleAndPlan(context, trx, [decision.id], [externalUserId], now)
  await writeAudit(trx, { at: now, userId: viewer.userId, action: 'order-bound', externalUserId, details: { orderId: decision.id } })
  return { kind: 'bound', orderId: decision.id }
}

/** `misses`: oldest first. Throws ApiError `too-many-requests` until the oldest of so many has left the window. */
function refuseTooMany(misses: readonly Date[], now: Date, what: string): void {
  const oldest = misses.at(-mostMisses)
  if (!oldest) return
  const minutes = Math.max(1, Math.ceil((addMs(oldest, missWindowMs).getTime() - now.getTime()) / minuteMs))
  throw new ApiError('too-many-requests', `${what}，为防乱试先停一停，请 ${minutes} 分钟后再试`)
}

function refusalOf(decision: Exclude<BindDecision, { id: number }>, triesLeft: number): ApiError {
  const left = triesLeft > 0 ? `还能试 ${triesLeft} 次` : '请 10 分钟后再试'
  switch (decision.kind) {
    case 'nothing': return new ApiError('not-found', `没有这个订单号。请核对；如果是刚下的单，可能还没导入，导入后再对。${left}。`)
    case 'misfit': return new ApiError('digits-do-not-fit', `手机后四位和订单上的收货手机对不上，请核对。${left}。`)
    case 'no-digits': return new ApiError('state-conflict', `这笔订单的导出里没有收货手机，没法核对。请运营补导带手机号的表，再来对。${left}。`)
    case 'taken': return new ApiError('order-taken', '这笔订单已经对在别的客户名下。如果对错了，请主管查对单记录。')
    case 'ambiguous': return new ApiError('order-ambiguous', '不止一个店有这个订单号，请选是哪一个。', decision.places)
  }
}

/** Matches these orders, brings uses and figures of all whom it touches up to date, and plans them anew. */
export async function settleAndPlan(context: Needs, trx: Trx, orderIds: readonly number[], externalUserIds: readonly CustomerId[], now: Date): Promise<void> {
  const affected = await settleOrders(trx, orderIds, externalUserIds, now)
  for (const id of affected) await replanAccount(context, trx, id as CustomerId)
}
