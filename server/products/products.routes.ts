import type { FastifyInstance } from 'fastify'
import * as endpoints from '../../contract/products.endpoints.ts'
import { familyOptions } from '../catalogue/families.rules.ts'
import type { Context } from '../context.ts'
import { ApiError } from '../http/api-error.ts'
import { decodeCursor, encodeCursor } from '../http/cursor.ts'
import { register } from '../http/register.ts'
import { changeProduct, createProduct } from './change-product.ts'
import { countProducts, countReach, findProduct, listProductRows, listUnknown, toProduct } from './products.queries.ts'

const owners = ['operator', 'admin'] as const
const pageSize = 100
const mostUnknown = 100

export function addProductRoutes(app: FastifyInstance, context: Context): void {
  const { db, catalogue } = context
  register(app, context, endpoints.listProducts, owners, async ({ query }) => {
    const words = (query.q ?? '').trim().split(/\s+/).filter(Boolean)
    const [rows, total, { settings }] = await Promise.all([listProductRows(db, words, readCursor(query.cursor), pageSize + 1), countProducts(db, words), catalogue.current()])
    const last = rows.length > pageSize ? rows[pageSize - 1] : undefined
    return { items: rows.slice(0, pageSize).map(toProduct), total, nextCursor: last ? encodeCursor([last.name, last.id]) : null, families: familyOptions(settings) }
  })
  register(app, context, endpoints.listUnknownGoods, owners, () => listUnknown(db, mostUnknown))
  register(app, context, endpoints.createProduct, owners, ({ viewer, body }) => db.transaction().execute(trx => createProduct(context, trx, viewer, body)))
  register(app, context, endpoints.changeProduct, owners, ({ viewer, params, body }) =>
    db.transaction().execute(trx => changeProduct(context, trx, viewer, params.id, body)))
  register(app, context, endpoints.countProductReach, owners, async ({ params }) => {
    if (!await findProduct(db, params.id)) throw new ApiError('not-found', '没有找到这个商品')
    return countReach(db, params.id)
  })
}

function readCursor(cursor: string | undefined): readonly [string, string] | null {
  const values = decodeCursor(cursor, 2)
  if (values === null) return null
  const [name, id] = values
  if (typeof name !== 'string' || typeof id !== 'string') throw new ApiError('bad-request', '翻页的位置无效，请从头再看')
  return [name, id]
}
