import { readFileSync, writeFileSync } from 'node:fs'
import type { Clock } from '../../server/time.ts'
import type { SimulatedClock } from '../wecom/clock.ts'

/** Real time plus an offset that survives a restart; one clock for the simulator and the server. */
export interface DemoClock extends Clock, SimulatedClock {
  /** While the world is played its history, "now" is the day of each act. */
  pretend: (at: Date | null) => void
}

export function demoClock(file: string, onMoved: (now: Date) => Promise<void>): DemoClock {
  let offsetMs = readOffset(file)
  let pretended: Date | null = null
  const now = (): Date => pretended ?? new Date(Date.now() + offsetMs)
  return {
    now,
    pretend: (at) => { pretended = at },
    moveTo: async (at) => {
      offsetMs = at.getTime() - Date.now()
      writeFileSync(file, JSON.stringify({ offsetMs }))
      await onMoved(now())
    },
  }
}

function readOffset(file: string): number {
  try {
    return (JSON.parse(readFileSync(file, 'utf8')) as { offsetMs: number }).offsetMs
  }
  catch {
    return 0
  }
}
