import type { FastifyInstance } from 'fastify'
import * as endpoints from '../../contract/session.endpoints.ts'
import type { Context } from '../context.ts'
import { register } from '../http/register.ts'

export function addSessionRoutes(app: FastifyInstance, context: Context): void {
  register(app, context, endpoints.getSession, 'signed-in', async ({ viewer, request }) => ({
    userId: viewer.userId,
    name: viewer.name,
    role: viewer.role,
    now: context.clock.now().toISOString(),
    outboxKey: request.session.get('outboxKey') ?? '',
  }))
}
