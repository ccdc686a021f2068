import { errorStatus, type ErrorCode } from '../../contract/errors.ts'
import { wires, type WiredEndpoint } from '../../contract/wires.ts'

type Json = Record<string, unknown>

/** OpenAPI 3.1 of the whole contract: every endpoint, every error code it may answer with. JSON Schema goes in as it is. */
export function openApiDocument(version: string): Json {
  const paths: Record<string, Record<string, Json>> = {}
  for (const wired of wires) {
    const path = wired.endpoint.path.replace(/:(\w+)/g, '{$1}')
    paths[path] = { ...paths[path], [wired.endpoint.method.toLowerCase()]: operationOf(wired) }
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Zhike 知客', version, summary: 'The sidebar beside a WeCom chat', license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    servers: [{ url: '/' }],
    tags: [...new Set(wires.map(tagOf))].sort().map(name => ({ name, description: `Everything under ${name}` })),
    security: [{ session: [] }],
    paths,
    components: {
      securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: 'zhike_session', description: 'Set by the log-in over WeCom, GET /auth/wecom' } },
      schemas: { Error: errorSchema },
    },
  }
}

const errorSchema: Json = {
  type: 'object', required: ['code', 'message'], additionalProperties: false,
  properties: {
    code: { type: 'string', enum: Object.keys(errorStatus), description: 'Permanent; the status follows from it' },
    message: { type: 'string', description: 'Chinese: what happened, what to do now' },
    details: { description: 'More for the page, by code' },
  },
}

/** First word of the path below /api/. */
const tagOf = ({ endpoint }: WiredEndpoint): string => endpoint.path.split('/')[2] ?? 'api'

function operationOf(wired: WiredEndpoint): Json {
  const { endpoint, wire } = wired
  const isWrite = endpoint.method !== 'GET'
  return {
    operationId: endpoint.name, summary: wire.summary, tags: [tagOf(wired)],
    parameters: [
      ...parametersOf('path', wire.params), ...parametersOf('query', wire.query),
      ...(isWrite ? [{ name: 'Idempotency-Key', in: 'header', required: false, schema: { type: 'string', maxLength: 100 }, description: 'The same key and content again: the first reply again, nothing done twice' }] : []),
    ],
    ...(wire.body && { requestBody: { required: true, content: { 'application/json': { schema: plain(wire.body) } } } }),
    responses: {
      ...(wire.reply === null ? { 204: { description: 'Done' } } : { [wire.status ?? 200]: { description: wire.summary, content: { 'application/json': { schema: plain(wire.reply) } } } }),
      ...failuresOf(wire.errors),
    },
  }
}

function parametersOf(place: 'path' | 'query', schema: unknown): Json[] {
  if (!schema) return []
  const { properties = {}, required = [] } = plain(schema) as { properties?: Record<string, Json>, required?: string[] }
  return Object.entries(properties).map(([name, property]) => ({ name, in: place, required: place === 'path' || required.includes(name), schema: property }))
}

/** What any endpoint may answer besides its own: a broken request, too many of them, our own fault. */
const always: readonly ErrorCode[] = ['bad-request', 'too-many-requests', 'internal', 'database-away']

function failuresOf(codes: readonly ErrorCode[]): Record<string, Json> {
  const all = [...new Set([...codes, ...always])]
  const statuses = [...new Set(all.map(code => errorStatus[code]))].sort()
  return Object.fromEntries(statuses.map(status => [status, {
    description: all.filter(code => errorStatus[code] === status).join(', '),
    content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
  }]))
}

/** The builder's own marks are no JSON. */
const plain = (schema: unknown): Json => JSON.parse(JSON.stringify(schema)) as Json
