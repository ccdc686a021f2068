import type { Catalogue } from '../catalogue/catalogue-holder.ts'
import { usualOneToOneFen } from '../orders/one-to-one.rules.ts'
import { dayMs, hourMs, minuteMs } from '../time.ts'

/** Minutes after midnight in the company's zone; `startMinute` > `endMinute` spans midnight. */
export interface DaySpan { startMinute: number, endMinute: number }

/** The rules of contact as the company has them; product.md's figures where a setting is missing. */
export interface ContactSettings {
  quiet: DaySpan
  working: DaySpan
  /** 1 Monday … 7 Sunday, at least one. */
  workingDays: readonly number[]
  /** Sends within this time of a touch's start belong to it. */
  touchJoinMs: number
  replyWindowMs: number
  onboardingMs: number
  /** Proactive conversations: at most `max` in `windowMs`, `apartMs` from start to start. */
  cadence: { max: number, windowMs: number, apartMs: number, freeAfterMoveMs: number, freeAtAnyHourMs: number }
  silence: { doubleAfter: number, coolAfter: number }
  calmAfterComplaintMs: number
  offers: { toNeverBought: boolean, toLapsedHighValue: boolean }
  /** 0–1: share of customers whose proactive proposals are held back. 0 where nothing is set. */
  holdoutShare: number
  springFestivalStop: { daysBefore: number, daysAfter: number }
  /** Lifetime spend in fen from which she is 1V1, also before the job that follows a change has said so of her. */
  oneToOneFen: number
  /** 1V1 任务 that a mass message leaves: at most `perDay` a member and day, over `days` calendar days. */
  personalTasks: { perDay: number, days: number }
}

type Fields = Record<string, unknown>

const known = new WeakMap<Fields, ContactSettings>()

/** Read once for each catalogue, which is never changed in place. */
export function contactSettings({ settings }: Pick<Catalogue, 'settings'>): ContactSettings {
  const found = known.get(settings) ?? readSettings(settings)
  known.set(settings, found)
  return found
}

function readSettings(settings: Fields): ContactSettings {
  const cadence = fieldsOf(settings.cadence)
  const silence = fieldsOf(settings.silence)
  const offers = fieldsOf(settings.offers)
  const stop = fieldsOf(settings.springFestivalStop)
  const tasks = fieldsOf(settings.personalTasks)
  return {
    quiet: span(settings.quietHours, '21:00', '09:00'),
    working: span(settings.workingHours, '09:00', '21:00'), workingDays: weekdaysOf(settings),
    touchJoinMs: numberOr(settings.touchJoinHours, 24) * hourMs,
    replyWindowMs: numberOr(settings.replyWindowHours, 72) * hourMs,
    onboardingMs: numberOr(settings.onboardingDays, 7) * dayMs,
    cadence: {
      max: numberOr(cadence.max, 2), windowMs: numberOr(cadence.days, 30) * dayMs, apartMs: numberOr(cadence.apartDays, 12) * dayMs,
      freeAfterMoveMs: numberOr(cadence.freeAfterMoveHours, 72) * hourMs, freeAtAnyHourMs: numberOr(cadence.freeAtAnyHourMinutes, 30) * minuteMs,
    },
    silence: { doubleAfter: numberOr(silence.doubleAfter, 2), coolAfter: numberOr(silence.coolAfter, 3) },
    calmAfterComplaintMs: numberOr(fieldsOf(settings.complaint).calmDays, 7) * dayMs,
    offers: { toNeverBought: offers.toNeverBought === true, toLapsedHighValue: offers.toLapsedHighValue === true },
    holdoutShare: numberOr(settings.holdoutShare, 0),
    springFestivalStop: { daysBefore: numberOr(stop.daysBefore, 7), daysAfter: numberOr(stop.daysAfter, 7) },
    oneToOneFen: numberOr(settings.oneToOneFen, usualOneToOneFen),
    personalTasks: { perDay: numberOr(tasks.perDay, 5), days: numberOr(tasks.days, 14) },
  }
}

const wholeWeek = [1, 2, 3, 4, 5, 6, 7]
/** Days on which the company works, 1 Monday … 7 Sunday; the whole week where nothing valid is set. */
function weekdaysOf(settings: Record<string, unknown>): number[] {
  const { weekdays } = fieldsOf(settings.workingHours)
  const days = Array.isArray(weekdays) ? wholeWeek.filter(day => weekdays.includes(day)) : []
  return days.length > 0 ? days : wholeWeek
}

export const fieldsOf = (value: unknown): Fields => typeof value === 'object' && value !== null ? value as Fields : {}
export const numberOr = (value: unknown, fallback: number): number => typeof value === 'number' && Number.isFinite(value) ? value : fallback
export const textOr = (value: unknown, fallback: string): string => typeof value === 'string' && value !== '' ? value : fallback

function span(value: unknown, start: string, end: string): DaySpan {
  const { start: from, end: to } = fieldsOf(value)
  return { startMinute: minutesOf(from) ?? minutesOf(start) ?? 0, endMinute: minutesOf(to) ?? minutesOf(end) ?? 0 }
}

function minutesOf(text: unknown): number | null {
  const match = typeof text === 'string' ? /^(\d{1,2}):(\d{2})$/.exec(text) : null
  return match ? Number(match[1]) * 60 + Number(match[2]) : null
}
