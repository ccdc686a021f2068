import { type DayNumber } from './day-number.ts'
import { type Observed } from './cells.ts'

/** One purchase as a log has it. A negative amount is a refund: it lowers the spend and is no purchase. */
export interface Purchase { day: DayNumber, amountFen?: number | null }

/** A customer's purchase days, ascending and without repetition, with the money of each day (null: not known). */
export interface PurchaseHistory { days: DayNumber[], amountsFen: (number | null)[] }

/** A history as it stood at the end of one day. */
export interface Standing {
  /** repeats: purchase days less one */
  x: number
  firstDay: DayNumber
  lastDay: DayNumber
  /** days since the last purchase, ≥ 0 */
  silenceDays: number
  /** days since the first purchase, ≥ silenceDays */
  ageDays: number
  /** Σ ln(gap in days) over the x gaps */
  lnGapDays: number
  /** Σ ln²(gap in days) */
  lnGapDaysSquared: number
  /** money of all days whose money is known */
  spendFen: number
  /** number of those days */
  pricedDays: number
}

/**
 * Sorts, and merges the purchases of a day; their order does not matter. Refunds lower the day they carry, or else the last purchase day before it.
 * A history without a purchase is empty.
 */
export function historyOf(purchases: readonly Purchase[]): PurchaseHistory {
  const days = [...new Set(purchases.filter(p => (p.amountFen ?? 0) >= 0).map(p => p.day))].sort((a, b) => a - b)
  const amountsFen: (number | null)[] = days.map(() => null)
  for (const { day, amountFen } of purchases) {
    if (amountFen === undefined || amountFen === null) continue
    const at = countUpTo(days, day) - 1
    if (at >= 0) amountsFen[at] = (amountsFen[at] ?? 0) + amountFen
  }
  return { days, amountsFen }
}

/** How many of the ascending days are not after `day`. */
export function countUpTo(days: readonly DayNumber[], day: DayNumber): number {
  let low = 0
  let high = days.length
  while (low < high) {
    const mid = (low + high) >> 1
    if (days[mid]! <= day) low = mid + 1
    else high = mid
  }
  return low
}

/** Whether there is a purchase after `from` and not after `to`. */
export function buysBetween(history: PurchaseHistory, from: DayNumber, to: DayNumber): boolean {
  return countUpTo(history.days, to) > countUpTo(history.days, from)
}

/** The gaps in days between the purchase days not after `today`. */
export function gapsUpTo(history: PurchaseHistory, today: DayNumber): number[] {
  const count = countUpTo(history.days, today)
  const gaps: number[] = []
  for (let i = 1; i < count; i++) gaps.push(history.days[i]! - history.days[i - 1]!)
  return gaps
}

/** What was known of the customer at the end of `today`, or null when she had not bought yet. Reads nothing after that day. */
export function standingAt(history: PurchaseHistory, today: DayNumber): Standing | null {
  const count = countUpTo(history.days, today)
  if (count === 0) return null
  let lnGapDays = 0
  let lnGapDaysSquared = 0
  let spendFen = 0
  let pricedDays = 0
  for (let i = 0; i < count; i++) {
    const lnGap = i === 0 ? 0 : Math.log(history.days[i]! - history.days[i - 1]!)
    lnGapDays += lnGap
    lnGapDaysSquared += lnGap * lnGap
    const amount = history.amountsFen[i]
    if (amount === null || amount === undefined) continue
    spendFen += amount
    pricedDays += 1
  }
  const firstDay = history.days[0]!
  const lastDay = history.days[count - 1]!
  return { x: count - 1, firstDay, lastDay, silenceDays: today - lastDay, ageDays: today - firstDay, lnGapDays, lnGapDaysSquared, spendFen, pricedDays }
}

/** The model's view of a standing, in weeks. */
export function observedOf(standing: Standing): Observed {
  const { x, firstDay, lastDay, ageDays, lnGapDays } = standing
  return { x, t: (lastDay - firstDay) / 7, T: ageDays / 7, lnGaps: lnGapDays - x * Math.log(7) }
}
