/**
 * Dates as a rep reads them, in the company's zone. China has one zone and no summer time, so the arithmetic is a shift by eight hours:
 * this file is part of the 14 kB that open a chat, where no date library fits.
 */
const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs
const zoneShiftMs = 8 * hourMs

export interface ZonedTime { year: number, month: number, day: number, hour: number, minute: number, weekday: number, dayNumber: number }

/** Calendar fields of an instant (ms since 1970) in the company's zone; `weekday` 0 is Sunday, `dayNumber` counts days since 1970. */
export function zonedTime(instantMs: number): ZonedTime {
  const shifted = new Date(instantMs + zoneShiftMs)
  return {
    year: shifted.getUTCFullYear(), month: shifted.getUTCMonth() + 1, day: shifted.getUTCDate(),
    hour: shifted.getUTCHours(), minute: shifted.getUTCMinutes(), weekday: shifted.getUTCDay(),
    dayNumber: Math.floor((instantMs + zoneShiftMs) / dayMs),
  }
}

const two = (value: number) => String(value).padStart(2, '0')
const clockText = (time: ZonedTime) => `${time.hour}:${two(time.minute)}`
const nearDays: Record<string, string> = { '-1': '昨天', '0': '今天', '1': '明天' }

/** 刚刚, 12 分钟前, 今天 9:05, 昨天 15:20, 明天 10:00, 5月3日, 2025年5月3日. `at` is ISO 8601. */
export function dateText(at: string, nowMs: number): string {
  const instant = Date.parse(at)
  const age = nowMs - instant
  if (Math.abs(age) < minuteMs) return '刚刚'
  if (age > 0 && age < hourMs) return `${Math.floor(age / minuteMs)} 分钟前`
  return hourText(at, nowMs)
}

/** By the clock, however near: 今天 9:05, 昨天 15:20, 明天 10:00, 5月3日. For when something begins. */
export function hourText(at: string, nowMs: number): string {
  const then = zonedTime(Date.parse(at))
  const now = zonedTime(nowMs)
  const near = nearDays[String(then.dayNumber - now.dayNumber)]
  return near ? `${near} ${clockText(then)}` : dayText(at, nowMs)
}

/** The day alone: 5月3日, in another year 2025年5月3日. */
export function dayText(at: string, nowMs: number): string {
  const then = zonedTime(Date.parse(at))
  const day = `${then.month}月${then.day}日`
  return then.year === zonedTime(nowMs).year ? day : `${then.year}年${day}`
}

/** The exact instant, shown on tap: 2026年5月3日 15:20. */
export function exactText(at: string): string {
  const then = zonedTime(Date.parse(at))
  return `${then.year}年${then.month}月${then.day}日 ${clockText(then)}`
}

/** Whole calendar days between an instant and now; 0 is today. */
export function daysSince(at: string, nowMs: number): number {
  return zonedTime(nowMs).dayNumber - zonedTime(Date.parse(at)).dayNumber
}

/** 今天, 昨天, 12天前. */
export function daysAgoText(at: string, nowMs: number): string {
  const days = daysSince(at, nowMs)
  return days <= 0 ? '今天' : days === 1 ? '昨天' : `${days}天前`
}

/** Hours and minutes until a deadline: 剩 23:48; from two days on 剩 3 天; once it has passed 超 2:05. */
export function countdownText(at: string, nowMs: number): string {
  const left = Date.parse(at) - nowMs
  const word = left >= 0 ? '剩' : '超'
  const minutes = Math.floor(Math.abs(left) / minuteMs)
  return minutes >= 48 * 60 ? `${word} ${Math.floor(minutes / (24 * 60))} 天` : `${word} ${Math.floor(minutes / 60)}:${two(minutes % 60)}`
}
