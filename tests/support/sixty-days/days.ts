import { randomOf, type Random } from '../../../mock/world/random.ts'
import { addMs, dayMs, dayOf, hourMs, instantOf } from '../../../server/time.ts'
import { ledgerOf, type Ledger } from './ledger.ts'
import type { Place } from './place.ts'

interface Entry { at: Date, run: () => Promise<void> }

/** What is to happen at its instant, in order. */
export class Diary {
  private entries: Entry[] = []

  put(at: Date, run: () => Promise<void>): void {
    const after = this.entries.findIndex(entry => entry.at > at)
    this.entries.splice(after < 0 ? this.entries.length : after, 0, { at, run })
  }

  /** The next up to then, taken out. */
  next(until: Date): Entry | null {
    return this.entries[0] && this.entries[0].at <= until ? this.entries.shift() ?? null : null
  }
}

/** Somebody added in these days: until then she must be spoken to, or be with her rep's lead. */
export interface Newcomer { externalUserId: string, rep: string, lead: string, addedAt: Date }

/** All that those who act in these days share. */
export interface Days {
  place: Place
  ledger: Ledger
  diary: Diary
  newcomers: Newcomer[]
  /** Chance by name: what one thing draws never moves another's. */
  draw: (name: string) => Random
  /** How often something happened, for the totals. */
  count: (what: string, by?: number) => void
  totals: Map<string, number>
  now: () => Date
  today: () => string
}

export function daysOf(place: Place, seed: number | string): Days {
  const totals = new Map<string, number>()
  return {
    place, ledger: ledgerOf(place.world), diary: new Diary(), newcomers: [], totals,
    draw: name => randomOf(`sixty-days/${seed}/${name}`),
    count: (what, by = 1) => void totals.set(what, (totals.get(what) ?? 0) + by),
    now: () => place.context.clock.now(),
    today: () => dayOf(place.context.clock.now()),
  }
}

/** The instant so many hours on, or ten past nine of the next morning where that would be at night. */
export function atWork(from: Date, hours: number): Date {
  const at = addMs(from, hours * hourMs)
  const day = dayOf(at)
  const [opens, closes] = [instantOf(day, '09:10'), instantOf(day, '20:40')]
  return at < opens ? opens : at > closes ? addMs(opens, dayMs) : at
}
