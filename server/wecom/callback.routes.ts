import { createHash } from 'node:crypto'
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { Context } from '../context.ts'
import { CallbackError, openCallback, type CallbackKeys } from './callback-crypto.ts'
import { orderKeyOf, orderKinds, parseCallbackXml } from './callback-message.ts'
import { insertInbox, insertInboxQueued } from './inbox.queries.ts'
import { queueWelcome } from './welcome.ts'

/** A parameter that comes twice is a list: it signs nothing. */
interface Signed { msg_signature?: unknown, timestamp?: unknown, nonce?: unknown, echostr?: unknown }
const textOf = (value: unknown): string => typeof value === 'string' ? value : ''

/**
 * The address the platform calls. A message is checked, sealed into the inbox and answered at once, all work comes after;
 * one that was there already is answered the same and does nothing.
 */
export async function addCallbackRoutes(app: FastifyInstance, context: Context): Promise<void> {
  const { callbackToken: token, callbackAesKey: aesKey, corpId: receiver } = context.config.wecom
  const keys: CallbackKeys = { token, aesKey, receiver }
  const open = (query: Signed, encrypt: string): string =>
    openCallback(keys, { signature: textOf(query.msg_signature), timestamp: textOf(query.timestamp), nonce: textOf(query.nonce), encrypt })
  const refuse = (reply: FastifyReply, error: unknown): FastifyReply => {
    if (!(error instanceof CallbackError)) throw error
    context.log.warn({ reason: error.reason }, 'callback refused')
    return reply.code(403).type('text/plain').send('refused')
  }

  await app.register((scope, _options, done) => {
    scope.addContentTypeParser(['text/xml', 'application/xml', 'text/plain', '*'], { parseAs: 'string', bodyLimit: 64 * 1024 }, (_request, body, parsed) => parsed(null, body))

    // When the address is entered in the admin console: the plain text, nothing else.
    scope.get<{ Querystring: Signed }>('/wecom/callback', { config: { rateLimit: false } }, (request, reply) => {
      try {
        return reply.type('text/plain').send(open(request.query, textOf(request.query.echostr)))
      }
      catch (error) {
        return refuse(reply, error)
      }
    })

    scope.post<{ Querystring: Signed, Body: string | undefined }>('/wecom/callback', { config: { rateLimit: false } }, async (request, reply) => {
      const encrypt = parseCallbackXml(request.body ?? '')?.Encrypt
      if (!encrypt) return reply.code(400).type('text/plain').send('no Encrypt')
      let xml: string
      try {
        xml = open(request.query, encrypt)
      }
      catch (error) {
        return refuse(reply, error)
      }
      await receive(context, xml)
      return reply.code(200).type('text/plain').send('')
    })
    done()
  })
}

/** Sealed into the inbox with the job that works it through; what came before does nothing. */
async function receive(context: Context, xml: string): Promise<void> {
  const { db, vault, clock, jobs } = context
  const message = parseCallbackXml(xml)
  const orderKey = message ? orderKeyOf(message) : orderKinds.other
  // The platform encrypts each try anew; the plain text stays the same.
  const row = { source: 'wecom', dedupeKey: createHash('sha256').update(xml).digest('hex'), orderKey, bodyCipher: vault.seal(xml), receivedAt: clock.now() }
  // Who was just added is looked for in the sidebar now; what else happened can wait a little.
  const options = { isUrgent: message?.ChangeType === 'add_external_contact' }
  const job = jobs.inStatement?.('process-inbox', { orderKey }, options)
  if (job && !message?.WelcomeCode) return insertInboxQueued(db, row, job)
  await db.transaction().execute(async (trx) => {
    if (!await insertInbox(trx, row)) return
    await jobs.add(trx, 'process-inbox', { orderKey }, options)
    if (message) await queueWelcome(context, trx, message)
  })
}
