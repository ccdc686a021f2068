import { countUpTo, gapsUpTo, type PurchaseHistory, type Standing } from './purchase-history.ts'
import { type DayNumber } from './day-number.ts'

/** The middle value, the mean of the two middle ones of an even number; NaN of nothing. */
export function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((u, v) => u - v)
  const half = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2
}

/** 1 when she bought within the last 90 days, else 0. */
export function rule90Score({ silenceDays }: Standing): number {
  return silenceDays < 90 ? 1 : 0
}

/** Higher the later she bought. */
export function recencyScore({ silenceDays }: Standing): number {
  return -silenceDays
}

/** Higher the nearer her silence is to her own median gap (days): due now ranks first, long before and long after last. One-time buyers are measured by the shop's median. */
export function ownMedianScore(history: PurchaseHistory, today: DayNumber, shopMedianDays: number): number {
  const gaps = gapsUpTo(history, today)
  const last = history.days[countUpTo(history.days, today) - 1]!
  return -Math.abs(today - last - (gaps.length > 0 ? medianOf(gaps) : shopMedianDays))
}

/** The four inner borders of the quintiles of recency (negated silence), purchase days and spend over all time. */
export interface RfmBorders { recency: number[], frequency: number[], money: number[] }

const quintiles = [0.2, 0.4, 0.6, 0.8]

function bordersOf(values: number[]): number[] {
  const sorted = values.sort((u, v) => u - v)
  return quintiles.map(q => sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? 0)
}

/** Borders over a shop's customers; equal values always fall into the same fifth. */
export function rfmBorders(standings: readonly Standing[]): RfmBorders {
  return {
    recency: bordersOf(standings.map(s => -s.silenceDays)),
    frequency: bordersOf(standings.map(s => s.x)),
    money: bordersOf(standings.map(s => s.spendFen)),
  }
}

/** Sum of the three fifths, 3 (worst) to 15 (best). */
export function rfmScore(standing: Standing, borders: RfmBorders): number {
  const fifth = (value: number, limits: readonly number[]) => 1 + limits.filter(limit => value >= limit).length
  return fifth(-standing.silenceDays, borders.recency) + fifth(standing.x, borders.frequency) + fifth(standing.spendFen, borders.money)
}
