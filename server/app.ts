import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import inChinese from 'ajv-i18n/localize/zh/index.js'
import Fastify, { LogController, type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { fileURLToPath } from 'node:url'
import { errorStatus, type ErrorBody } from '../contract/errors.ts'
import type { Context } from './context.ts'
import { ApiError } from './http/api-error.ts'
import { closeIdleWhileStopping } from './http/graceful-stop.ts'
import { refuseForeignOrigin } from './http/origin.ts'
import { addPage } from './http/page.ts'
import { sendPlainPage } from './http/plain-page.ts'
import { readValues } from './http/request-values.ts'
import { addOperationRoutes } from './http/operation.routes.ts'
import { addCompression, addRateLimit, addSecurityHeaders } from './http/security.ts'
import { addRoutes } from './routes.ts'
import { addSession } from './session/cookie.ts'

/** Where Vite puts the built page: index.html, csp.json, assets/. */
const builtPage = fileURLToPath(new URL('../dist/app', import.meta.url))

/** The HTTP server over a context: no port, no process, so that tests call it through `inject`. */
export async function buildApp(context: Context, { distDir = builtPage }: { distDir?: string } = {}): Promise<FastifyInstance> {
  const app = Fastify({
    loggerInstance: context.log,
    logController: new LogController({ disableRequestLogging: true }),
    // The one before us: what it saw is the address; what a client claims further ahead is not.
    trustProxy: context.config.trustProxy && ((_address: string, hop: number) => hop === 0),
    bodyLimit: 256 * 1024,
    forceCloseConnections: 'idle',
    genReqId: () => context.newId(),
    routerOptions: { maxParamLength: 200 },
    ajv: { customOptions: { removeAdditional: false, coerceTypes: false, useDefaults: false } },
  }).withTypeProvider<TypeBoxTypeProvider>()
  closeIdleWhileStopping(app)
  await addSecurityHeaders(app, context.config, distDir)
  await addCompression(app)
  await addSession(app, context.config)
  await addRateLimit(app, context.config)
  refuseForeignOrigin(app, context.config)
  readValues(app)
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const body = bodyOf(error)
    if (body.code === 'internal') request.log.error({ err: { type: error.name, code: error.code, at: framesOf(error) } }, 'request failed')
    return refuse(request, reply, body)
  })
  app.setNotFoundHandler((request, reply) => refuse(request, reply, { code: 'not-found', message: '没有这个地址' }))
  addOperationRoutes(app, context)
  await addRoutes(app, context)
  await addPage(app, context, distDir)
  return app
}

/** A body to the app; a page to somebody who opened an address (the log-in, a link of a message). */
function refuse(request: FastifyRequest, reply: FastifyReply, body: ErrorBody): FastifyReply {
  const status = errorStatus[body.code]
  const isOpened = request.method === 'GET' && !request.url.startsWith('/api/') && (request.headers.accept ?? '').includes('text/html')
  return isOpened ? sendPlainPage(reply, { status, title: '没有打开', text: `${body.message}。`, link: { href: '/', label: '打开知客' } }) : reply.code(status).send(body)
}

/** Where it happened, without its message: the database quotes in it what was sent. */
const framesOf = ({ stack = '' }: Error): string[] => stack.split('\n').filter(line => /^ {4}at /.test(line)).slice(0, 12)

/** One error body for everything; what we did not foresee says nothing of its inside. */
function bodyOf(error: FastifyError | ApiError): ErrorBody {
  if (error instanceof ApiError) return { code: error.code, message: error.message, ...(error.details !== undefined && { details: error.details }) }
  if (error.validation) return { code: 'invalid-value', message: '填写的内容不符合要求', details: fieldProblems(error.validation) }
  if (error.statusCode === 413) return { code: 'too-large', message: '文件太大' }
  if (error.statusCode === 415) return { code: 'unsupported-file', message: '不支持这种内容' }
  if (error.statusCode === 429) return { code: 'too-many-requests', message: '操作太频繁，请稍等片刻再试' }
  if (error.statusCode && error.statusCode >= 400 && error.statusCode < 500) return { code: 'bad-request', message: '请求的内容不完整，请刷新后再试' }
  if (isDatabaseAway(error)) return { code: 'database-away', message: '数据库暂时不可用，请稍后再试' }
  return { code: 'internal', message: '服务器出错了，内容没有丢，请稍后再试' }
}

/** Which field, and what is wrong with it, in Chinese. */
function fieldProblems(issues: NonNullable<FastifyError['validation']>): { path: string, message: string | undefined }[] {
  inChinese(issues as Parameters<typeof inChinese>[0])
  return issues.map(({ instancePath, message }) => ({ path: instancePath, message }))
}

const awayCodes = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOENT', 'CONNECT_TIMEOUT', 'CONNECTION_CLOSED', 'CONNECTION_DESTROYED', 'CONNECTION_ENDED', '57P01', '57P03', '53300'])
const isDatabaseAway = (error: { code?: string }): boolean => awayCodes.has(error.code ?? '')
