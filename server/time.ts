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

/**
 * China has kept UTC+8 without summer time since 1991 (IANA tz database, Asia/Shanghai), and nothing here is older. The figure stands in place
 * of dayjs.tz: that takes some 250 µs a call, and the first view asks dozens of times.
 */
const offsetMs = 8 * hourMs
const local = (at: Date): Date => addMs(at, offsetMs)

/** Texts of days and back: a plan asks for the same few hundred days thousands of times a second, and a Date's own text costs a microsecond. */
const textOfDay = new Map<number, string>()
const startOfDay = new Map<string, number>()
const mostDays = 50_000

/** Calendar day (YYYY-MM-DD) of an instant in the company's zone. */
export function dayOf(at: Date): string {
  const number = Math.floor((at.getTime() + offsetMs) / dayMs)
  const known = textOfDay.get(number)
  if (known !== undefined) return known
  const text = local(at).toISOString().slice(0, 10)
  if (textOfDay.size >= mostDays) textOfDay.clear()
  textOfDay.set(number, text)
  return text
}

/** When a calendar day (`YYYY-MM-DD`) begins in the company's zone, milliseconds since 1970. */
export function dayStartMs(day: string): number {
  const known = startOfDay.get(day)
  if (known !== undefined) return known
  const start = Date.parse(`${day}T00:00:00+08:00`)
  if (startOfDay.size >= mostDays) startOfDay.clear()
  startOfDay.set(day, start)
  return start
}

/** Instant of a wall-clock time (`YYYY-MM-DD`, `HH:mm`) in the company's zone. */
export function instantOf(day: string, time = '00:00'): Date {
  const start = dayStartMs(day)
  return time === '00:00' ? new Date(start) : new Date(start + Number(time.slice(0, 2)) * hourMs + Number(time.slice(3, 5)) * minuteMs)
}

/** That minute (0–1439) of the calendar day on which `at` lies in the company's zone. */
export const minuteOf = (at: Date, minute: number): Date => new Date(Math.floor((at.getTime() + offsetMs) / dayMs) * dayMs - offsetMs + minute * minuteMs)

/** Minutes after midnight in the company's zone, 0–1439. */
export function minuteOfDay(at: Date): number {
  const ms = at.getTime() + offsetMs
  return Math.floor((ms - Math.floor(ms / dayMs) * dayMs) / minuteMs)
}

/** Month 1–12 in the company's zone. */
export const monthOf = (at: Date): number => local(at).getUTCMonth() + 1

/** Calendar days from one instant to another in the company's zone; negative when `to` is earlier. */
export const daysBetween = (from: Date, to: Date): number =>
  Math.floor((to.getTime() + offsetMs) / dayMs) - Math.floor((from.getTime() + offsetMs) / dayMs)

/** Days as people say them; kept like the texts above. */
const wordsOfDay = new Map<string, string>()

/** 5月3日, or 2025年5月3日 when the year is another than that of `now`. */
export function chineseDay(at: Date, now: Date): string {
  const day = dayOf(at)
  let words = wordsOfDay.get(day)
  if (words === undefined) {
    if (wordsOfDay.size >= mostDays) wordsOfDay.clear()
    wordsOfDay.set(day, words = `${Number(day.slice(5, 7))}月${Number(day.slice(8, 10))}日`)
  }
  return day.startsWith(dayOf(now).slice(0, 5)) ? words : `${Number(day.slice(0, 4))}年${words}`
}
