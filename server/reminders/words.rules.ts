import type { PlanFacts } from '../customers/plan-facts.ts'
import { chineseDay, instantOf, minuteOf, minuteOfDay } from '../time.ts'

/** 3–6 天, 约 3 天. */
export const rangeText = ({ min, max }: { min: number, max: number }): string => min === max ? `约 ${min} 天` : `${min}–${max} 天`

/** 6月15日 9:40. */
export function dayAndTime(at: Date, now: Date): string {
  const minute = minuteOfDay(at)
  return `${chineseDay(at, now)} ${Math.floor(minute / 60)}:${String(minute % 60).padStart(2, '0')}`
}

/** Ten in the morning of that instant's day: when what is due on a day, not at an hour, falls due. */
export const tenOClock = (at: Date): Date => minuteOf(at, 600)
export const tenOn = (day: string): Date => instantOf(day, '10:00')

/** The newest note, shortened, as a thing to come back to; null without one. */
export function noteText({ notes }: Pick<PlanFacts, 'notes'>, now: Date): string | null {
  const [note] = notes
  if (!note) return null
  const text = note.text.length > 24 ? `${note.text.slice(0, 24)}…` : note.text
  return `${chineseDay(note.notedAt, now)}聊到“${text}”`
}
