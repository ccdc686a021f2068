import { runJob } from '../../server/jobs/run-job.ts'
import type { JobPayloads } from '../../server/jobs/jobs.ts'
import { createWecomClient } from '../../server/wecom/http-client.ts'
import { startHarness, type Harness, type ReceivedCallback } from '../wecom/simulator-fixture.ts'
import { testConfig, testServer, type TestServer, type TestServerOptions } from './test-server.ts'

export interface WecomWorld {
  harness: Harness
  server: TestServer
  /** Moves both clocks. */
  move: (seconds: number) => Promise<void>
  /** The same, and on the platform happens what time brings: handovers take place. */
  passTime: (seconds: number) => Promise<void>
  /** Runs what was queued, and what that queues, until nothing is left. */
  runQueued: () => Promise<void>
  /** Hands the callbacks that the platform sent so far to the server, changed by `rework`, and leaves the work queued. */
  receive: (rework?: (callbacks: ReceivedCallback[]) => ReceivedCallback[]) => Promise<void>
  /** The same, and works them through. */
  deliver: (rework?: (callbacks: ReceivedCallback[]) => ReceivedCallback[]) => Promise<void>
  close: () => Promise<void>
}

/** The same after the first full synchronisation, with the work that it queued done. */
export async function synchronisedWorld(): Promise<WecomWorld> {
  const world = await wecomWorld()
  await runJob(world.server.context, 'synchronise', { kind: 'full' })
  await world.runQueued()
  return world
}

/** The server beside the simulated platform, over real HTTP towards the platform; callbacks arrive when the test says so. */
export async function wecomWorld(options: Parameters<typeof startHarness>[0] = {}, serverOptions: TestServerOptions = {}): Promise<WecomWorld> {
  const harness = await startHarness(options)
  const server = await testServer({
    now: harness.clock.now(),
    config: {
      publicUrl: harness.origin,
      wecom: {
        corpId: harness.corp.corpId, agentId: harness.corp.agentId, secret: harness.corp.secret, callbackToken: harness.corp.token, callbackAesKey: harness.corp.encodingAesKey,
        apiUrl: harness.simulator.wecomBase, authorizeUrl: `${harness.simulator.wecomBase}/connect/oauth2/authorize`,
      },
      adminUsers: testConfig.adminUsers,
    },
    wecom: ({ config, ...parts }) => createWecomClient({ config: config.wecom, ...parts, timeoutMs: 60_000, random: () => 0, pause: () => Promise.resolve() }),
    ...serverOptions,
  })
  const runQueued = async (): Promise<void> => {
    for (let job = server.queued.shift(); job; job = server.queued.shift()) await runJob(server.context, job.name, job.payload as JobPayloads[typeof job.name])
  }
  const receive: WecomWorld['receive'] = async (rework = callbacks => callbacks) => {
    await harness.simulator.settled()
    for (const callback of rework(harness.callbacks.splice(0))) await post(server, callback)
  }
  return {
    harness, server, runQueued, receive,
    move: async (seconds) => {
      await harness.move(seconds)
      server.setNow(harness.clock.now())
    },
    passTime: async (seconds) => {
      await harness.control('clock', { advanceMs: seconds * 1000 })
      server.setNow(harness.clock.now())
    },
    deliver: async (rework) => {
      await receive(rework)
      await runQueued()
    },
    close: async () => {
      await server.close()
      await harness.close()
    },
  }
}

export async function post(server: TestServer, { url, body }: ReceivedCallback): Promise<number> {
  return (await server.app.inject({ method: 'POST', url: `${url.pathname}${url.search}`, payload: body, headers: { 'content-type': 'text/xml' } })).statusCode
}
