import { addMs, dayMs, dayOf, minuteMs, minuteOf, minuteOfDay } from '../time.ts'
import type { ContactSettings, DaySpan } from './contact-settings.rules.ts'

/** Does the instant fall into the span of the day (start included, end not)? */
export function isWithin(at: Date, { startMinute, endMinute }: DaySpan): boolean {
  const minute = minuteOfDay(at)
  return startMinute <= endMinute ? minute >= startMinute && minute < endMinute : minute >= startMinute || minute < endMinute
}

/** The instant itself, or the end of the quiet hours it falls into. */
export const afterQuiet = (at: Date, quiet: DaySpan): Date => isWithin(at, quiet) ? nextAt(at, quiet.endMinute) : at

/** The instant itself where the quiet hours end, else their next end: the next morning on which one begins. */
export const morningFrom = (at: Date, quiet: DaySpan): Date => minuteOfDay(at) === quiet.endMinute && at.getTime() % minuteMs === 0 ? at : nextAt(at, quiet.endMinute)

type Working = Pick<ContactSettings, 'working' | 'workingDays'>

/** Does the company work at that instant? A shift over midnight belongs to the day on which it began. */
export function isWorkingTime(at: Date, { working, workingDays }: Working): boolean {
  const isNight = working.startMinute > working.endMinute && minuteOfDay(at) < working.endMinute
  return isWithin(at, working) && workingDays.includes(weekdayOf(isNight ? addMs(at, -dayMs) : at))
}

/** The instant itself when it is a working hour, else the next start of work. */
export function inWorkingHours(at: Date, working: Working): Date {
  if (isWorkingTime(at, working)) return at
  let next = nextAt(at, working.working.startMinute)
  while (!working.workingDays.includes(weekdayOf(next))) next = addMs(next, dayMs)
  return next
}

/** 1 Monday … 7 Sunday, in the company's zone. */
export const weekdayOf = (at: Date): number => new Date(`${dayOf(at)}T00:00:00Z`).getUTCDay() || 7

/** That time of day on the company's calendar day of `at`. */
export const atMinute = minuteOf

function nextAt(at: Date, minute: number): Date {
  const today = atMinute(at, minute)
  return today.getTime() > at.getTime() ? today : atMinute(addMs(at, dayMs), minute)
}
