import { productsById } from '../../catalogue/products.rules.ts'
import { fieldsOf, numberOr, textOr } from '../../contact/contact-settings.rules.ts'
import { addMs, dayMs, dayOf, dayStartMs } from '../../time.ts'
import { dayAfter, daysApart, festivalOn, festivals, nextFestival, seasonStart, type Festival } from '../calendar.rules.ts'
import type { ReminderRule, RuleInput } from '../candidate.ts'
import { tenOn } from '../words.rules.ts'

interface Season { label: string, from: string | null, to: string | null, regions: string[], needs: string[] }

/** A season reaches her region and what she bought needs care: in its first week. */
export const seasonalCare: ReminderRule = ({ facts, catalogue, params, now }) => {
  const { customer, follow, products } = facts
  if (!follow || follow.lostAt) return null
  // Of many that need care the one bought last is named.
  const bought = products.flatMap(({ productId }) => productsById(catalogue.products).get(productId) ?? [])
  const today = dayOf(now)
  const windowDays = numberOr(params.windowDays, 7)
  for (const season of seasonsOf(params)) {
    const start = startIn(season, Number(today.slice(0, 4)))
    const product = bought.find(({ needs }) => needs.some(need => season.needs.includes(need)))
    if (!start || !product || !reaches(season, customer.region)) continue
    const away = daysApart(start, today)
    const days = lengthOf(season, start, windowDays)
    if (away < -horizonDays || away >= days) continue
    const dueAt = tenOn(start)
    return {
      rule: 'seasonal_care', contactClass: 'proactive', title: textOr(params.title, '节令到了，提醒一句保存和吃法'),
      reason: `${season.label}${customer.region && season.regions.length > 0 ? `到了${customer.region}` : '到了'}，买过的${product.name}要留意：${product.storage}`,
      changes: ['只说保存和吃法，不推荐东西'], windowStartAt: dueAt, dueAt, windowEndAt: addMs(dueAt, days * dayMs), pull: 0.2, facts: { season: season.label, startOn: start },
    }
  }
  return null
}

/** The first days of a season, or all of it where it is shorter. */
const lengthOf = ({ to }: Season, start: string, windowDays: number): number => to ? Math.min(windowDays, Math.max(1, daysApart(start, `${start.slice(0, 4)}-${to}`) + 1)) : windowDays

/** Seasons and days of the calendar are proposed this long ahead. */
const horizonDays = 7

const readSeasons = new WeakMap<object, Season[]>()

function seasonsOf({ seasons }: RuleInput['params']): readonly Season[] {
  if (!Array.isArray(seasons)) return []
  const read = readSeasons.get(seasons) ?? toSeasons(seasons)
  readSeasons.set(seasons, read)
  return read
}

function toSeasons(seasons: readonly unknown[]): Season[] {
  const texts = (value: unknown): string[] => Array.isArray(value) ? value.filter(item => typeof item === 'string') : []
  return seasons.map(fieldsOf).map(({ label, from, to, regions, needs }) => ({ label: textOr(label, ''), from: typeof from === 'string' ? from : null, to: typeof to === 'string' ? to : null, regions: texts(regions), needs: texts(needs) }))
}

const startIn = ({ label, from }: Season, year: number): string | null => from ? `${year}-${from}` : seasonStart(label, year)
/** Regions are provinces or cities as they stand in addresses; none named: everywhere. Without a known region only what is everywhere. */
const reaches = ({ regions }: Season, region: string | null): boolean => regions.length === 0 || (region !== null && regions.some(name => region.includes(name)))

/** Bought as a gift within the five weeks before the same festival last year: 21 to 14 days before. */
export const festivalGift: ReminderRule = ({ facts, params, now }) => {
  if (!facts.follow || facts.follow.lostAt) return null
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
  const hasContent = catalogue.scripts.some(({ rules }) => rules.includes('birthday'))
  if (!birthdayOn || !hasContent || !facts.follow || facts.follow.lostAt) return null
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

/** Days on which one of the three rules above may begin or end to speak for her, this year and next: their first instant and ten o'clock, in milliseconds. */
export function calendarInstants({ customer, products, giftDays }: RuleInput['facts'], catalogue: RuleInput['catalogue'], now: Date): number[] {
  const year = Number(dayOf(now).slice(0, 4))
  const days: string[] = []
  for (const { key, params, overrides } of catalogue.rules) {
    if (key !== 'seasonal_care' && key !== 'festival_gift' && key !== 'birthday') continue
    for (const each of overrides.length === 0 ? [params] : [params, ...overrides.map(override => ({ ...params, ...override.params }))]) {
      for (const when of [year, year + 1]) {
        if (key === 'seasonal_care' && products.length > 0) {
          for (const season of seasonsOf(each)) {
            const start = reaches(season, customer.region) ? startIn(season, when) : null
            if (start) days.push(dayAfter(start, -horizonDays), dayAfter(start, lengthOf(season, start, numberOr(each.windowDays, 7))))
          }
        }
        if (key === 'festival_gift' && giftDays.length > 0) {
          const [from, to] = [numberOr(each.fromDays, 21), numberOr(each.toDays, 14)]
          for (const festival of festivals) days.push(...[-from - 2 * horizonDays, -to, 1 - to].map(offset => dayAfter(festivalOn(festival, when), offset)))
        }
        if (key === 'birthday' && customer.birthdayOn) {
          const [from, to] = [numberOr(each.fromDays, 3), numberOr(each.toDays, 1)]
          days.push(...[-from - horizonDays, -to, 1 - to].map(offset => dayAfter(birthdayIn(customer.birthdayOn ?? '', when), offset)))
        }
      }
    }
  }
  return days.flatMap(day => [dayStartMs(day), tenOn(day).getTime()])
}

const birthdayIn = (birthdayOn: string, year: number): string => `${year}-${birthdayOn.slice(5) === '02-29' && !isLeap(year) ? '02-28' : birthdayOn.slice(5)}`
const isLeap = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
