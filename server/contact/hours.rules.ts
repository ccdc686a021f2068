import { addMs, dayMs, dayOf, instantOf, minuteOfDay } from '../time.ts'
import type { DaySpan } from './contact-settings.rules.ts'

/** Does the instant fall into the span of the day (start included, end not)? */
export function isWithin(at: Date, { startMinute, endMinute }: DaySpan): boolean {
  const minute = minuteOfDay(at)
  return startMinute <= endMinute ? minute >= startMinute && minute < endMinute : minute >= startMinute || minute < endMinute
}

/** The instant itself, or the end of the quiet hours it falls into. */
export const afterQuiet = (at: Date, quiet: DaySpan): Date => isWithin(at, quiet) ? nextAt(at, quiet.endMinute) : at

/** The instant itself when it is a working hour, else the next start of work. */
export const inWorkingHours = (at: Date, working: DaySpan): Date => isWithin(at, working) ? at : nextAt(at, working.startMinute)

/** That time of day on the company's calendar day of `at`. */
export const atMinute = (at: Date, minute: number): Date => instantOf(dayOf(at), clockOf(minute))

function nextAt(at: Date, minute: number): Date {
  const today = atMinute(at, minute)
  return today > at ? today : atMinute(addMs(at, dayMs), minute)
}

const clockOf = (minute: number): string => `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
