import { type DayNumber } from './day-number.ts'
import { dropsAtFirst, type ErlangModel, lnGapDensity, type Recency } from './erlang-model.ts'
import { type PurchaseHistory } from './purchase-history.ts'

type AtLastPurchase = Pick<Recency, 'x' | 't'>

/**
 * ln w + ln f(g) − ln(own rate): how well a silence of g weeks still fits a customer who goes on buying. w are the odds of going on, f the density of the
 * next gap, the own rate (r + kx) / (k(alpha + t)) purchases a week. Falls with g: below the density's top it is held at the top, for being early is no alarm.
 * +Infinity for a one-time buyer under `bg`, who cannot drop out. Source: models.md §3.
 */
export function driftStatistic(model: ErlangModel, customer: AtLastPurchase, silenceWeeks: number): number {
  const { x, t } = customer
  const d = dropsAtFirst(model)
  if (d === 0 && x === 0) return Infinity
  const R = model.r + model.k * x
  const M = model.alpha + t
  const top = M * (model.k - 1) / (R + 1)
  const lnOdds = Math.log((model.b + x - 1 + d) / model.a)
  return lnOdds + lnGapDensity(model, customer, Math.max(silenceWeeks, top)) - Math.log(R / (model.k * M))
}

/** Whether her silence is an alarm. */
export function isDrifting(model: ErlangModel, customer: Recency, border: number): boolean {
  return driftStatistic(model, customer, customer.T - customer.t) < border
}

/** Days of silence after which the alarm goes; null when it does not within ten years. */
export function daysUntilDrift(model: ErlangModel, customer: AtLastPurchase, border: number): number | null {
  const alarms = (days: number) => driftStatistic(model, customer, days / 7) < border
  let low = 0
  let high = 3653
  if (!alarms(high)) return null
  while (low < high) {
    const mid = (low + high) >> 1
    if (alarms(mid)) high = mid
    else low = mid + 1
  }
  return low
}

/** Fewest returns that a border is set on. */
export const fewestSpells = 100

/**
 * The border for a share of false alarms: of the spells that began at least `followUpDays` before `today` and ended in a purchase within them,
 * that share would have been called drifting on the day before she returned. Null with fewer than 100 such spells.
 */
export function driftBorder(model: ErlangModel, histories: readonly PurchaseHistory[], today: DayNumber, falseAlarms = 0.05, followUpDays = 180): number | null {
  const statistics: number[] = []
  for (const { days } of histories) {
    for (let i = 1; i < days.length && days[i - 1]! + followUpDays <= today; i++) {
      const gap = days[i]! - days[i - 1]!
      if (gap <= followUpDays) statistics.push(driftStatistic(model, { x: i - 1, t: (days[i - 1]! - days[0]!) / 7 }, (gap - 1) / 7))
    }
  }
  if (statistics.length < fewestSpells) return null
  return Float64Array.from(statistics).sort()[Math.floor(falseAlarms * statistics.length)]!
}
