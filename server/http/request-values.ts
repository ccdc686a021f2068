import type { FastifyInstance, FastifyRequest } from 'fastify'
import { ApiError } from './api-error.ts'

/** No body of the contract is nested deeper than three levels. */
const deepest = 8

/**
 * Before a request of the API is checked against its schema: text becomes text that PostgreSQL can keep, and what a query writes in digits
 * becomes a number where the schema asks for one (types of a body are never bent: null is not 0, 1 is not true).
 */
export function readValues(app: FastifyInstance): void {
  app.addHook('preValidation', async (request) => {
    if (!request.routeOptions.url?.startsWith('/api/')) return
    for (const text of [...textsOf(request.params), ...textsOf(request.query)]) if (text.includes('\0')) throw new ApiError('bad-request')
    request.body = keepable(request.body)
    readNumbers(request)
  })
}

/**
 * Text without NUL, which no column takes, and without halves of a surrogate pair (an emoji cut in two by a length limit), which jsonb refuses;
 * they become U+FFFD. Throws `bad-request` for what is nested beyond any body of ours.
 */
export function keepable(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return value.replaceAll('\0', '').replace(/\p{Surrogate}/gu, '\ufffd')
  if (typeof value !== 'object' || value === null || Buffer.isBuffer(value)) return value
  if (depth === deepest) throw new ApiError('bad-request')
  if (Array.isArray(value)) return value.map(item => keepable(item, depth + 1))
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, keepable(item, depth + 1)]))
}

const textsOf = (values: unknown): string[] => Object.values(values ?? {}).filter(value => typeof value === 'string')

function readNumbers({ query, routeOptions }: FastifyRequest): void {
  const { properties = {} } = (routeOptions.schema?.querystring ?? {}) as { properties?: Record<string, { type?: string }> }
  const values = query as Record<string, unknown>
  for (const [name, { type }] of Object.entries(properties)) {
    const value = values[name]
    if (type === 'integer' && typeof value === 'string' && /^\d{1,9}$/.test(value)) values[name] = Number(value)
  }
}
