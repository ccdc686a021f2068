import { type DayNumber } from './day-number.ts'
import { type PurchaseHistory, type Standing, standingAt } from './purchase-history.ts'

/** Gaps of the shop's median length that every customer is taken to have had, before her own count. Source: models.md §2. */
const priorGaps = 2

/** Gaps of the shop's spread that every customer is taken to have had. */
const priorSpreadGaps = 4

/** Half of a normal distribution lies within this many standard deviations. */
const middleHalf = 0.6745

/**
 * Her usual gap in days: exp((Σ ln gap + 2·ln shop median) / (x + 2)), the geometric mean of her own x gaps and two of the shop's median.
 * `medianGapDays` > 0. Between the shortest and the longest of those gaps.
 */
export function expectedGapDays(x: number, lnGapDays: number, medianGapDays: number): number {
  return Math.exp((lnGapDays + priorGaps * Math.log(medianGapDays)) / (x + priorGaps))
}

/** Standard deviation of ln gap of one customer: her own about her mean, held to the shop's by four gaps. */
export function gapSpread({ x, lnGapDays, lnGapDaysSquared }: Standing, shopSpread: number): number {
  const ownSquares = x < 2 ? 0 : Math.max(0, lnGapDaysSquared - lnGapDays ** 2 / x)
  return Math.sqrt((ownSquares + priorSpreadGaps * shopSpread ** 2) / (Math.max(0, x - 1) + priorSpreadGaps))
}

/** First and last day of the range in which about half of the next purchases fall. */
export interface DueRange { from: DayNumber, to: DayNumber }

/** The range around last purchase + expected gap (days); at least one day wide, never before the day after the purchase. */
export function dueRange(lastDay: DayNumber, gapDays: number, spread: number, x: number): DueRange {
  const width = middleHalf * spread * Math.sqrt(1 + 1 / (x + priorGaps))
  const from = lastDay + Math.max(1, Math.round(gapDays * Math.exp(-width)))
  return { from, to: Math.max(from + 1, lastDay + Math.round(gapDays * Math.exp(width))) }
}

/**
 * A shop's spread: the standard deviation of ln(gap) about each customer's own mean, over customers with two gaps or more up to `today`.
 * Null with fewer than 30 degrees of freedom.
 */
export function shopGapSpread(histories: readonly PurchaseHistory[], today: DayNumber): number | null {
  let squares = 0
  let freedom = 0
  for (const history of histories) {
    const standing = standingAt(history, today)
    if (!standing || standing.x < 2) continue
    squares += Math.max(0, standing.lnGapDaysSquared - standing.lnGapDays ** 2 / standing.x)
    freedom += standing.x - 1
  }
  return freedom < 30 ? null : Math.sqrt(squares / freedom)
}

/** Elasticity of the gap to the days of supply bought before a product family has data, and the gaps it weighs. Source: models.md §2. */
const priorElasticity = 0.5
const priorElasticityGaps = 50

/** One gap of a product family: its length and the supply bought at its start, both against the customer's own means. All > 0. */
export interface SuppliedGap { gapDays: number, meanGapDays: number, supply: number, meanSupply: number }

/** Elasticity of a family: least squares of ln(gap / own mean) on ln(supply / own mean), held to .5 by the weight of 50 gaps, within 0 to 1. */
export function supplyElasticity(gaps: readonly SuppliedGap[]): number {
  let cross = 0
  let square = 0
  let told = 0
  for (const { gapDays, meanGapDays, supply, meanSupply } of gaps) {
    const lnSupply = Math.log(supply / meanSupply)
    if (lnSupply === 0) continue
    cross += lnSupply * Math.log(gapDays / meanGapDays)
    square += lnSupply * lnSupply
    told += 1
  }
  const own = square > 0 ? cross / square : priorElasticity
  return Math.min(1, Math.max(0, (told * own + priorElasticityGaps * priorElasticity) / (told + priorElasticityGaps)))
}

/** The expected gap after a purchase of `supply` days by somebody who usually buys `meanSupply`: gap·(q / mean q)^β. All > 0. */
export function suppliedGapDays(gapDays: number, supply: number, meanSupply: number, elasticity = priorElasticity): number {
  return gapDays * (supply / meanSupply) ** elasticity
}
