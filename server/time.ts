import dayjs from 'dayjs'
import timezone from 'dayjs/plugin/timezone.js'
import utc from 'dayjs/plugin/utc.js'

dayjs.extend(utc)
dayjs.extend(timezone)

/** The one source of "now". Nothing else on the server reads the wall clock, and no SQL says now(). */
export interface Clock { now: () => Date }

export const systemClock: Clock = { now: () => new Date() }

/** The company's zone: WeCom, and every order export, count days in it. */
export const companyZone = 'Asia/Shanghai'

export const secondMs = 1000
export const minuteMs = 60 * secondMs
export const hourMs = 60 * minuteMs
export const dayMs = 24 * hourMs

export const addMs = (at: Date, ms: number): Date => new Date(at.getTime() + ms)

/** Calendar day (YYYY-MM-DD) of an instant in the company's zone. */
export const dayOf = (at: Date): string => dayjs(at).tz(companyZone).format('YYYY-MM-DD')

/** Instant of a wall-clock time (`YYYY-MM-DD`, `HH:mm`) in the company's zone. */
export const instantOf = (day: string, time = '00:00'): Date => dayjs.tz(`${day} ${time}`, companyZone).toDate()

/** Minutes after midnight in the company's zone, 0–1439. */
export function minuteOfDay(at: Date): number {
  const local = dayjs(at).tz(companyZone)
  return local.hour() * 60 + local.minute()
}

/** Month 1–12 in the company's zone. */
export const monthOf = (at: Date): number => dayjs(at).tz(companyZone).month() + 1

/** Calendar days from one instant to another in the company's zone; negative when `to` is earlier. */
export const daysBetween = (from: Date, to: Date): number =>
  Math.round((Date.parse(`${dayOf(to)}T00:00:00Z`) - Date.parse(`${dayOf(from)}T00:00:00Z`)) / dayMs)

/** 5月3日, or 2025年5月3日 when the year is another than that of `now`. */
export function chineseDay(at: Date, now: Date): string {
  const local = dayjs(at).tz(companyZone)
  return local.format(local.year() === dayjs(now).tz(companyZone).year() ? 'M月D日' : 'YYYY年M月D日')
}
