import { type DayNumber, isoDayOf } from './day-number.ts'
import { daysUntilDrift } from './drift.ts'
import { dueRange, expectedGapDays, gapSpread } from './due-date.ts'
import { mixtureChances } from './erlang-mixture.ts'
import { observedOf, standingAt } from './purchase-history.ts'
import { horizonDays, type ShopRhythm } from './shop-rhythm.ts'

/** How P(alive) is read: over .5 she goes on, .5 to .1 is for recall, under .1 for seasonal care only. Source: models.md §3. */
export type Reading = 'steady' | 'recall' | 'sleeping'

/** Figures for the words of a reason. */
export interface ReasonFigures {
  /** distinct purchase days up to today, ≥ 1 */
  purchaseDays: number
  /** YYYY-MM-DD */
  lastPurchaseOn: string
  /** days since the last purchase */
  silenceDays: number
  /** the expected gap in whole days, ≥ 1 */
  usualGapDays: number
  /** gaps of her own behind it; 0: it is the shop's */
  ownGaps: number
  /** the shop's median gap in whole days, ≥ 1 */
  shopGapDays: number
  /** days from today to the ends of the due range; negative when past */
  dueInDays: { from: number, to: number }
  /** day of the drift alarm if she stays silent, YYYY-MM-DD; null when there is none within ten years */
  driftsOn: string | null
}

/** What the planner knows of one customer's rhythm on a day. */
export interface CustomerRhythm {
  /** expected days between purchases, > 0, not rounded */
  expectedGapDays: number
  /** about half of the next purchases fall into these days, counted from the last purchase; may lie in the past */
  dueOn: { from: DayNumber, to: DayNumber }
  /** whether the range's end has passed */
  isOverdue: boolean
  /** chance, 0 to 1, that she still is a customer */
  pAlive: number
  /** chance, 0 to 1, of a purchase within 30 days */
  p30: number
  /** the alarm of models.md §3: of the customers who do come back, 5 % are called so in error */
  isDrifting: boolean
  reading: Reading
  /** `prior`: the shop is too young for parameters of its own, so chances are those of a usual shop with its median gap */
  source: ShopRhythm['source']
  reasonFigures: ReasonFigures
}

function readingOf(pAlive: number): Reading {
  if (pAlive < 0.1) return 'sleeping'
  return pAlive <= 0.5 ? 'recall' : 'steady'
}

/**
 * The rhythm of one customer at the end of `today`. `purchaseDays` are days of self-use purchases in any order, repetitions allowed: gifts for others
 * never start her clock. Days after `today` are not read. Null when there is none up to it.
 */
export function rhythmOf(purchaseDays: readonly DayNumber[], shop: ShopRhythm, today: DayNumber): CustomerRhythm | null {
  const standing = standingAt({ days: [...new Set(purchaseDays)].sort((a, b) => a - b), amountsFen: [] }, today)
  if (!standing) return null
  const { x, lastDay, silenceDays } = standing
  const observed = observedOf(standing)
  const gapDays = expectedGapDays(x, standing.lnGapDays, shop.medianGapDays)
  const dueOn = dueRange(lastDay, gapDays, gapSpread(standing, shop.gapSpread), x)
  const { alive: pAlive, buys: p30 } = mixtureChances(shop.mixture, observed, horizonDays / 7)
  const driftsAfter = daysUntilDrift(shop.mixture, observed, shop.driftBorder)
  return {
    expectedGapDays: gapDays, dueOn, isOverdue: today > dueOn.to, pAlive, p30,
    isDrifting: driftsAfter !== null && silenceDays >= driftsAfter, reading: readingOf(pAlive), source: shop.source,
    reasonFigures: {
      purchaseDays: x + 1, lastPurchaseOn: isoDayOf(lastDay), silenceDays, ownGaps: x,
      usualGapDays: Math.max(1, Math.round(gapDays)), shopGapDays: Math.max(1, Math.round(shop.medianGapDays)),
      dueInDays: { from: dueOn.from - today, to: dueOn.to - today },
      driftsOn: driftsAfter === null ? null : isoDayOf(lastDay + driftsAfter),
    },
  }
}
