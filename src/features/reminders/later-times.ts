import { instantOn, zonedTime } from '../../utils/date-text.ts'

/** Nothing is set for 21:00–09:00, when no proactive word falls due. */
const firstHour = 9
const lastHour = 20
const hourMs = 60 * 60_000
const weekdays = ['周日', '周一', '周二', '周三', '周四', '周五', '周六']

interface LaterTime { label: string, at: string }

/** 晚点提醒: presets that lie ahead of now, each with its instant (ISO 8601). None falls into the quiet hours. */
export function laterTimes(nowMs: number): LaterTime[] {
  const { weekday } = zonedTime(nowMs)
  const soon = outsideQuiet(nowMs + hourMs)
  const evening = instantOn(0, 19, 30, nowMs)
  const daysToMonday = ((8 - weekday) % 7) || 7
  return [
    { label: '1 小时后', at: soon },
    ...(Date.parse(evening) > nowMs + hourMs ? [{ label: '今晚', at: evening }] : []),
    { label: '明天上午', at: instantOn(1, 10, 0, nowMs) },
    { label: '三天后', at: instantOn(3, 10, 0, nowMs) },
    { label: '下周一', at: instantOn(daysToMonday, 10, 0, nowMs) },
  ]
}

/** The instant itself, or the next morning's 9:00 where it falls into the quiet hours. */
export function outsideQuiet(instantMs: number): string {
  const { hour } = zonedTime(instantMs)
  if (hour < firstHour) return instantOn(0, firstHour, 0, instantMs)
  return hour > lastHour ? instantOn(1, firstHour, 0, instantMs) : new Date(instantMs).toISOString()
}

/** A day (YYYY-MM-DD) and a time (H:MM) of the company's zone as an instant; null: not a time ahead. */
export function instantOfDay(day: string, time: string, nowMs: number): string | null {
  const [hour = 0, minute = 0] = time.split(':').map(Number)
  const midnightUtc = Date.parse(`${day}T00:00:00Z`)
  if (Number.isNaN(midnightUtc)) return null
  const daysFromNow = Math.round(midnightUtc / (24 * hourMs)) - zonedTime(nowMs).dayNumber
  const at = instantOn(daysFromNow, hour, minute, nowMs)
  return Date.parse(at) > nowMs ? at : null
}

/** Today as YYYY-MM-DD, for the earliest day of a date field. */
export function dayOf(nowMs: number, daysAhead = 0): string {
  return new Date((zonedTime(nowMs).dayNumber + daysAhead) * 24 * hourMs).toISOString().slice(0, 10)
}

/** Half hours outside the quiet hours: 9:00 … 20:30. */
export const sayableTimes: string[] = Array.from({ length: (lastHour - firstHour + 1) * 2 }, (_, at) => `${firstHour + Math.floor(at / 2)}:${at % 2 ? '30' : '00'}`)

/** 6月16日 周二 10:00. */
export function dayHourText(at: string): string {
  const { month, day, weekday, hour, minute } = zonedTime(Date.parse(at))
  return `${month}月${day}日 ${weekdays[weekday]} ${hour}:${String(minute).padStart(2, '0')}`
}
