import { type TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import { type FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import { FaultsBody, mergeFaults } from './faults.ts'
import { ImpossibleEvent, type SimulatorEvent, SimulatorEventBody } from './events.ts'
import { type Platform } from './platform.ts'

/** `{ "at": "2026-11-22T09:00:00+08:00" }` or `{ "advanceMs": 86400000 }`. */
const ClockBody = Type.Object({ at: Type.Optional(Type.String()), advanceMs: Type.Optional(Type.Integer()) }, { additionalProperties: false })

export interface ControlActions {
  emit: (event: SimulatorEvent) => Promise<void>
  moveClock: (at: Date) => Promise<void>
}

/** What tests and the shell steer the simulator with. A body that says nothing sensible is refused with 400 and a plain text. */
export function registerControl(app: FastifyInstance, platform: Platform, { emit, moveClock }: ControlActions): void {
  const typed = app.withTypeProvider<TypeBoxTypeProvider>()

  typed.get('/simulator/state', async () => ({ corp: platform.corp, ...shownState(platform) }))

  typed.post('/simulator/clock', { schema: { body: ClockBody } }, async ({ body }, reply) => {
    const at = body.at !== undefined ? new Date(body.at) : new Date(platform.clock.now().getTime() + (body.advanceMs ?? Number.NaN))
    if (Number.isNaN(at.getTime())) return reply.code(400).send({ message: 'Give the instant as { "at": ISO 8601 } or a step as { "advanceMs": whole number }.' })
    await moveClock(at)
    return { clock: platform.clock.now().toISOString() }
  })

  typed.post('/simulator/faults', { schema: { body: Type.Union([FaultsBody, Type.Null()]) } }, async ({ body }) => {
    const wanted = body ?? {}
    platform.faults = mergeFaults(platform.faults, wanted)
    const now = platform.nowSeconds
    if (wanted.expireTokens) platform.tokens.all().forEach(token => platform.tokens.put({ ...token, expiresAt: Math.min(token.expiresAt, now) }))
    if (wanted.expireTickets) platform.tickets.all().forEach(ticket => platform.tickets.put({ ...ticket, expiresAt: Math.min(ticket.expiresAt, now) }))
    await platform.commit()
    return platform.faults
  })

  typed.post('/simulator/events', { schema: { body: SimulatorEventBody } }, async ({ body }, reply) => {
    try {
      await emit(body)
      return {}
    }
    catch (error) {
      if (error instanceof ImpossibleEvent) return reply.code(400).send({ message: error.message })
      throw error
    }
  })
}

/** `sent` holds what the app sent through the bridge, oldest first. */
function shownState(platform: Platform): object {
  return {
    clock: platform.clock.now().toISOString(),
    faults: platform.faults,
    sent: platform.messages.all().filter(message => message.via === 'bridge').map(({ userid, external_userid, msgtype, content, at }) => ({
      member: userid, customer: external_userid, msgtype, content, at: new Date(at).toISOString(),
    })),
    /** What the app told its members through message/send. */
    appMessages: platform.appMessages.all().map(message => ({ ...message, at: new Date(message.at).toISOString() })),
    calls: platform.journal.calls,
    callbacks: platform.journal.callbacks,
    bridge: platform.journal.bridge,
  }
}
