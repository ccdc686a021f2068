import { PlatformError } from '../platform-error.ts'
import { type Platform } from '../platform.ts'

/** Calls a minute for each endpoint (wecom.md §2.14: 10,000 a company); above it 45009 until the minute is over. */
export class RateLimit {
  readonly #platform: Platform
  readonly #counts = new Map<string, { minute: number, count: number }>()

  constructor(platform: Platform) {
    this.#platform = platform
  }

  count(path: string): void {
    const minute = Math.floor(this.#platform.nowSeconds / 60)
    const before = this.#counts.get(path)
    const count = before?.minute === minute ? before.count + 1 : 1
    this.#counts.set(path, { minute, count })
    if (count > (this.#platform.limits.callsPerMinute ?? 10_000)) throw new PlatformError(45009)
  }
}
