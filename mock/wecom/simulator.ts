import { createServer } from 'node:http'
import cookie from '@fastify/cookie'
import Fastify, { type FastifyInstance } from 'fastify'
import { registerApi } from './api/server.ts'
import { registerBridge } from './bridge/routes.ts'
import { type CallbackDelivery, createDelivery } from './callbacks/delivery.ts'
import { type SimulatedClock } from './clock.ts'
import { type Company, type CorpSettings } from './company.ts'
import { registerControl } from './control.ts'
import { type SimulatorEvent } from './events.ts'
import { registerFrame } from './frame.ts'
import { apply } from './happenings/apply.ts'
import { type Fired } from './happenings/contacts.ts'
import { completeDueTransfers } from './happenings/transfers.ts'
import { registerOauth } from './oauth.ts'
import { Platform } from './platform.ts'
import { type Proxy, createProxy } from './proxy.ts'
import { registerShell } from './shell/routes.ts'
import { type SimulatorStore } from './store.ts'

export interface SimulatorOptions {
  corp: CorpSettings
  /** The world of a fresh start; not called when the store has one. */
  company: () => Company
  store: SimulatorStore
  clock: SimulatedClock
  /** Base URL of the Zhike server: everything outside /simulator/ is handed on to it. */
  upstream: string
  /** Where callbacks are POSTed. */
  callbackUrl: string
  host: string
  port: number
  /** Random ids, injected. */
  ids: () => string
  onClockMoved?: (now: Date) => Promise<void>
  /** Callback delivery, in real milliseconds: the platform waits 5 s and tries 3 times. */
  callbackTimeoutMs?: number
  callbackRetryMs?: number
}

export interface Simulator {
  /** http://127.0.0.1:8787 */
  origin: string
  /** The platform's API base: `${origin}/simulator/wecom`. */
  wecomBase: string
  /** What the platform holds now (a copy). */
  readonly company: Company
  /** How often each API was called since the start, by path. */
  readonly callCounts: ReadonlyMap<string, number>
  /** As POST /simulator/events: something happens in somebody's client. */
  emit(event: SimulatorEvent): Promise<void>
  /** Resolves when every callback was delivered or given up. */
  settled(): Promise<void>
  close(): Promise<void>
}

const wecomPrefix = '/simulator/wecom'
/** Fastify's own, which a server made by hand does not get: Node's five seconds close a connection while a busy caller just uses it again. */
const keepAliveTimeout = 72_000

/** Starts the simulated platform on one port, with the app behind it. Refuses (rejects) when the port is taken or the store fails. */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const { clock, callbackUrl, upstream, host, port } = options
  const platform = await Platform.open(options)
  const delivery = createDelivery(platform, { url: callbackUrl, timeoutMs: options.callbackTimeoutMs ?? 5000, retryMs: options.callbackRetryMs ?? 1000 })
  const proxy = createProxy(upstream, () => platform.faults)

  const happen = async (fired: Fired): Promise<void> => {
    await platform.commit()
    fired.forEach(fields => delivery.fire(fields))
  }
  const emit = (event: SimulatorEvent): Promise<void> => happen(apply(platform, event))
  const moveClock = async (at: Date): Promise<void> => {
    await clock.moveTo(at)
    await happen(completeDueTransfers(platform))
    await options.onClockMoved?.(clock.now())
  }

  const app = createApp(proxy)
  await app.register(cookie)
  registerApi(app, platform, wecomPrefix)
  registerOauth(app, platform, wecomPrefix)
  registerBridge(app, platform)
  registerFrame(app, platform, proxy)
  registerControl(app, platform, { emit, moveClock })
  registerShell(app, platform)
  const origin = await app.listen({ host, port })
  return {
    origin,
    wecomBase: `${origin}${wecomPrefix}`,
    get company() { return platform.company() },
    callCounts: platform.journal.callCounts,
    emit,
    settled: delivery.settled,
    close: () => stop(app, delivery, platform, options.store),
  }
}

/** One port: the simulator's own paths go to Fastify, the rest streams to the app untouched. */
function createApp(proxy: Proxy): FastifyInstance {
  return Fastify({
    forceCloseConnections: true,
    ajv: { customOptions: { removeAdditional: false, coerceTypes: false, discriminator: true } },
    serverFactory: handler => createServer({ keepAliveTimeout }, (request, response) => {
      if (/^\/simulator(\/|\?|$)/.test(request.url ?? '')) handler(request, response)
      else proxy.handle(request, response)
    }),
  })
}

async function stop(app: FastifyInstance, delivery: CallbackDelivery, platform: Platform, store: SimulatorStore): Promise<void> {
  await delivery.close()
  await app.close()
  await platform.commit()
  await store.close()
}
