import type { FastifyInstance } from 'fastify'

/** A connection that finishes its request after the stop has begun would be kept open for a minute by its client: it is closed as soon as it is idle. */
export function closeIdleWhileStopping(app: FastifyInstance): void {
  app.addHook('preClose', (done) => {
    const timer = setInterval(() => app.server.closeIdleConnections(), 100)
    app.server.once('close', () => clearInterval(timer))
    if (!app.server.listening) clearInterval(timer)
    done()
  })
}
