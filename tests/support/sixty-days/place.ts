import type { FastifyInstance } from 'fastify'
import type { SimulatorEvent } from '../../../mock/wecom/events.ts'
import type { Simulator } from '../../../mock/wecom/simulator.ts'
import type { World } from '../../../mock/world/world.ts'
import type { Context } from '../../../server/context.ts'
import type { JobName, JobPayloads } from '../../../server/jobs/jobs.ts'
import { runJob } from '../../../server/jobs/run-job.ts'
import { cronItems } from '../../../server/jobs/worker.ts'
import { sessionCookie } from '../../../server/session/cookie.ts'
import { minuteMs } from '../../../server/time.ts'
import { aSource, send } from '../../server/webhooks/sender.ts'
import type { TestServer } from '../test-server.ts'

export interface QueuedJob { name: JobName, payload: unknown }

/** A world in which somebody else makes time pass: simulator and server on one clock, the jobs in our hand. */
export interface Place {
  context: Context
  world: World
  /** Sets the clock; nothing is run. */
  setNow: (at: Date) => void
  /** Runs what the timetable has between the last time and now, each at its last turn and in order of time, and all that was queued. */
  runTimetable: () => Promise<void>
  /** The public API as that member. */
  as: TestServer['as']
  /** Something happens on the platform; its callbacks are worked through. */
  happen: (event: SimulatorEvent) => Promise<void>
  /** A signed message of the shop's (`orders`) or the mini program's (`events`), worked through. */
  push: (kind: 'orders' | 'events', id: string, data: object) => Promise<void>
  /** Runs what was queued, and what that queues, until nothing is left. */
  runQueued: () => Promise<void>
  close: () => Promise<void>
}

export interface Parts {
  context: Context
  app: FastifyInstance
  simulator: Simulator
  world: World
  queued: QueuedJob[]
  setNow: (at: Date) => void
  /** Resolves when the platform's callbacks have reached the server. */
  delivered: () => Promise<void>
  close: () => Promise<void>
}

/** Two sources are made as an operator makes them; then it may begin. */
export async function openPlace({ context, app, simulator, world, queued, setNow, delivered, close }: Parts): Promise<Place> {
  const as: TestServer['as'] = userId => (method, url, body, headers = {}) => app.inject({
    method, url, ...(body !== undefined && { payload: body }), headers: { origin: context.config.publicUrl, ...headers },
    cookies: { [sessionCookie]: app.encodeSecureSession(app.createSecureSession({ userId, signedInAt: context.clock.now().getTime() })) },
  })
  const runQueued = async (): Promise<void> => {
    for (let job = queued.shift(); job; job = queued.shift()) await runJob(context, job.name, job.payload as JobPayloads[typeof job.name])
  }
  const server = { as, app, context }
  const orders = await aSource(server, 'webhook', { label: '自营商城' })
  const events = await aSource(server, 'events', { label: '小程序' })
  let ranUntil = context.clock.now()
  return {
    context, world, setNow, as, runQueued, close,
    runTimetable: async () => {
      const now = context.clock.now()
      for (const { name, payload, at } of turnsBetween(ranUntil, now)) {
        setNow(at)
        await runJob(context, name, payload as never)
        await runQueued()
      }
      setNow(now)
      ranUntil = now
    },
    happen: async (event) => {
      await simulator.emit(event)
      await delivered()
      await runQueued()
    },
    push: async (kind, id, data) => {
      const [{ secret, id: source }, type, path] = kind === 'orders' ? [orders, 'order.changed', '/api/webhooks/orders/'] : [events, 'customer.behaviour', '/api/webhooks/events']
      const body = JSON.stringify({ type, timestamp: context.clock.now().toISOString(), data })
      const reply = await send(server, { path: kind === 'orders' ? `${path}${source}` : path, secret, id, body })
      if (reply.statusCode !== 202) throw new Error(`A pushed message was refused: ${body}\n→ ${reply.statusCode} ${reply.body}`)
      await runQueued()
    },
  }
}

/** The last turn of each entry of the worker's timetable after `from` and up to `to`. Cron counts in UTC. */
function turnsBetween(from: Date, to: Date): { name: JobName, payload: object, at: Date }[] {
  const turns = new Map<string, { name: JobName, payload: object, at: Date }>()
  const items = cronItems()
  const first = Math.floor(from.getTime() / minuteMs) + 1
  for (let minute = first; minute <= Math.floor(to.getTime() / minuteMs); minute++) {
    const at = new Date(minute * minuteMs)
    const digest = { min: at.getUTCMinutes(), hour: at.getUTCHours(), date: at.getUTCDate(), month: at.getUTCMonth() + 1, dow: at.getUTCDay() }
    for (const { match, task, payload } of items) if (match(digest)) turns.set(task, { name: task as JobName, payload: payload ?? {}, at })
  }
  return [...turns.values()].sort((a, b) => a.at.getTime() - b.at.getTime())
}
