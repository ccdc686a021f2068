/** Counts from the server's time, so a device with a wrong clock still shows the right 24 h. */
export interface Clock {
  /** Milliseconds since 1970. */
  now: () => number
}

/** `serverNow` is ISO 8601; `elapsedMs` a monotonic counter such as performance.now. */
export function createServerClock(serverNow: string, elapsedMs: () => number): Clock {
  const offset = Date.parse(serverNow) - elapsedMs()
  return { now: () => offset + elapsedMs() }
}
