import type { FastifyInstance } from 'fastify'
import type { Histogram } from 'prom-client'

/**
 * One line a request: method, route pattern, status, duration. Never the address itself (it may carry an id or a code), headers or bodies.
 * What is asked every few seconds by a monitor is left out.
 */
export function logRequests(app: FastifyInstance, durations?: Histogram<'method' | 'route' | 'status'>): void {
  app.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'unknown'
    const ms = Math.round(reply.elapsedTime)
    durations?.observe({ method: request.method, route, status: String(reply.statusCode) }, reply.elapsedTime / 1000)
    if (!/^\/(healthz|readyz|metrics)$/.test(route)) request.log.info({ method: request.method, route, status: reply.statusCode, ms }, 'request')
    done()
  })
}
