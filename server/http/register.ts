import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Endpoint, ReplyOf, RequestOf, Wire } from '../../contract/endpoint.ts'
import { ErrorReply } from '../../contract/schema.ts'
import { errorStatus } from '../../contract/errors.ts'
import { wireOf } from '../../contract/wires.ts'
import type { Role } from '../../contract/words.ts'
import type { Context } from '../context.ts'
import { sessionClaim } from '../session/cookie.ts'
import { findViewer } from '../session/viewer.queries.ts'
import type { Viewer } from '../session/viewer.ts'
import { ApiError } from './api-error.ts'
import { once } from './idempotency.ts'

/** Who may call: anybody signed in, or members of these roles. The scope of customers is the query's business. */
export type Access = 'signed-in' | readonly Role[]
/** Everybody who looks after customers; operators only look. */
export const carers = ['rep', 'guide', 'lead', 'admin'] as const satisfies readonly Role[]

export type Call<W extends Wire> = RequestOf<W> & { viewer: Viewer, request: FastifyRequest, reply: FastifyReply }
export type Handler<W extends Wire> = (call: Call<W>) => Promise<ReplyOf<W>>

/**
 * Adds the route of one endpoint: its schemas, who may, replay of the same Idempotency-Key, status. Who may is asked first, before the body is
 * read and checked: a stranger learns nothing of it, and a session that has ended says so whatever was sent. After the limit of requests, which is an onRequest hook.
 */
export function register<W extends Wire>(app: FastifyInstance, context: Pick<Context, 'db' | 'clock' | 'vault'>, endpoint: Endpoint<W>, access: Access, handler: Handler<W>): void {
  const wire = wireOf(endpoint)
  const viewers = new WeakMap<FastifyRequest, Viewer>()
  app.route({
    method: endpoint.method,
    url: endpoint.path,
    schema: routeSchema(endpoint, wire),
    preParsing: async (request) => { viewers.set(request, await requireViewer(context, request, access)) },
    handler: async (request, reply) => {
      const viewer = viewers.get(request)
      if (!viewer) throw new ApiError('not-signed-in')
      const run = (): Promise<unknown> => handler({ params: request.params, query: request.query, body: request.body, viewer, request, reply } as Call<W>)
      const status = wire.reply === null ? 204 : wire.status ?? 200
      const body = endpoint.method === 'GET' || wire.holdsSecret ? await run() : await once(context, viewer.userId, request, status, run)
      return reply.code(status).send(wire.reply === null ? undefined : body)
    },
  })
}

/** The schema object of Fastify and of the OpenAPI document for one endpoint. */
export function routeSchema(endpoint: Endpoint, wire: Wire): Record<string, unknown> {
  const success = wire.reply === null ? { 204: { type: 'null', description: 'Done' } } : { [wire.status ?? 200]: wire.reply }
  const statuses = [...new Set(wire.errors.map(code => errorStatus[code]))].sort()
  const failures = Object.fromEntries(statuses.map(status => [status, {
    ...ErrorReply, description: wire.errors.filter(code => errorStatus[code] === status).join(', '),
  }]))
  return {
    operationId: endpoint.name, summary: wire.summary,
    ...(wire.params && { params: wire.params }), ...(wire.query && { querystring: wire.query }), ...(wire.body && { body: wire.body }),
    response: { ...success, ...failures },
  }
}

export async function requireViewer(context: Pick<Context, 'db'>, request: FastifyRequest, access: Access): Promise<Viewer> {
  const claim = sessionClaim(request)
  const viewer = claim && await findViewer(context.db, claim)
  if (!viewer) throw new ApiError('not-signed-in')
  if (access !== 'signed-in' && !access.includes(viewer.role)) throw new ApiError('not-allowed')
  return viewer
}
