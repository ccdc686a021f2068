import { medianOf, type RfmBorders, rfmBorders, rfmScore } from './baselines.ts'
import { mergeCells } from './cells.ts'
import { type DayNumber } from './day-number.ts'
import { driftBorder } from './drift.ts'
import { shopGapSpread } from './due-date.ts'
import { type ErlangMixture, fitMixture, mixtureChances } from './erlang-mixture.ts'
import { type ErlangModel } from './erlang-model.ts'
import { fitRegularities } from './fit-erlang.ts'
import { frozenDriftBorder, frozenGapSpread, frozenMedianGapDays, scaledPrior, sourceFor } from './frozen-priors.ts'
import { expectedTicket, fitTicket, type TicketModel } from './gamma-gamma.ts'
import { type LogisticModel, logisticChance } from './logistic.ts'
import { gapsUpTo, observedOf, type PurchaseHistory, type Standing, standingAt } from './purchase-history.ts'
import { scoreFeatures } from './score-features.ts'
import { trainScore } from './score-training.ts'
import { logit, sigmoid } from './special-functions.ts'

/** All that scoring a customer needs to know of the shop: made weekly by `fitShop`, plain JSON. Times of models are weeks, money is fen. */
export interface ShopRhythm {
  /** whose parameters: the shop's own fit, or the frozen priors while it is young or its fit was refused */
  source: 'own' | 'prior'
  fittedOn: DayNumber
  /** the one k of the largest likelihood */
  model: ErlangModel
  /** several k where that explains the shop's gaps better, else `model` alone */
  mixture: ErlangMixture
  medianGapDays: number
  gapSpread: number
  driftBorder: number
  meanTicketFen: number
  /** null when fewer than ten customers have a repeat with money, or the fit was refused */
  ticket: TicketModel | null
  rfm: RfmBorders
  /** null while `source` is `prior` or the last windows had no buyers: P30 with RFM ranks instead */
  score: LogisticModel | null
  /** every k's fit, to begin at next week */
  fits: ErlangModel[]
}

/** Days that chances look ahead. */
export const horizonDays = 30

/** Customers a fit looks at: of more, every n-th (parameters move by less than 4 %; models.md). */
const largestSample = 50_000

const singleKs = [1, 2, 3, 4, 5, 6]
const mixedKs = [1, 2, 3, 4, 6, 9]

/** Above so many customers t and T are rounded to whole weeks. */
const exactCustomers = 5000

function everyNth<T>(values: readonly T[], largest: number): readonly T[] {
  if (values.length <= largest) return values
  const stride = values.length / largest
  return Array.from({ length: largest }, (_, i) => values[Math.floor(i * stride)]!)
}

type Rhythm = Pick<ShopRhythm, 'source' | 'model' | 'mixture' | 'fits'>

function priorRhythm(medianGapDays: number): Rhythm {
  const model = scaledPrior(medianGapDays)
  return { source: 'prior', model, mixture: [{ weight: 1, model }], fits: [] }
}

/** The own fit when there is enough to learn from and some k keeps within the bounds; the priors else. */
function rhythmFrom(standings: readonly Standing[], medianGapDays: number, before: ShopRhythm | null): Rhythm {
  const customers = standings.map(observedOf)
  const cells = mergeCells(customers, customers.length > exactCustomers ? 1 : 0)
  if (sourceFor(cells, before?.source) === 'prior') return priorRhythm(medianGapDays)
  const fits = fitRegularities(cells, [...singleKs, 9], before?.fits)
  const singles = fits.filter(fit => fit.model.k <= 6).sort((u, v) => v.lnLikelihood - u.lnLikelihood)
  const best = singles[0]
  if (!best) return priorRhythm(medianGapDays)
  const exact = fitMixture([best.model], customers)
  const mixed = fitMixture(fits.map(fit => fit.model).filter(model => mixedKs.includes(model.k)), customers)
  const price = (mixed.mixture.length - 1) / 2 * Math.log(customers.length)
  const isMixed = mixed.mixture.length > 1 && mixed.lnLikelihood - exact.lnLikelihood > price
  return { source: 'own', model: best.model, mixture: isMixed ? mixed.mixture : exact.mixture, fits: fits.map(fit => fit.model) }
}

/** Customers the ticket is fitted on: three parameters need no more. */
const largestTicketSample = 5000

function ticketFrom(standings: readonly Standing[]): TicketModel | null {
  const repeaters = everyNth(standings, largestTicketSample).filter(s => s.x > 0 && s.pricedDays > 0).map(s => ({ count: s.pricedDays, mean: s.spendFen / s.pricedDays }))
  const fit = fitTicket(repeaters)
  return fit.status === 'fitted' ? fit.model : null
}

/**
 * The shop at the end of `today`: reads nothing after that day. `before` is last week's result, where the fit begins and whose source is kept in between.
 * `usualGapDays` (> 0) stands in while the log has no gap: say, the days of supply of the goods' usual pack.
 * Any histories will do: none, one customer, nobody with a repeat, no money.
 */
export function fitShop(histories: readonly PurchaseHistory[], today: DayNumber, before: ShopRhythm | null = null, usualGapDays = frozenMedianGapDays): ShopRhythm {
  const sample = everyNth(histories.filter(({ days }) => days.length > 0 && days[0]! <= today), largestSample)
  const standings = sample.flatMap(history => standingAt(history, today) ?? [])
  const gaps = sample.flatMap(history => gapsUpTo(history, today))
  const medianGapDays = gaps.length > 0 ? medianOf(gaps) : usualGapDays
  const rhythm = rhythmFrom(standings, medianGapDays, before)
  const pricedDays = standings.reduce((sum, s) => sum + s.pricedDays, 0)
  const meanTicketFen = pricedDays === 0 ? 0 : Math.max(0, standings.reduce((sum, s) => sum + s.spendFen, 0) / pricedDays)
  const scale = { medianGapDays, meanTicketFen }
  return {
    ...rhythm, ...scale, fittedOn: today,
    gapSpread: shopGapSpread(sample, today) ?? frozenGapSpread,
    driftBorder: driftBorder(rhythm.mixture, sample, today) ?? frozenDriftBorder,
    ticket: ticketFrom(standings),
    rfm: rfmBorders(standings),
    score: rhythm.source === 'prior' ? null : trainScore(sample, today, standing => featuresOf({ ...rhythm, ...scale }, standing)),
  }
}

function featuresOf(shop: Pick<ShopRhythm, 'mixture' | 'medianGapDays' | 'meanTicketFen'>, standing: Standing): number[] {
  return scoreFeatures(standing, chanceIn30Days(shop, standing), shop)
}

/** Chance, 0 to 1, that she buys within 30 days, by the rhythm alone. */
export function chanceIn30Days(shop: Pick<ShopRhythm, 'mixture'>, standing: Standing): number {
  return mixtureChances(shop.mixture, observedOf(standing), horizonDays / 7).buys
}

/** Weight of a step of the RFM sum (3 to 15) in a young shop's log-odds: in shops of 280 customers from four logs, AUC + .007 over P30 alone in the mean. */
const rfmStep = 0.15

/**
 * The product's score: chance, 0 to 1, that she buys within 30 days; rank by it.
 * In a young shop P30 of the priors, moved up or down by the RFM sum.
 */
export function scoreOf(shop: ShopRhythm, standing: Standing): number {
  if (shop.score) return logisticChance(shop.score, featuresOf(shop, standing))
  return sigmoid(logit(chanceIn30Days(shop, standing)) + rfmStep * (rfmScore(standing, shop.rfm) - 9))
}

/** Expected money of her next purchase, fen; null when neither she nor the shop has any. */
export function expectedTicketFen(shop: Pick<ShopRhythm, 'ticket' | 'meanTicketFen'>, standing: Standing): number | null {
  const { spendFen, pricedDays } = standing
  const count = spendFen > 0 ? pricedDays : 0
  const mean = count > 0 ? spendFen / count : 0
  if (shop.ticket && shop.ticket.p * count + shop.ticket.q > 1) return expectedTicket(shop.ticket, { count, mean })
  if (count > 0) return (spendFen + shop.meanTicketFen) / (count + 1)
  return shop.meanTicketFen > 0 ? shop.meanTicketFen : null
}
