import type { Pen } from './acts.ts'
import type { GoodKey } from './goods.ts'
import type { Person } from './people.ts'
import { atHour, dayMs, hourMs } from './time.ts'

export const situations = [
  'richest', 'supplyEnding', 'justAdded', 'asked', 'silentHighValue', 'caseOpen', 'parcelUnderWay', 'lost', 'optedOut', 'oneToOne', 'noOrders', 'twoReps',
  'replyUnknown', 'promise', 'lapsed', 'presents', 'onlyMaskedPhones',
] as const
export type Highlight = (typeof situations)[number]

/** A customer of rep-chen's who shows one situation at the instant the world begins. */
export interface Story {
  index: number
  shows: Highlight
  person: Partial<Person> & { addedHoursAgo: number }
  /** What she bought beside her habit: days ago, what, packs, festival it was for. */
  also?: readonly (readonly [number, GoodKey, number, string?])[]
  /** Chance writes no history in these last days. */
  quietDays: number
  tell?: (pen: Pen, at: StoryTime) => void
}

export interface StoryTime {
  hoursAgo: (hours: number) => number
  /** An hour of the Shanghai day so many days ago. */
  day: (daysAgo: number, hour: number) => number
}

export function storyTime(startedAt: number): StoryTime {
  return { hoursAgo: hours => startedAt - hours * hourMs, day: (daysAgo, hour) => atHour(startedAt - daysAgo * dayMs, hour) }
}
