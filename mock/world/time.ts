import { LunarDay } from 'tyme4ts'

/** Shanghai has kept UTC+8 without summer time since 1992, so that its clock is plain arithmetic. */
const eightHours = 8 * 3_600_000
export const hourMs = 3_600_000
export const dayMs = 24 * hourMs

/** `2026-09-22 00:54:10` in Shanghai. */
export function shanghaiText(at: number): string {
  return new Date(at + eightHours).toISOString().slice(0, 19).replace('T', ' ')
}

/** The instant of an hour (may have a fraction) on the Shanghai day of `at`. */
export function atHour(at: number, hour: number): number {
  return Math.floor((at + eightHours) / dayMs) * dayMs - eightHours + Math.round(hour * hourMs)
}

/** Month and day in Shanghai. */
export function dateOf(at: number): { year: number, month: number, day: number } {
  const d = new Date(at + eightHours)
  return { year: d.getUTCFullYear(), month: d.getUTCMonth() + 1, day: d.getUTCDate() }
}

export interface Festival { name: string, at: number }

/** Spring Festival, Dragon Boat and Mid-Autumn that fall between two instants (noon of the day), in order. */
export function festivalsBetween(from: number, to: number): Festival[] {
  const found: Festival[] = []
  for (let year = dateOf(from).year - 1; year <= dateOf(to).year; year++) found.push(...festivalsOf(year))
  return found.filter(({ at }) => at >= from && at <= to)
}

const byYear = new Map<number, Festival[]>()

/** Of a lunar year, in order. */
function festivalsOf(year: number): Festival[] {
  const kept = byYear.get(year)
  if (kept) return kept
  const list = ([['春节', 1, 1], ['端午', 5, 5], ['中秋', 8, 15]] as const).map(([name, month, day]) => {
    const solar = LunarDay.fromYmd(year, month, day).getSolarDay()
    return { name, at: Date.UTC(solar.getYear(), solar.getMonth() - 1, solar.getDay(), 12) - eightHours }
  })
  byYear.set(year, list)
  return list
}
