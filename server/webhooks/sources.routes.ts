import type { FastifyInstance } from 'fastify'
import * as endpoints from '../../contract/sources.endpoints.ts'
import type { Context } from '../context.ts'
import { maskName } from '../customers/masking.rules.ts'
import { transact } from '../db/transact.ts'
import { register } from '../http/register.ts'
import { readUnmatchedOrders } from '../orders/unmatched.queries.ts'
import { seesMasked } from '../session/viewer.ts'
import { changeSource, createSource, retrySource, rotateSecret, toSource } from './sources.ts'
import { listSourceStates } from './sources.queries.ts'

const operators = ['operator', 'admin'] as const

/** Sources are the operators' and administrators' own. */
export function addSourceRoutes(app: FastifyInstance, context: Context): void {
  const { db, clock, config } = context

  register(app, context, endpoints.listSources, operators, async () =>
    ({ items: (await listSourceStates(db, clock.now())).map(state => toSource(state, config.publicUrl)) }))

  register(app, context, endpoints.createSource, operators, ({ viewer, body }) => transact(db, trx => createSource(context, trx, viewer, body)))

  register(app, context, endpoints.changeSource, operators, ({ viewer, params, body }) => transact(db, trx => changeSource(context, trx, viewer, params.id, body)))

  register(app, context, endpoints.rotateSourceSecret, operators, ({ viewer, params, body }) => transact(db, trx => rotateSecret(context, trx, viewer, params.id, body)))

  register(app, context, endpoints.retrySource, operators, ({ viewer, params }) => transact(db, trx => retrySource(context, trx, viewer, params.id)))

  register(app, context, endpoints.listUnmatchedOrders, operators, async ({ viewer }) => {
    const found = await readUnmatchedOrders(db)
    if (!seesMasked(viewer.role)) return found
    return { ...found, items: found.items.map(item => ({ ...item, candidates: item.candidates.map(candidate => ({ ...candidate, name: maskName(candidate.name) })) })) }
  })
}
