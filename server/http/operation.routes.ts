import type { FastifyInstance } from 'fastify'
import { collectDefaultMetrics, Histogram, Registry } from 'prom-client'
import packageJson from '../../package.json' with { type: 'json' }
import type { Context } from '../context.ts'
import { isDatabaseReady } from '../db/readiness.ts'
import { openApiDocument } from './openapi.ts'
import { logRequests } from './request-log.ts'

/** Health, readiness, metrics and the API's description: for whoever runs the server. */
export function addOperationRoutes(app: FastifyInstance, context: Context): void {
  const { version } = packageJson
  app.get('/healthz', { config: { rateLimit: false } }, () => ({ status: 'ok', version, commit: context.config.commit || null }))

  // Without the platform the product can still be read and written to, so only the database decides.
  app.get('/readyz', { config: { rateLimit: false } }, async (_request, reply) => {
    const isReady = await isDatabaseReady(context.db)
    return reply.code(isReady ? 200 : 503).send({ status: isReady ? 'ready' : 'not ready', database: isReady ? 'ok' : 'away', wecom: context.wecom.health?.().status ?? 'ok' })
  })

  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  logRequests(app, new Histogram({ name: 'zhike_request_seconds', help: 'Duration of requests by route', labelNames: ['method', 'route', 'status'], buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10], registers: [registry] }))
  app.get('/metrics', { config: { rateLimit: false } }, async (request, reply) => {
    // For a collector on the same machine; from elsewhere there is no such address.
    if (!/^(::ffff:)?127\.|^::1$/.test(request.ip)) return reply.callNotFound()
    return reply.type(registry.contentType).send(await registry.metrics())
  })

  const document = openApiDocument(version)
  app.get('/api/openapi.json', () => document)
}
