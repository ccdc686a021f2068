import type { FastifyInstance } from 'fastify'
import * as endpoints from '../../contract/session.endpoints.ts'
import type { Context } from '../context.ts'
import { ApiError } from '../http/api-error.ts'
import { register } from '../http/register.ts'
import { WecomError } from '../wecom/client.ts'
import { makeAgentSignature } from './agent-signature.ts'
import { outboxKeyOf } from './outbox-key.ts'

export function addSessionRoutes(app: FastifyInstance, context: Context): void {
  register(app, context, endpoints.getSession, 'signed-in', ({ viewer }) => Promise.resolve({
    userId: viewer.userId,
    name: viewer.name,
    role: viewer.role,
    now: context.clock.now().toISOString(),
    outboxKey: outboxKeyOf(context.config, viewer.userId),
  }))

  // Asked when the signature in the page was refused: the ticket is doubted.
  register(app, context, endpoints.getSignature, 'signed-in', async ({ query }) => {
    const url = URL.canParse(query.url) ? new URL(query.url) : null
    if (url?.origin !== context.config.publicUrl) throw new ApiError('bad-request', '只能为知客自己的页面签名')
    try {
      return await makeAgentSignature(context, query.url.split('#')[0] ?? '', { isDoubted: true })
    }
    catch (error) {
      if (error instanceof WecomError) throw new ApiError('wecom-away')
      throw error
    }
  })
}
