import { readFile } from 'node:fs/promises'
import { type TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import { type FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import { type Platform } from '../platform.ts'
import { type BridgeResult } from './configure.ts'
import { type BridgeContext, ContextChange } from './context.ts'
import { invoke } from './invoke.ts'
import { deliverMessage, refusedMessage } from './send-message.ts'

const InvokeBody = Type.Object({
  context: Type.String(),
  /** One loading of a page: a reload has to configure anew. */
  document: Type.String(),
  url: Type.String(),
  name: Type.String(),
  params: Type.Record(Type.String(), Type.Unknown()),
})
const AnswerBody = Type.Object({ ask: Type.String(), isConfirmed: Type.Boolean() })

/** What bridge.js talks to. Contexts are per tab, so several customers may be open at once. */
export function registerBridge(app: FastifyInstance, platform: Platform): void {
  const typed = app.withTypeProvider<TypeBoxTypeProvider>()
  const asked = new Map<string, { context: BridgeContext, message: Record<string, unknown> }>()

  typed.get('/simulator/bridge.js', async (_request, reply) => {
    const source = await readFile(new URL('./page-bridge.js', import.meta.url), 'utf8')
    const { noBridge, lateMs } = platform.faults.bridge
    return reply.type('text/javascript; charset=utf-8').header('cache-control', 'no-store').send(`globalThis.simulatorFaults = ${JSON.stringify({ noBridge, lateMs })};\n${source}`)
  })

  typed.post('/simulator/bridge/invoke', { schema: { body: InvokeBody } }, async ({ body }, reply) => {
    const context = platform.contexts.get(body.context)
    if (!context) return reply.code(404).send({ message: 'This web view is not known: open it through /simulator/frame.' })
    const outcome = await invoke(platform, { ...body, context })
    const entry = { at: platform.clock.now().toISOString(), member: context.member, name: body.name, params: withoutVerification(body.params) }
    if (outcome.kind === 'answer') {
      platform.journal.invoked({ ...entry, result: outcome.result })
      await platform.commit()
      return { result: outcome.result }
    }
    const ask = platform.newId('ask', 22)
    asked.set(ask, { context, message: outcome.message })
    return { ask, message: withoutVerification(outcome.message) }
  })

  typed.post('/simulator/bridge/answer', { schema: { body: AnswerBody } }, async ({ body }, reply) => {
    const waiting = asked.get(body.ask)
    if (!waiting) return reply.code(404).send({ message: 'No message waits under this id.' })
    asked.delete(body.ask)
    const { context, message } = waiting
    const result: BridgeResult = body.isConfirmed
      ? refusedMessage(platform, context, message) ?? deliverMessage(platform, context, message)
      : { err_msg: 'sendChatMessage:cancel' }
    platform.journal.invoked({ at: platform.clock.now().toISOString(), member: context.member, name: 'sendChatMessage', params: withoutVerification(message), result })
    await platform.commit()
    return { result }
  })

  /** The member goes to another chat in the same web view, as on the phone. */
  typed.post('/simulator/contexts/:id', { schema: { params: Type.Object({ id: Type.String() }), body: ContextChange } }, async ({ params, body }, reply) => {
    const context = platform.contexts.get(params.id)
    if (!context) return reply.code(404).send({ message: 'This web view is not known.' })
    platform.contexts.put({ ...context, ...body })
    await platform.commit()
    return {}
  })
}

function withoutVerification(params: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(params).filter(([name]) => !name.startsWith('verify') && name !== 'appId'))
}
