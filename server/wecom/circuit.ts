import type { Clock } from '../time.ts'
import type { WecomHealth } from './client.ts'

const opensAfter = 5
const openMs = 30_000

/**
 * Opens after five calls in a row that got no answer: further calls fail at once instead of each waiting for its time-out.
 * After half a minute one call is let through; its answer closes the circuit.
 */
export class Circuit {
  readonly #clock: Clock
  #failures = 0
  #retryAt: Date | null = null

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** May a call go out now? Takes the one trial of an open circuit. */
  mayCall(): boolean {
    if (!this.#retryAt) return true
    const now = this.#clock.now()
    if (now < this.#retryAt) return false
    this.#retryAt = new Date(now.getTime() + openMs)
    return true
  }

  answered(): void {
    this.#failures = 0
    this.#retryAt = null
  }

  failed(): void {
    this.#failures += 1
    if (this.#failures >= opensAfter) this.#retryAt = new Date(this.#clock.now().getTime() + openMs)
  }

  health(): WecomHealth {
    return this.#retryAt ? { status: 'away', retryAt: this.#retryAt } : { status: 'ok' }
  }
}
