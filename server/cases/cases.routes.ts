import type { FastifyInstance } from 'fastify'
import * as endpoints from '../../contract/cases.endpoints.ts'
import type { Context } from '../context.ts'
import { carers, register } from '../http/register.ts'
import { requireCustomer } from '../session/scope.queries.ts'
import { getCase, listCases } from './cases.queries.ts'
import { changeCase, companyWorkingTime, openCase, withdrawCase, withdrawMeans } from './handle-case.ts'

export function addCaseRoutes(app: FastifyInstance, context: Context): void {
  const { db } = context
  register(app, context, endpoints.listCases, 'signed-in', async ({ viewer, params }) => {
    await requireCustomer(db, viewer, params.id)
    return { items: await listCases(db, params.id) }
  })
  register(app, context, endpoints.openCase, carers, async ({ viewer, params, body }) => {
    const working = await companyWorkingTime(context)
    return db.transaction().execute(async trx => getCase(trx, await openCase(context, trx, viewer, params.id, { ...body, working })))
  })
  register(app, context, endpoints.withdrawCase, carers, async ({ viewer, params }) => {
    await db.transaction().execute(trx => withdrawCase(context, trx, viewer, params.caseId))
    return undefined
  })
  register(app, context, endpoints.withdrawMeans, carers, async ({ viewer, params }) => db.transaction().execute(async (trx) => {
    await withdrawMeans(context, trx, viewer, params)
    return getCase(trx, params.caseId)
  }))
  register(app, context, endpoints.changeCase, carers, async ({ viewer, params, body }) => {
    const working = await companyWorkingTime(context)
    return db.transaction().execute(async (trx) => {
      await changeCase(context, trx, viewer, params.caseId, { ...body, working })
      return getCase(trx, params.caseId)
    })
  })
}
