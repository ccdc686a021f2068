import { dayAndTimeOf, dayOf, daysBetween, instantOf, nextMonday } from '../../utils/calendar.ts'

/** Nothing is set for 21:00–09:00, when no proactive word falls due. */
const firstHour = 9
const lastHour = 20
const hourMs = 60 * 60_000
/** The server takes a year; one day less, so that the last choice is never refused. */
const farthestDays = 364

interface LaterTime { label: string, at: string }

/** 晚点提醒: presets that lie ahead of now, each with its instant (ISO 8601). None falls into the quiet hours, and none is there twice under two names. */
export function laterTimes(nowMs: number): LaterTime[] {
  const evening = instantOf(dayOf(nowMs), '19:30')
  const times = [
    { label: '1 小时后', at: outsideQuiet(nowMs + hourMs) },
    ...(Date.parse(evening) > nowMs + hourMs ? [{ label: '今晚', at: evening }] : []),
    { label: '明天上午', at: instantOf(dayOf(nowMs, 1), '10:00') },
    { label: '三天后', at: instantOf(dayOf(nowMs, 3), '10:00') },
    { label: '下周一', at: instantOf(nextMonday(nowMs), '10:00') },
  ]
  return times.filter(({ at }, index) => times.findIndex(other => other.at === at) === index)
}

/** The instant itself, or the next morning's 9:00 where it falls into the quiet hours. */
export function outsideQuiet(instantMs: number): string {
  const at = new Date(instantMs).toISOString()
  const hour = Number.parseInt(dayAndTimeOf(at).time)
  if (hour < firstHour) return instantOf(dayOf(instantMs), `${firstHour}:00`)
  return hour > lastHour ? instantOf(dayOf(instantMs, 1), `${firstHour}:00`) : at
}

/** Half hours outside the quiet hours: 9:00 … 20:30. */
export const sayableTimes: string[] = Array.from({ length: (lastHour - firstHour + 1) * 2 }, (_, at) => `${firstHour + Math.floor(at / 2)}:${at % 2 ? '30' : '00'}`)

/** The times of a day that still lie ahead of now. */
export const timesAhead = (day: string, nowMs: number): string[] => sayableTimes.filter(time => Date.parse(instantOf(day, time)) > nowMs)

/** The days one may choose: from today, while it has a time left, for a year. */
export function daysAhead(nowMs: number): string[] {
  return daysBetween(dayOf(nowMs, timesAhead(dayOf(nowMs), nowMs).length > 0 ? 0 : 1), dayOf(nowMs, farthestDays))
}
