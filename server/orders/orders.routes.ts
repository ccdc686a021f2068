import type { FastifyInstance } from 'fastify'
import * as endpoints from '../../contract/orders.endpoints.ts'
import { writeAudit } from '../audit/audit.queries.ts'
import type { Context } from '../context.ts'
import { maskOrder } from '../customers/masking.rules.ts'
import { ApiError } from '../http/api-error.ts'
import { decodeCursor, encodeCursor, isCursorInstant } from '../http/cursor.ts'
import { carers, register } from '../http/register.ts'
import { transact } from '../db/transact.ts'
import { lockCustomer, requireCustomer } from '../session/scope.queries.ts'
import { seesMasked } from '../session/viewer.ts'
import { settleAndPlan } from './bind-order.ts'
import { toOrder } from './order-view.rules.ts'
import { correctUse, findCustomerOrder, findOrderAccount, listCustomerOrders, type OrderCursor } from './orders.queries.ts'

const pageSize = 20

export function addOrderRoutes(app: FastifyInstance, context: Context): void {
  const { db, catalogue, clock } = context
  const productNames = async (): Promise<Map<string, string>> => new Map((await catalogue.current()).products.map(product => [product.id, product.name]))

  register(app, context, endpoints.listOrders, 'signed-in', async ({ viewer, params, query }) => {
    await requireCustomer(db, viewer, params.id)
    const limit = query.limit ?? pageSize
    const rows = await listCustomerOrders(db, params.id, { after: readCursor(query.cursor), limit: limit + 1 })
    const names = await productNames()
    const last = rows.length > limit ? rows[limit - 1] : undefined
    return { items: rows.slice(0, limit).map(row => toOrder(seesMasked(viewer.role) ? maskOrder(row) : row, names)), nextCursor: last ? encodeCursor([last.placedAt.toISOString(), last.id]) : null }
  })

  register(app, context, endpoints.changeOrderUse, carers, async ({ viewer, params, body }) => {
    const id = readOrderId(params.orderId)
    const row = await transact(db, async (trx) => {
      await lockCustomer(trx, viewer, params.id)
      const before = id === null ? null : await findCustomerOrder(trx, params.id, id)
      if (id === null || !before) throw new ApiError('not-found', '没有找到这笔订单')
      const now = clock.now()
      const note = body.note?.trim() ?? ''
      await correctUse(trx, id, { use: body.use, reason: note === '' ? `${viewer.name}更正` : `${viewer.name}更正：${note}`, byUserId: viewer.userId, now })
      // For whom it was bought decides whose clock runs: supply, rhythm and festival gifts.
      await settleAndPlan(context, trx, [], [params.id], now)
      await writeAudit(trx, { at: now, userId: viewer.userId, action: 'order-use-changed', externalUserId: await findOrderAccount(trx, id), details: { orderId: id, from: before.purpose, to: body.use } })
      return findCustomerOrder(trx, params.id, id)
    })
    return toOrder(row!, await productNames())
  })
}

/** Null: no id of an order. */
export const readOrderId = (text: string): number | null => /^\d{1,15}$/.test(text) ? Number(text) : null

function readCursor(cursor: string | undefined): OrderCursor | null {
  const values = decodeCursor(cursor, 2)
  if (!values) return null
  const [placedAt, id] = values
  if (!isCursorInstant(placedAt) || typeof id !== 'number' || !Number.isSafeInteger(id)) throw new ApiError('bad-request', '翻页的位置无效，请从头再看')
  return { placedAt: new Date(placedAt), id }
}
