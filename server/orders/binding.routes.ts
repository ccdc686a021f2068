import type { FastifyInstance } from 'fastify'
import * as joins from '../../contract/joins.endpoints.ts'
import * as endpoints from '../../contract/orders.endpoints.ts'
import type { FoundOrder } from '../../contract/orders.schema.ts'
import type { Context } from '../context.ts'
import { maskName, maskOrder } from '../customers/masking.rules.ts'
import { transact } from '../db/transact.ts'
import { ApiError } from '../http/api-error.ts'
import { carers, register } from '../http/register.ts'
import { gapPriorDays } from '../reminders/supply-end.rules.ts'
import { requireCustomer } from '../session/scope.queries.ts'
import { seesMasked, type Viewer } from '../session/viewer.ts'
import { findShopRhythm } from '../tiers/rhythm.queries.ts'
import { dayOf } from '../time.ts'
import { bindOrder } from './bind-order.ts'
import { readOrderNo } from './binding.rules.ts'
import { joinCustomers, partCustomers } from './join-customers.ts'
import { toOrder } from './order-view.rules.ts'
import { findCustomerOrder, listOrdersByIds } from './orders.queries.ts'
import { readOrderId } from './orders.routes.ts'
import { restoreOrder, unbindOrder } from './release-order.ts'
import { listPurchaseDays } from './rhythm.queries.ts'
import { rhythmView } from './rhythm.rules.ts'
import { listOrdersByTail } from './search.queries.ts'

/** An order that stands with the wrong customer is seen by operators too. */
const mayRelease = [...carers, 'operator'] as const
const shortestTail = 6
const mostFound = 20

function requireOrderId(text: string): number {
  const id = readOrderId(text)
  if (id === null) throw new ApiError('not-found', '没有找到这笔订单')
  return id
}

/** Orders found and bound by hand, accounts joined by hand, and the rhythm of what was bought. */
export function addBindingRoutes(app: FastifyInstance, context: Context): void {
  const { db, catalogue, clock } = context
  const productNames = async (): Promise<Map<string, string>> => new Map((await catalogue.current()).products.map(product => [product.id, product.name]))

  register(app, context, endpoints.bindOrder, carers, async ({ viewer, params, body }) => {
    const result = await transact(db, trx => bindOrder(context, trx, viewer, params.id, body))
    if (result.kind === 'refused') throw result.error
    const row = await findCustomerOrder(db, params.id, result.orderId)
    if (!row) throw new ApiError('state-conflict', '这笔订单刚被改动，请刷新后再看')
    return toOrder(row, await productNames())
  })
  register(app, context, endpoints.unbindOrder, mayRelease, async ({ viewer, params }) => {
    await transact(db, trx => unbindOrder(context, trx, viewer, params.id, requireOrderId(params.orderId)))
    return undefined
  })
  register(app, context, endpoints.restoreOrder, mayRelease, async ({ viewer, params }) => {
    const id = requireOrderId(params.orderId)
    await transact(db, trx => restoreOrder(context, trx, viewer, params.id, id))
    const row = await findCustomerOrder(db, params.id, id)
    if (!row) throw new ApiError('state-conflict', '这笔订单刚被改动，请刷新后再看')
    return toOrder(seesMasked(viewer.role) ? maskOrder(row) : row, await productNames())
  })
  register(app, context, endpoints.searchOrders, 'signed-in', async ({ viewer, body }) => {
    const tail = readOrderNo(body.q, shortestTail)
    if (tail === null) throw new ApiError('invalid-value', '请填订单号，或它的后六位以上')
    return { items: await found(viewer, tail) }
  })
  register(app, context, endpoints.getOrderRhythm, 'signed-in', async ({ viewer, params }) => {
    await requireCustomer(db, viewer, params.id)
    const now = clock.now()
    const shop = await findShopRhythm(db)
    return rhythmView({ days: await listPurchaseDays(db, params.id, now), today: dayOf(now), priorGapDays: gapPriorDays, shopSpread: shop?.shop.gapSpread ?? null })
  })
  register(app, context, joins.joinCustomers, carers, async ({ viewer, params }) =>
    ({ accounts: await transact(db, trx => joinCustomers(context, trx, viewer, params.id, params.otherId)) }))
  register(app, context, joins.partCustomers, carers, async ({ viewer, params }) => {
    await transact(db, trx => partCustomers(context, trx, viewer, params.id, params.otherId))
    return undefined
  })

  async function found(viewer: Viewer, tail: string): Promise<FoundOrder[]> {
    const hits = await listOrdersByTail(db, viewer, tail, mostFound)
    const rows = new Map((await listOrdersByIds(db, hits.map(({ id }) => id))).map(row => [row.id, row]))
    const names = await productNames()
    const isMasked = seesMasked(viewer.role)
    return hits.flatMap(({ id, externalUserId, name, remark }) => {
      const row = rows.get(id)
      if (!row) return []
      const customer = { externalUserId, name: isMasked ? maskName(name) : name, remark: isMasked ? maskName(remark) : remark }
      return [{ order: toOrder(isMasked ? maskOrder(row) : row, names), customer }]
    })
  }
}
