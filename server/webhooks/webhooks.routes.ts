import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { SourceKind } from '../../contract/sources.schema.ts'
import { pushEvents, pushOrder } from '../../contract/webhooks.endpoints.ts'
import { wireOf } from '../../contract/wires.ts'
import type { Context } from '../context.ts'
import { ApiError } from '../http/api-error.ts'
import { routeSchema } from '../http/register.ts'
import { digest, keepReceived, parseJson, readEventMessage, readOrderMessage, type Received } from './receive.ts'
import { isSame, standardProblem, wangdiantongSignature, wangdiantongToleranceMs, youzanSignature } from './signatures.rules.ts'
import { openSecrets, type SourceSecret } from './sources.ts'
import { findSource, listEnabled, type SourceRow } from './sources.queries.ts'

/** An order with 200 lines is some 60 kB; WangDianTong sends many orders at once. */
const orderBytes = 1024 * 1024
const eventBytes = 128 * 1024
const perMinute = { orders: 3000, events: 600 }

/** What other systems push: signed, sealed into the inbox, answered at once in the form its sender knows. Everything else comes after. */
export async function addWebhookRoutes(app: FastifyInstance, context: Context): Promise<void> {
  await app.register((scope, _options, done) => {
    // The signature is over the bytes as they came.
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, parsed) => parsed(null, body))
    const limited = (max: number) => ({ rateLimit: { max, timeWindow: 60_000, keyGenerator: (request: FastifyRequest) => `webhook:${request.ip}` } })

    const orderOptions = { bodyLimit: orderBytes, config: limited(perMinute.orders), schema: named(pushOrder) }
    scope.post<{ Params: { source: string } }>(pushOrder.path, orderOptions, async (request, reply) => {
      const source = await findSource(context.db, request.params.source)
      const handle = source && receivers[source.kind]
      if (!source || !handle) throw unsigned()
      const { status, body } = await handle(context, source, request)
      return reply.code(status).send(body)
    })

    scope.post(pushEvents.path, { bodyLimit: eventBytes, config: limited(perMinute.events), schema: named(pushEvents) }, async (request, reply) => {
      const [source] = await listEnabled(context.db, 'events')
      if (!source) throw unsigned()
      const id = await requireStandard(context, source, request)
      return reply.code(202).send(await keepReceived(context, source, readEventMessage(bodyOf(request), id, { now: context.clock.now(), hash: context.vault.hash })))
    })
    done()
  })
}

/** Bodies are bytes here, checked after their signature; the OpenAPI document shows them from the contract. */
function named(endpoint: typeof pushOrder | typeof pushEvents): Record<string, unknown> {
  const { body: _body, response: _response, ...schema } = routeSchema(endpoint, wireOf(endpoint))
  return schema
}

/** One answer for an unknown source and a wrong signature: nobody learns which addresses there are. */
const unsigned = (): ApiError => new ApiError('bad-signature')
const bodyOf = ({ body }: FastifyRequest): Buffer => Buffer.isBuffer(body) ? body : Buffer.alloc(0)
const headerOf = ({ headers }: FastifyRequest, name: string): string => {
  const value = headers[name]
  return typeof value === 'string' ? value : ''
}

type Receiver = (context: Context, source: SourceRow, request: FastifyRequest) => Promise<{ status: number, body: object }>
const receivers: Partial<Record<SourceKind, Receiver>> = { webhook: receiveOwn, youzan: receiveYouzan, wangdiantong: receiveWangdiantong }

async function receiveOwn(context: Context, source: SourceRow, request: FastifyRequest): Promise<{ status: number, body: object }> {
  const id = await requireStandard(context, source, request)
  return { status: 202, body: await keepReceived(context, source, readOrderMessage(bodyOf(request), id, context.clock.now())) }
}

/** The id of a message that is signed by a secret of the source. Throws `bad-signature`. */
async function requireStandard(context: Context, source: SourceRow, request: FastifyRequest): Promise<string> {
  const id = headerOf(request, 'webhook-id')
  const headers = { id, timestamp: headerOf(request, 'webhook-timestamp'), signature: headerOf(request, 'webhook-signature') }
  if (!/^[\x21-\x7e]{1,200}$/.test(id)) throw unsigned()
  const secrets = (await openSecrets(context, context.db, source)).flatMap(secret => secret.kind === 'own' ? secret.secret : [])
  const problem = standardProblem(headers, bodyOf(request), secrets, context.clock.now())
  if (problem === 'timestamp') throw new ApiError('bad-signature', 'webhook-timestamp 与现在相差超过 5 分钟，请核对发送方的时钟并重新签名')
  if (problem) throw unsigned()
  requireEnabled(source)
  return id
}

function requireEnabled({ isEnabled }: SourceRow): void {
  if (!isEnabled) throw new ApiError('not-allowed', '这个来源已停用')
}

const keysOf = (secrets: readonly SourceSecret[]) => secrets.flatMap(secret => secret.kind === 'platform' ? secret.credentials : [])

/** Youzan: `{ client_id, id, type, msg, sign, test, … }`. A notice only: the order is read again when its turn comes. A test of the address is answered and forgotten. */
async function receiveYouzan(context: Context, source: SourceRow, request: FastifyRequest): Promise<{ status: number, body: object }> {
  const done = { status: 200, body: { code: 0, msg: 'success' } }
  const message = parseJson(bodyOf(request))
  if (message.test === true || message.test === 'true') return done
  const text = (name: string): string => typeof message[name] === 'string' ? message[name] : ''
  const credentials = keysOf(await openSecrets(context, context.db, source))
  const isSigned = credentials.filter(({ clientId = '', clientSecret = '' }) => isSame(youzanSignature(clientId, text('msg'), clientSecret), text('sign').toLowerCase())).length > 0
  if (!isSigned || text('msg') === '') throw unsigned()
  requireEnabled(source)
  const tid = tidOf(text('msg')) ?? (/^E\d{10,30}$/.test(text('id')) ? text('id') : null)
  // Other events (goods, coupons, points) may be subscribed to at the same address.
  if (!/^trade_/i.test(text('type')) || tid === null) return done
  // No time in the signature and no id of the message: the same notice is known by what it says. `sendCount` differs with each try.
  const dedupe = text('msg_id').slice(0, 200) || digest([text('type'), text('status'), text('id'), text('msg')].join('\n'))
  await keepReceived(context, source, [{ dedupe, key: tid, body: { tid, type: text('type') } }])
  return done
}

/** The order number in a message: `msg` is URL-encoded JSON, with the order inside or only its number. */
function tidOf(msg: string): string | null {
  try {
    const value = JSON.parse(decodeURIComponent(msg.replaceAll('+', ' '))) as { tid?: unknown, full_order_info?: { order_info?: { tid?: unknown } } } | null
    const tid = value?.full_order_info?.order_info?.tid ?? value?.tid
    return typeof tid === 'string' && /^[\w-]{4,64}$/.test(tid) ? tid : null
  }
  catch {
    return null
  }
}

/** WangDianTong's trade_push.php: a form of sid, appkey, timestamp, sign, trade_list. Each trade is a message of its own. */
async function receiveWangdiantong(context: Context, source: SourceRow, request: FastifyRequest): Promise<{ status: number, body: object }> {
  const parameters = Object.fromEntries(new URLSearchParams(bodyOf(request).toString('utf8')))
  const { sid = '', appkey = '', sign = '', timestamp = '' } = parameters
  const credentials = keysOf(await openSecrets(context, context.db, source))
  const isSigned = credentials.filter(key => key.sid === sid && key.appKey === appkey && isSame(wangdiantongSignature(parameters, key.appSecret ?? ''), sign.toLowerCase())).length > 0
  if (!isSigned) throw unsigned()
  const offMs = Math.abs(context.clock.now().getTime() - Number(timestamp) * 1000)
  if (!/^\d{1,12}$/.test(timestamp) || offMs > wangdiantongToleranceMs) throw new ApiError('bad-signature', 'timestamp 与现在相差超过 10 分钟，请核对发送方的时钟并重新签名')
  requireEnabled(source)
  const trades = tradesOf(parameters.trade_list ?? '')
  const { received } = await keepReceived(context, source, trades)
  return { status: 200, body: { code: 0, message: '', new_count: received, chg_count: trades.length - received } }
}

function tradesOf(text: string): Received[] {
  const list = parseJson(Buffer.from(`{"trades":${text || 'null'}}`)).trades
  if (!Array.isArray(list) || list.length === 0 || list.length > 200) throw new ApiError('bad-request', 'trade_list 要是 1 到 200 笔订单的 JSON 数组')
  return list.map((trade: unknown, index) => {
    const tid = (trade as { tid?: unknown } | null)?.tid
    if ((typeof tid !== 'string' && !Number.isSafeInteger(tid)) || !/^[\w-]{4,64}$/.test(String(tid))) throw new ApiError('invalid-value', `trade_list 第 ${index + 1} 笔没有订单号 tid（请用字符串）`)
    return { dedupe: digest(`${String(tid)}\n${JSON.stringify(trade)}`), key: String(tid), body: trade }
  })
}
