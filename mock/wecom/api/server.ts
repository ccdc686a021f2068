import { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { type ApiFault, takeApiFault } from '../faults.ts'
import { PlatformError, errorEnvelope } from '../platform-error.ts'
import { type Platform } from '../platform.ts'
import { requireCustomerContactApp } from '../visibility.ts'
import { apiEndpoints } from './all.ts'
import { type ApiCall, type ApiEndpoint, FileAnswer, type Json, type UploadedFile } from './endpoint.ts'
import { RateLimit } from './rate-limit.ts'
import { requireToken } from './token.ts'

/** The platform's API: HTTP 200 always, the outcome is in `errcode`. */
export function registerApi(app: FastifyInstance, platform: Platform, prefix: string): void {
  void app.register(async (api) => {
    api.removeAllContentTypeParsers()
    api.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: 25 * 1024 * 1024 }, (_request, payload, done) => done(null, payload))
    const endpoints = new Map(apiEndpoints.map(endpoint => [endpoint.path, endpoint]))
    const limit = new RateLimit(platform)
    api.all('/*', (request, reply) => answer(platform, endpoints, limit, request, reply))
  }, { prefix: `${prefix}/cgi-bin` })
}

async function answer(platform: Platform, endpoints: Map<string, ApiEndpoint>, limit: RateLimit, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  const path = (request.params as { '*': string })['*']
  const entry = { at: platform.clock.now().toISOString(), method: request.method, path, ip: request.ip }
  if (platform.faults.platformAway) {
    platform.journal.call({ ...entry, errcode: 'timeout', body: null })
    return hangUp(request, reply)
  }
  const fault = takeApiFault(platform.faults, path)
  if (fault?.latencyMs) await new Promise(resolve => setTimeout(resolve, fault.latencyMs))
  if (fault?.timeout) {
    platform.journal.call({ ...entry, errcode: 'timeout', body: null })
    reply.hijack()
    return reply
  }
  if (fault?.status) return reply.code(fault.status).type('text/html').send('<html><body>Bad Gateway</body></html>')

  let body: Json = {}
  try {
    const call = await readCall(platform, request)
    body = call.file ? { file: call.file.name, size: call.file.bytes.length } : { ...withoutSecrets(call.query), ...call.body }
    requireTrustedIp(platform, request.ip, path)
    const result = run(call, path, endpoints, limit, fault)
    await platform.commit()
    platform.journal.call({ ...entry, errcode: 0, body: hideSecrets(body) })
    if (result instanceof FileAnswer) return reply.type(result.contentType).header('content-disposition', disposition(result.filename)).send(result.bytes)
    return { errcode: 0, errmsg: 'ok', ...result }
  }
  catch (error) {
    if (!(error instanceof PlatformError)) throw error
    await platform.commit()
    platform.journal.call({ ...entry, errcode: error.errcode, body: hideSecrets(body) })
    return reply.code(200).send(errorEnvelope(error, { atSeconds: platform.nowSeconds, id: platform.newId('', 32).toLowerCase(), ip: request.ip }))
  }
}

function run(call: ApiCall, path: string, endpoints: Map<string, ApiEndpoint>, limit: RateLimit, fault: ApiFault | null): object {
  const endpoint = endpoints.get(path)
  if (!endpoint) throw new PlatformError(404, `the simulator does not know /cgi-bin/${path}`)
  if (fault?.errcode !== undefined) throw new PlatformError(fault.errcode)
  if (!endpoint.isOpen) requireToken(call)
  limit.count(path)
  if (endpoint.needsCustomerContact) requireCustomerContactApp(call.platform)
  return endpoint.handle(call)
}

async function readCall(platform: Platform, request: FastifyRequest): Promise<ApiCall> {
  const query = Object.fromEntries(Object.entries(request.query as Record<string, string | string[]>).map(([key, value]) => [key, [value].flat().at(-1) ?? '']))
  const path = (request.params as { '*': string })['*']
  const endpoint = apiEndpoints.find(candidate => candidate.path === path)
  if (endpoint && endpoint.method !== request.method) throw new PlatformError(endpoint.method === 'POST' ? 43002 : 43001)
  const payload = request.body instanceof Buffer ? request.body : Buffer.alloc(0)
  const origin = `${request.protocol}://${request.host}`
  const contentType = request.headers['content-type'] ?? ''
  if (contentType.startsWith('multipart/form-data')) {
    return { platform, query, origin, body: {}, file: await fileOf(payload, contentType) }
  }
  return { platform, query, origin, body: request.method === 'POST' ? parse(payload) : {}, file: null }
}

/** The first file of the form. */
async function fileOf(payload: Buffer, contentType: string): Promise<UploadedFile | null> {
  try {
    const form = await new Response(new Uint8Array(payload), { headers: { 'content-type': contentType } }).formData()
    for (const [field, value] of form) if (value instanceof File) return { field, name: value.name, contentType: value.type, bytes: Buffer.from(await value.arrayBuffer()) }
    return null
  }
  catch {
    throw new PlatformError(41005)
  }
}

/** JSON whatever the content type says, as clients of the platform send it. */
function parse(payload: Buffer): Json {
  if (payload.length === 0) return {}
  try {
    const value: unknown = JSON.parse(payload.toString('utf8'))
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Json
  }
  catch {
    // told below, together with JSON that is no object
  }
  throw new PlatformError(47001)
}

/** 企业可信IP (document/path/90313#60020): what lists some refuses the rest; fetching a token stays open. */
function requireTrustedIp(platform: Platform, ip: string, path: string): void {
  const { trustedIps } = platform.corp
  if (trustedIps && path !== 'gettoken' && !trustedIps.includes(ip)) throw new PlatformError(60020)
}

/** A header is ASCII; the name as it is goes percent-encoded beside it (RFC 6266). */
function disposition(filename: string): string {
  return `attachment; filename="${filename.replace(/[^\x20-\x7e]|["\\]/g, '_')}"; filename*=UTF-8''${encodeURIComponent(filename).replaceAll('\'', '%27')}`
}

/** Nothing of a connection that broke reaches the caller. */
function hangUp(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  reply.hijack()
  request.raw.socket.destroy()
  return reply
}

/** What the journal shows of a query. */
function withoutSecrets(query: Record<string, string>): Json {
  return Object.fromEntries(Object.entries(query).filter(([name]) => !['access_token', 'corpsecret', 'corpid', 'code'].includes(name)))
}

function hideSecrets(body: Json): Json {
  return 'user_ticket' in body ? { ...body, user_ticket: '…' } : body
}
