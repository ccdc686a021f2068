import { productsById } from '../../catalogue/products.rules.ts'
import { fieldsOf, numberOr, textOr } from '../../contact/contact-settings.rules.ts'
import { addMs, dayMs, dayOf } from '../../time.ts'
import { dayAfter, daysApart, festivalOn, festivals, nextFestival, seasonStart, type Festival } from '../calendar.rules.ts'
import type { ReminderRule, RuleInput } from '../candidate.ts'
import { tenOn } from '../words.rules.ts'

export interface Season { label: string, from: string | null, to: string | null, regions: string[], needs: string[] }

/** A season reaches her region and what she bought needs care: in its first week. */
export const seasonalCare: ReminderRule = ({ facts, catalogue, params, now }) => {
  const { customer, follow, products } = facts
  if (!follow || follow.lostAt) return null
  for (const { season, start, days } of seasonsBeside(dayOf(now), params)) {
    if (!reaches(season, customer.region)) continue
    // Of many that need care the one bought last is named.
    const product = firstInNeed(products, season, catalogue.products)
    if (!product) continue
    const dueAt = tenOn(start)
    return {
      rule: 'seasonal_care', contactClass: 'proactive', title: textOr(params.title, '节令到了，提醒一句保存和吃法'),
      reason: `${season.label}${customer.region && season.regions.length > 0 ? `到了${customer.region}` : '到了'}，买过的${product.name}要留意：${product.storage}`,
      changes: ['只说保存和吃法，不推荐东西'], windowStartAt: dueAt, dueAt, windowEndAt: addMs(dueAt, days * dayMs), pull: 0.2, facts: { season: season.label, startOn: start },
    }
  }
  return null
}

function firstInNeed(bought: RuleInput['facts']['products'], { needs }: Season, products: RuleInput['catalogue']['products']): RuleInput['catalogue']['products'][number] | null {
  const known = productsById(products)
  for (const { productId } of bought) {
    const product = known.get(productId)
    if (product?.needs.some(need => needs.includes(need))) return product
  }
  return null
}

/** A season that has begun and is still spoken of, or begins within the horizon; `days`: how long it is spoken of. */
interface Beside { season: Season, start: string, days: number }

const beside = new WeakMap<readonly Season[], Map<string, Beside[]>>()
const mostDays = 500

/** The seasons of any region that are near that day, in their order: the same for every customer, of whom a pass has thousands. */
function seasonsBeside(today: string, params: RuleInput['params']): readonly Beside[] {
  const seasons = seasonsOf(params)
  const windowDays = numberOr(params.windowDays, 7)
  const key = `${today} ${windowDays}`
  let known = beside.get(seasons)
  if (!known || known.size > mostDays) beside.set(seasons, known = new Map())
  const found = known.get(key) ?? findBeside(seasons, today, windowDays)
  known.set(key, found)
  return found
}

function findBeside(seasons: readonly Season[], today: string, windowDays: number): Beside[] {
  return seasons.flatMap((season) => {
    const start = startIn(season, Number(today.slice(0, 4)))
    if (!start) return []
    const away = daysApart(start, today)
    const days = lengthOf(season, start, windowDays)
    return away < -horizonDays || away >= days ? [] : [{ season, start, days }]
  })
}

/** The first days of a season, or all of it where it is shorter. */
export const lengthOf = ({ to }: Season, start: string, windowDays: number): number => to ? Math.min(windowDays, Math.max(1, daysApart(start, `${start.slice(0, 4)}-${to}`) + 1)) : windowDays

/** Seasons and days of the calendar are proposed this long ahead. */
export const horizonDays = 7

const readSeasons = new WeakMap<object, Season[]>()

const noSeasons: readonly Season[] = []

export function seasonsOf({ seasons }: RuleInput['params']): readonly Season[] {
  if (!Array.isArray(seasons)) return noSeasons
  const read = readSeasons.get(seasons) ?? toSeasons(seasons)
  readSeasons.set(seasons, read)
  return read
}

function toSeasons(seasons: readonly unknown[]): Season[] {
  const texts = (value: unknown): string[] => Array.isArray(value) ? value.filter(item => typeof item === 'string') : []
  return seasons.map(fieldsOf).map(({ label, from, to, regions, needs }) => ({ label: textOr(label, ''), from: typeof from === 'string' ? from : null, to: typeof to === 'string' ? to : null, regions: texts(regions), needs: texts(needs) }))
}

export const startIn = ({ label, from }: Season, year: number): string | null => from ? `${year}-${from}` : seasonStart(label, year)
/** Regions are provinces or cities as they stand in addresses; none named: everywhere. Without a known region only what is everywhere. */
export const reaches = ({ regions }: Season, region: string | null): boolean => regions.length === 0 || (region !== null && regions.some(name => region.includes(name)))

/** Bought as a gift within the five weeks before the same festival last year: 21 to 14 days before. */
export const festivalGift: ReminderRule = ({ facts, params, now }) => {
  if (facts.giftDays.length === 0 || !facts.follow || facts.follow.lostAt) return null
  const named = Array.isArray(params.festivals) ? festivals.filter(festival => (params.festivals as unknown[]).includes(festival)) : [...festivals]
  if (named.length === 0) return null
  const from = numberOr(params.fromDays, 21)
  const to = numberOr(params.toDays, 14)
  const { festival, on } = nextFestival(dayAfter(dayOf(now), to), named)
  const lastYear = festivalOn(festival as Festival, Number(on.slice(0, 4)) - 1)
  const given = facts.giftDays.find(day => day <= lastYear && daysApart(day, lastYear) <= 35)
  if (!given || daysApart(dayOf(now), on) > from + 2 * horizonDays) return null
  const dueAt = tenOn(dayAfter(on, -from))
  return {
    rule: 'festival_gift', contactClass: 'proactive', title: textOr(params.title, '去年这时候送过礼，早点问一声'),
    reason: `${festival}是 ${Number(on.slice(5, 7))}月${Number(on.slice(8, 10))}日；去年 ${Number(given.slice(5, 7))}月${Number(given.slice(8, 10))}日买过礼`,
    changes: ['问清送谁、几份、几号到'], windowStartAt: dueAt, dueAt, windowEndAt: tenOn(dayAfter(on, -to)), pull: 0.9, facts: { festival, on, giftOn: given },
  }
}

/** A known birthday in three days to one, and words of the library to go with it: without them there is nothing to bring. */
export const birthday: ReminderRule = ({ facts, catalogue, params, now }) => {
  const { birthdayOn } = facts.customer
  if (!birthdayOn || !facts.follow || facts.follow.lostAt) return null
  const hasContent = catalogue.scripts.some(({ rules }) => rules.includes('birthday'))
  if (!hasContent) return null
  const from = numberOr(params.fromDays, 3)
  const to = numberOr(params.toDays, 1)
  const today = dayOf(now)
  const year = Number(today.slice(0, 4))
  const on = [year, year + 1].map(each => birthdayIn(birthdayOn, each)).find(day => dayAfter(day, -to) >= today)
  if (!on || daysApart(today, on) > from + horizonDays) return null
  const dueAt = tenOn(dayAfter(on, -from))
  return {
    rule: 'birthday', contactClass: 'proactive', title: textOr(params.title, '快过生日了'), reason: `${Number(on.slice(5, 7))}月${Number(on.slice(8, 10))}日生日`,
    changes: ['只祝福，不推荐东西'], windowStartAt: dueAt, dueAt, windowEndAt: addMs(tenOn(dayAfter(on, -to)), dayMs / 2), pull: 0.3, facts: { on },
  }
}

/** Her birthday in that year; the 29th of February is kept on the 28th where there is none. */
export const birthdayIn = (birthdayOn: string, year: number): string => `${year}-${birthdayOn.slice(5) === '02-29' && !isLeap(year) ? '02-28' : birthdayOn.slice(5)}`
const isLeap = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
