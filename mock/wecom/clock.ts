/** The simulated platform's time. It comes from outside; the demo shares one with the server. */
export interface SimulatedClock {
  now(): Date
  moveTo(at: Date): Promise<void>
}

/** A clock that stands still until it is moved: for tests. */
export function standingClock(at: Date): SimulatedClock {
  let now = at
  return {
    now: () => new Date(now),
    moveTo: async (to) => { now = to },
  }
}

export function secondsOf(clock: SimulatedClock): number {
  return Math.floor(clock.now().getTime() / 1000)
}
