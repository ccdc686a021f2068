import type { FastifyInstance } from 'fastify'
import * as endpoints from '../../contract/tags.endpoints.ts'
import type { Context } from '../context.ts'
import { transact } from '../db/transact.ts'
import { carers, register } from '../http/register.ts'
import { requireCustomer } from '../session/scope.queries.ts'
import { changeTags, tagsOf } from './change-tags.ts'

export function addTagRoutes(app: FastifyInstance, context: Context): void {
  const { db } = context
  register(app, context, endpoints.getCustomerTags, 'signed-in', async ({ viewer, params }) => {
    await requireCustomer(db, viewer, params.id)
    return tagsOf(db, viewer, params.id)
  })
  register(app, context, endpoints.changeCustomerTags, carers, async ({ viewer, params, body }) => {
    await transact(db, trx => changeTags(context, trx, viewer, params.id, body))
    return tagsOf(db, viewer, params.id)
  })
}
