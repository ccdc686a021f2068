import { type Standing } from './purchase-history.ts'
import { expectedGapDays } from './due-date.ts'
import { logit } from './special-functions.ts'

/** What a row of features needs from the shop: its median gap, and the mean ticket that stands in where no money is known. */
export interface FeatureScale { medianGapDays: number, meanTicketFen: number }

/**
 * One row for the logistic score: ln(1+silence), ln(1+x), ln(1+age), u, u², [x = 0], ln(1+x)·ln(1+silence), ln(mean ticket), logit(P30);
 * u = ln((silence+1) / expected gap), days. Source: models.md §1. Always finite.
 */
export function scoreFeatures(standing: Standing, p30: number, scale: FeatureScale): number[] {
  const { x, silenceDays, ageDays, lnGapDays, spendFen, pricedDays } = standing
  const lnSilence = Math.log1p(silenceDays)
  const u = lnSilence - Math.log(expectedGapDays(x, lnGapDays, scale.medianGapDays))
  const ticketFen = pricedDays > 0 ? spendFen / pricedDays : scale.meanTicketFen
  return [
    lnSilence, Math.log1p(x), Math.log1p(ageDays), u, u * u, x === 0 ? 1 : 0, Math.log1p(x) * lnSilence,
    Math.log(Math.max(0, ticketFen) + 100), logit(p30),
  ]
}
