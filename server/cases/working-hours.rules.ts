import { fieldsOf, type ContactSettings, type DaySpan } from '../contact/contact-settings.rules.ts'
import { addMs, dayMs, dayOf, hourMs, instantOf } from '../time.ts'

/** Company's working time: a span of the day on some weekdays (1 Monday … 7 Sunday). */
export interface WorkingTime { span: DaySpan, weekdays: ReadonlySet<number> }

const wholeWeek = [1, 2, 3, 4, 5, 6, 7]

export function workingTime(settings: Record<string, unknown>, { working }: Pick<ContactSettings, 'working'>): WorkingTime {
  const { weekdays } = fieldsOf(settings.workingHours)
  const days = Array.isArray(weekdays) ? weekdays.filter((day): day is number => wholeWeek.includes(day as number)) : []
  return { span: working, weekdays: new Set(days.length > 0 ? days : wholeWeek) }
}

/** A case is to be answered within 4 working hours (product.md). */
export const caseDueAt = (openedAt: Date, working: WorkingTime): Date => addWorkingMs(openedAt, 4 * hourMs, working)

/** The instant at which `ms` of working time have passed since `from`. Nights and free days do not count. */
export function addWorkingMs(from: Date, ms: number, { span, weekdays }: WorkingTime): Date {
  let left = ms
  // From the day before: a night shift that began then may still run.
  for (let day = dayOf(addMs(from, -dayMs)); ; day = nextDay(day)) {
    if (!weekdays.has(weekdayOf(day))) continue
    const opens = atMinute(day, span.startMinute)
    const closes = atMinute(span.endMinute > span.startMinute ? day : nextDay(day), span.endMinute)
    const begin = Math.max(from.getTime(), opens.getTime())
    const room = closes.getTime() - begin
    if (room <= 0) continue
    if (left <= room) return new Date(begin + left)
    left -= room
  }
}

const atMinute = (day: string, minute: number): Date => addMs(instantOf(day), minute * 60_000)
const nextDay = (day: string): string => dayOf(addMs(instantOf(day, '12:00'), dayMs))
const weekdayOf = (day: string): number => new Date(`${day}T00:00:00Z`).getUTCDay() || 7
