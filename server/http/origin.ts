import type { FastifyInstance } from 'fastify'
import type { Config } from '../config.ts'
import { ApiError } from './api-error.ts'

/**
 * A write to /api, and signing out, must come from our own pages: its Origin is ours, or (some web views send none on same-origin requests)
 * Sec-Fetch-Site says same-origin, or it carries our own header, which no foreign form can set. Webhooks are signed instead.
 * The matched route decides, not the address as it was written: `/%61pi/…` is `/api/…`.
 */
export function refuseForeignOrigin(app: FastifyInstance, config: Pick<Config, 'publicUrl'>): void {
  app.addHook('onRequest', async (request) => {
    const route = request.routeOptions.url ?? ''
    if (request.method === 'GET' || request.method === 'HEAD' || !/^\/(api|auth)\//.test(route) || route.startsWith('/api/webhooks/')) return
    const { origin } = request.headers
    if (origin !== undefined) {
      if (origin !== config.publicUrl) throw new ApiError('wrong-origin')
      return
    }
    if (request.headers['sec-fetch-site'] === 'same-origin' || request.headers['x-zhike'] === '1') return
    throw new ApiError('wrong-origin')
  })
}
