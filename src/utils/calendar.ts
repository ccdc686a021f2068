import dayjs, { type Dayjs } from 'dayjs'
import utc from 'dayjs/plugin/utc.js'

/**
 * The company's calendar, for what comes after the first view (the 14 kB that open a chat do with date-text.ts).
 * China has one zone and no summer time. Days are YYYY-MM-DD, months YYYY-MM, times H:MM.
 */
dayjs.extend(utc)
const zoneHours = 8
const weekdays = ['周日', '周一', '周二', '周三', '周四', '周五', '周六'] as const

/** Its fields are the wall clock of the zone. Shifted, since dayjs's utcOffset reckons with the machine's own summer time. */
const local = (instant: string | number): Dayjs => dayjs.utc(instant).add(zoneHours, 'hour')

/** The day of an instant (ms since 1970), or one that many calendar days later. */
export function dayOf(instantMs: number, daysLater = 0): string {
  return local(instantMs).add(daysLater, 'day').format('YYYY-MM-DD')
}

/** Monday of next week; on a Monday that of the week after. */
export function nextMonday(instantMs: number): string {
  const today = local(instantMs)
  return today.add((8 - today.day()) % 7 || 7, 'day').format('YYYY-MM-DD')
}

/** A day and a time as an instant (ISO 8601, UTC). */
export function instantOf(day: string, time: string): string {
  const [hour = 0, minute = 0] = time.split(':').map(Number)
  return dayjs.utc(day).hour(hour).minute(minute).subtract(zoneHours, 'hour').toISOString()
}

/** The wall clock of an instant, both ways of `instantOf`. */
export function dayAndTimeOf(at: string): { day: string, time: string } {
  return { day: local(at).format('YYYY-MM-DD'), time: local(at).format('H:mm') }
}

/** Every day from `first` to `last`, both included. */
export function daysBetween(first: string, last: string): string[] {
  const start = dayjs.utc(first)
  return Array.from({ length: dayjs.utc(last).diff(start, 'day') + 1 }, (_, later) => start.add(later, 'day').format('YYYY-MM-DD'))
}

/** 6月16日 周二 10:00. */
export function dayHourText(at: string): string {
  const then = local(at)
  return `${then.format('M月D日')} ${weekdays[then.day()]} ${then.format('H:mm')}`
}

/** 16日 周二. */
export function dayInMonthText(day: string): string {
  const then = dayjs.utc(day)
  return `${then.date()}日 ${weekdays[then.day()]}`
}

/** 6月, of another year than `today`'s 2027年1月. */
export function monthText(month: string, today: string): string {
  const then = dayjs.utc(`${month}-01`)
  return then.format(month.slice(0, 4) === today.slice(0, 4) ? 'M月' : 'YYYY年M月')
}
