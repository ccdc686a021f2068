import { type Company, type CorpSettings } from './company.ts'
import { type SimulatedClock } from './clock.ts'
import { type SimulatorStore } from './store.ts'
import { type SimulatorEvent } from './events.ts'

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
  /** As POST /simulator/events: something happens in somebody's client. */
  emit(event: SimulatorEvent): Promise<void>
  /** Resolves when every callback was delivered or given up. */
  settled(): Promise<void>
  close(): Promise<void>
}

export async function startSimulator(_options: SimulatorOptions): Promise<Simulator> {
  throw new Error('not yet')
}
