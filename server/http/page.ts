import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { AgentSignature } from '../../contract/session.schema.ts'
import type { Context } from '../context.ts'
import { makeAgentSignature } from '../session/agent-signature.ts'
import { sessionUserId } from '../session/cookie.ts'
import { startLogin } from '../session/login.ts'
import { sendPlainPage } from './plain-page.ts'

const placeholder = /(<script type="application\/json" id="agent-signature">)null(<\/script>)/
/** The page waits this long for a ticket; without one it still shows everything but the chat. */
const ticketWaitMs = 1500
/** A kept page is thrown away this long before its ticket ends. */
const marginSeconds = 300

interface Rendered { html: Buffer, br: Buffer, gzip: Buffer, expiresAt: number | null }

/**
 * `/`: the same HTML for everybody, with the signature of its own URL in it, so that the client may keep it as long as the ticket lives.
 * Without a session it leads to the log-in. `assets/` never change under their name.
 */
export async function addPage(app: FastifyInstance, context: Context, distDir: string): Promise<void> {
  const read = templateReader(join(distDir, 'index.html'))
  let kept: { signature: string, page: Rendered } | null = null
  // One signature a ticket: the page is filled and compressed once.
  const render = async (template: string): Promise<Rendered> => {
    const signature = await heldSignature()
    if (!signature) return fill(template, null)
    if (kept?.signature !== signature.signature) kept = { signature: signature.signature, page: fill(template, signature) }
    return kept.page
  }
  const heldSignature = signatureHolder(context)

  app.get('/', async (request, reply) => {
    if (sessionUserId(request) === null) return startLogin(context, request, reply, '/')
    // The signed URL is exactly `/`.
    if (request.url !== '/') return reply.header('cache-control', 'no-store').redirect('/', 302)
    const template = read()
    if (template === null) return sendPlainPage(reply, { status: 503, title: '页面还没有构建', text: '请先运行 npm run build，再刷新。' })
    return sendPage(reply, await render(template), request.headers['accept-encoding'] ?? '', context.clock.now())
  })
  for (const [name, text] of Object.entries(context.config.ownershipFiles)) app.get(`/${name}`, (_request, reply) => reply.type('text/plain').send(text))
  await addFiles(app, distDir)
}

async function addFiles(app: FastifyInstance, distDir: string): Promise<void> {
  if (existsSync(join(distDir, 'assets'))) {
    await app.register(fastifyStatic, { root: join(distDir, 'assets'), prefix: '/assets/', immutable: true, maxAge: '365d', preCompressed: true, index: false })
  }
  if (existsSync(distDir)) {
    await app.register(fastifyStatic, { root: distDir, prefix: '/', wildcard: false, index: false, decorateReply: false, maxAge: '1h', globIgnore: ['index.html*', 'csp.json', 'assets/**', '**/*.br', '**/*.gz'] })
  }
}

/** Read once; there is nothing to read before the first build. */
function templateReader(file: string): () => string | null {
  let held: string | null = null
  return () => held ??= existsSync(file) ? readFileSync(file, 'utf8') : null
}

/** The signature of `/`, made once a ticket; null when the platform gives no ticket in time. */
function signatureHolder(context: Context): () => Promise<AgentSignature | null> {
  let held: { ticket: string, signature: AgentSignature } | null = null
  const current = async (): Promise<AgentSignature> => {
    const { ticket } = await context.wecom.agentTicket()
    if (held?.ticket !== ticket) held = { ticket, signature: await makeAgentSignature(context, `${context.config.publicUrl}/`) }
    return held.signature
  }
  return async () => {
    let timer: NodeJS.Timeout | undefined
    const tooLate = new Promise<null>((done) => { timer = setTimeout(() => done(null), ticketWaitMs) })
    const signature = current().catch((error: unknown) => {
      context.log.warn({ error: error instanceof Error ? error.name : 'unknown' }, 'the page goes out without a signature')
      return null
    })
    return Promise.race([signature, tooLate]).finally(() => clearTimeout(timer))
  }
}

function fill(template: string, signature: AgentSignature | null): Rendered {
  // No `<` may end the script element early.
  const json = JSON.stringify(signature).replaceAll('<', '\\u003c')
  const html = Buffer.from(template.replace(placeholder, (_all, open: string, close: string) => `${open}${json}${close}`))
  return {
    html, br: brotliCompressSync(html, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }), gzip: gzipSync(html),
    expiresAt: signature ? Date.parse(signature.expiresAt) : null,
  }
}

function sendPage(reply: FastifyReply, { html, br, gzip, expiresAt }: Rendered, accepted: string, now: Date): FastifyReply {
  const seconds = expiresAt === null ? 0 : Math.floor((expiresAt - now.getTime()) / 1000) - marginSeconds
  reply.type('text/html; charset=utf-8').header('vary', 'accept-encoding').header('cache-control', seconds > 0 ? `private, max-age=${seconds}` : 'no-store')
  if (/\bbr\b/.test(accepted)) return reply.header('content-encoding', 'br').send(br)
  if (/\bgzip\b/.test(accepted)) return reply.header('content-encoding', 'gzip').send(gzip)
  return reply.send(html)
}
