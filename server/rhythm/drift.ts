import { type Observed } from './cells.ts'
import { type DayNumber } from './day-number.ts'
import { type ErlangMixture, partShares } from './erlang-mixture.ts'
import { dropsAtFirst, type ErlangModel } from './erlang-model.ts'
import { type PurchaseHistory } from './purchase-history.ts'
import { lnBeta } from './special-functions.ts'

/** What is known of a customer at her last purchase. */
type AtLastPurchase = Pick<Observed, 'x' | 't' | 'lnGaps'>

/** One part's statistic with what does not depend on the silence computed beforehand. */
function partCurve(model: ErlangModel, { x, t }: AtLastPurchase): (silenceWeeks: number) => number {
  const { k } = model
  const d = dropsAtFirst(model)
  if (d === 0 && x === 0) return () => Infinity
  const R = model.r + k * x
  const M = model.alpha + t
  const top = M * (k - 1) / (R + 1)
  const constant = Math.log((model.b + x - 1 + d) / model.a) - Math.log(R / (k * M)) + R * Math.log(M) - lnBeta(k, R)
  return weeks => {
    const g = Math.max(weeks, top)
    return constant + (k === 1 ? 0 : (k - 1) * Math.log(g)) - (R + k) * Math.log(M + g)
  }
}

/**
 * ln w + ln f(g) − ln(own rate) as a function of the silence g in weeks: how well it still fits a customer who goes on buying. w are the odds of going on,
 * f the density of the next gap (`lnGapDensity`), the own rate (r + kx) / (k(alpha + t)) purchases a week. Falls with g: below the density's top it is held
 * at the top, for being early is no alarm. Over a mixture the parts weigh as her own gaps up to her last purchase say.
 * +Infinity for a one-time buyer under `bg`, who cannot drop out. Source: models.md §3.
 */
export function driftCurve(mixture: ErlangMixture, customer: AtLastPurchase): (silenceWeeks: number) => number {
  const curves = mixture.map(part => partCurve(part.model, customer))
  if (curves.length === 1) return curves[0]!
  const shares = partShares(mixture, { ...customer, T: customer.t })
  return weeks => Math.log(curves.reduce((sum, curve, i) => sum + shares[i]! * Math.exp(curve(weeks)), 0))
}

/** Days of silence after which the alarm goes (statistic below the border); null when it does not within ten years. */
export function daysUntilDrift(mixture: ErlangMixture, customer: AtLastPurchase, border: number): number | null {
  const statistic = driftCurve(mixture, customer)
  let low = 0
  let high = 3653
  if (!(statistic(high / 7) < border)) return null
  while (low < high) {
    const mid = (low + high) >> 1
    if (statistic(mid / 7) < border) high = mid
    else low = mid + 1
  }
  return low
}

/** Fewest returns that a border is set on. */
const fewestSpells = 100

/** A spell is followed for so long, and spells that began in so many days before that are looked at: older ones are of a younger, less settled shop. */
const followUpDays = 180
const lookBackDays = 180

/** The statistic, for every spell begun from `from` to `to` that ended in a purchase within 180 days, on the day before that purchase. */
export function statisticsAtReturn(mixture: ErlangMixture, histories: readonly PurchaseHistory[], from: DayNumber, to: DayNumber): number[] {
  const statistics: number[] = []
  for (const { days } of histories) {
    let lnGaps = 0
    for (let i = 1; i < days.length && days[i - 1]! <= to; i++) {
      const begun = days[i - 1]!
      const gap = days[i]! - begun
      if (begun >= from && gap <= followUpDays) statistics.push(driftCurve(mixture, { x: i - 1, t: (begun - days[0]!) / 7, lnGaps })((gap - 1) / 7))
      lnGaps += Math.log(gap / 7)
    }
  }
  return statistics
}

/**
 * The border for a share of false alarms: of the spells of half a year that have 180 days of follow-up before `today` and ended in a purchase within them,
 * that share would have been called drifting on the day before she returned; of all such spells when those are under 100. Null when all are.
 */
export function driftBorder(mixture: ErlangMixture, histories: readonly PurchaseHistory[], today: DayNumber, falseAlarms = 0.05): number | null {
  const last = today - followUpDays
  const recent = statisticsAtReturn(mixture, histories, last - lookBackDays, last)
  const statistics = recent.length < fewestSpells ? statisticsAtReturn(mixture, histories, -Infinity, last) : recent
  return statistics.length < fewestSpells ? null : Float64Array.from(statistics).sort()[Math.floor(falseAlarms * statistics.length)]!
}
