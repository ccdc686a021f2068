import type { Catalogue, Rule } from '../../catalogue/catalogue-holder.ts'
import { numberOr } from '../../contact/contact-settings.rules.ts'
import type { PlanFacts } from '../../customers/plan-facts.ts'
import { dayOf, dayStartMs } from '../../time.ts'
import { dayAfter, festivalOn, festivals } from '../calendar.rules.ts'
import { tenOn } from '../words.rules.ts'
import { birthdayIn, horizonDays, lengthOf, reaches, seasonsOf, startIn, type Season } from './seasonal.rules.ts'

/** What the rules of the calendar come to in a year and the next, before anything is known of a customer. Milliseconds. */
interface Years {
  seasons: { season: Season, at: readonly number[] }[]
  festivals: readonly number[]
  /** Days before a birthday. */
  birthdays: readonly number[]
}

const known = new WeakMap<readonly Rule[], Map<number, Years>>()

/** Days on which `seasonal_care`, `festival_gift` or `birthday` may begin or end to speak for her, this year and next: their first instant and ten o'clock, in milliseconds. */
export function calendarInstants({ customer, products, giftDays }: Pick<PlanFacts, 'customer' | 'products' | 'giftDays'>, { rules }: Pick<Catalogue, 'rules'>, now: Date): number[] {
  const year = Number(dayOf(now).slice(0, 4))
  const years = yearsOf(rules, year)
  const instants: number[] = []
  if (products.length > 0) for (const { season, at } of years.seasons) if (reaches(season, customer.region)) instants.push(...at)
  if (giftDays.length > 0) instants.push(...years.festivals)
  const { birthdayOn } = customer
  if (birthdayOn) for (const when of [year, year + 1]) for (const offset of years.birthdays) instants.push(...instantsOf(dayAfter(birthdayIn(birthdayOn, when), offset)))
  return instants
}

/** Read once for each list of rules, which is never changed in place. */
function yearsOf(rules: readonly Rule[], year: number): Years {
  const found = known.get(rules) ?? new Map<number, Years>()
  known.set(rules, found)
  const years = found.get(year) ?? readYears(rules, year)
  found.set(year, years)
  return years
}

const instantsOf = (day: string): number[] => [dayStartMs(day), tenOn(day).getTime()]

function readYears(rules: readonly Rule[], year: number): Years {
  const settingsOf = (key: Rule['key']): Rule['params'][] =>
    rules.filter(rule => rule.key === key).flatMap(({ params, overrides }) => [params, ...overrides.map(override => ({ ...params, ...override.params }))])
  const both = [year, year + 1]
  return {
    seasons: settingsOf('seasonal_care').flatMap(params => seasonsOf(params).map(season => ({ season, at: both.flatMap(when => seasonInstants(season, when, numberOr(params.windowDays, 7))) }))),
    festivals: settingsOf('festival_gift').flatMap((params) => {
      const [from, to] = [numberOr(params.fromDays, 21), numberOr(params.toDays, 14)]
      return both.flatMap(when => festivals.flatMap(festival => [-from - 2 * horizonDays, -to, 1 - to].flatMap(offset => instantsOf(dayAfter(festivalOn(festival, when), offset)))))
    }),
    birthdays: settingsOf('birthday').flatMap(params => [-numberOr(params.fromDays, 3) - horizonDays, -numberOr(params.toDays, 1), 1 - numberOr(params.toDays, 1)]),
  }
}

function seasonInstants(season: Season, year: number, windowDays: number): number[] {
  const start = startIn(season, year)
  return start ? [dayAfter(start, -horizonDays), dayAfter(start, lengthOf(season, start, windowDays))].flatMap(instantsOf) : []
}
