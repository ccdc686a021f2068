import type { FastifyInstance } from 'fastify'
import * as endpoints from '../../contract/bulk.endpoints.ts'
import type { Context } from '../context.ts'
import { register } from '../http/register.ts'
import { previewBulk, sendBulk } from './send-bulk.ts'

/** A lead reaches the customers of the team, an operator and an admin everybody's. */
const senders = ['lead', 'operator', 'admin'] as const

export function addBulkRoutes(app: FastifyInstance, context: Context): void {
  register(app, context, endpoints.previewBulk, senders, ({ viewer, body }) => previewBulk(context, viewer, body))
  register(app, context, endpoints.sendBulk, senders, ({ viewer, body }) => sendBulk(context, viewer, body))
}
