import type { FastifyInstance } from 'fastify'
import * as endpoints from '../../contract/sends.endpoints.ts'
import type { Context } from '../context.ts'
import { carers, register } from '../http/register.ts'
import { refreshStatistics } from '../scripts/script-statistics.ts'
import { prepareSend } from './prepare-send.ts'
import { reportSend } from './report-send.ts'

export function addSendRoutes(app: FastifyInstance, context: Context): void {
  register(app, context, endpoints.prepareSend, carers, ({ viewer, params, body }) => prepareSend(context, context.db, viewer, params.id, body))

  register(app, context, endpoints.reportSend, carers, async ({ viewer, params, body }) => {
    const result = await context.db.transaction().execute(trx => reportSend(context, trx, viewer, params.sendId, body))
    if (result.outcome === 'sent') await refreshStatistics(context)
    return result
  })
}
