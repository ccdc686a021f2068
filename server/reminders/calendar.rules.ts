import { LunarDay, SolarDay, SolarTerm } from 'tyme4ts'
import { dayMs, dayOf, dayStartMs } from '../time.ts'

/** Days are YYYY-MM-DD in the company's zone. Source of all of it: tyme4ts. */
const solar = (day: string): SolarDay => SolarDay.fromYmd(Number(day.slice(0, 4)), Number(day.slice(5, 7)), Number(day.slice(8, 10)))
const text = (day: SolarDay): string => `${day.getYear()}-${String(day.getMonth()).padStart(2, '0')}-${String(day.getDay()).padStart(2, '0')}`

export const festivals = ['春节', '端午', '中秋'] as const
export type Festival = (typeof festivals)[number]
const lunarDays: Record<Festival, [month: number, day: number]> = { 春节: [1, 1], 端午: [5, 5], 中秋: [8, 15] }

/** Names and years that are kept: operators name seasons as they like, so there is an end. */
const mostNames = 2_000

/** The calendar is worked out once for each question: a night's pass asks the same for every customer. */
function remembered<Name extends string, Value>(work: (name: Name, year: number) => Value): (name: Name, year: number) => Value {
  const years = new Map<number, Map<Name, Value>>()
  return (name, year) => {
    let known = years.get(year)
    if (!known || known.size > mostNames) years.set(year, known = new Map())
    const found = known.get(name)
    if (found !== undefined) return found
    const value = work(name, year)
    known.set(name, value)
    return value
  }
}

const festivalDay = remembered((festival: Festival, year) => {
  const [month, day] = lunarDays[festival]
  return text(LunarDay.fromYmd(year, month, day).getSolarDay())
})
/** The day of a festival in a (solar) year: all three fall into the year of the same number. */
export const festivalOn = (festival: Festival, year: number): string => festivalDay(festival, year)

/** The next festival from `day` on, this day included, and how many days off it is. */
export function nextFestival(day: string, among: readonly Festival[] = festivals): { festival: Festival, on: string, daysAway: number } {
  const year = Number(day.slice(0, 4))
  let coming: { festival: Festival, on: string } | null = null
  for (const festival of among) {
    const this_ = festivalOn(festival, year)
    const on = this_ >= day ? this_ : festivalOn(festival, year + 1)
    if (!coming || on < coming.on) coming = { festival, on }
  }
  if (!coming) throw new Error('calendar: no festival given')
  return { ...coming, daysAway: daysApart(day, coming.on) }
}

/** Calendar days from one day to another. */
export const daysApart = (from: string, to: string): number => Math.round((dayStartMs(to) - dayStartMs(from)) / dayMs)
/** The day `days` later. */
export const dayAfter = (day: string, days: number): string => dayOf(new Date(dayStartMs(day) + days * dayMs))

const seasonName = remembered((day, _year) => {
  const date = solar(day)
  return date.getDogDay()?.getDog().getName() ?? date.getNineDay()?.getNine().getName() ?? date.getTerm().getName()
})
/** What the calendar says of today, as people say it: 初伏, 一九, else the solar term it lies in (小雪). */
export const seasonOf = (at: Date): string => seasonOfDay(dayOf(at))
const seasonOfDay = (day: string): string => seasonName(day, Number(day.slice(0, 4)))

const startOf = remembered((label, year) => {
  if (label === '三伏') return firstDogDay(year)
  if (!solarTerms.includes(label)) return null
  // tyme4ts begins its year with the winter solstice of the December before.
  const [found] = [year, year + 1].map(each => text(SolarTerm.fromName(each, label).getJulianDay().getSolarDay())).filter(day => day.startsWith(`${year}`))
  return found ?? null
})
/** First day of a season in that solar year: 三伏 by the stems, a solar term by its name; null for a name that is neither. */
export const seasonStart = (label: string, year: number): string | null => startOf(label, year)

const solarTerms: readonly string[] = SolarTerm.NAMES

function firstDogDay(year: number): string | null {
  for (let day = SolarDay.fromYmd(year, 7, 1); day.getMonth() === 7; day = day.next(1)) {
    if (day.getDogDay()) return text(day)
  }
  return null
}
