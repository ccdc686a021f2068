import { medianOf } from './baselines.ts'
import { nelderMead } from './nelder-mead.ts'
import { lnGamma } from './special-functions.ts'
import { highestLog, lowestLog } from './fit-erlang.ts'

/** Spend per purchase varies by Gamma(p) around a customer's own level, levels by an inverse Gamma(q, gamma). gamma has the unit of money given. */
export interface TicketModel { p: number, q: number, gamma: number }

/** Purchases of one customer: how many (> 0) and their mean (> 0) in any one unit of money. */
export interface Spending { count: number, mean: number }

export type TicketFit =
  | { status: 'fitted', model: TicketModel, lnLikelihood: number }
  | { status: 'refused', reason: 'too-few' | 'bound' }

/** Log-likelihood of one customer's mean spend. Source: Fader & Hardie 2013, "The Gamma-Gamma Model of Monetary Value", eq. 1a. */
export function ticketLnLikelihood({ p, q, gamma }: TicketModel, { count: x, mean: z }: Spending): number {
  return lnGamma(p * x + q) - lnGamma(p * x) - lnGamma(q) + q * Math.log(gamma)
    + (p * x - 1) * Math.log(z) + p * x * Math.log(x) - (p * x + q) * Math.log(gamma + x * z)
}

/**
 * Expected spend of her next purchase, in the model's unit of money: between her own mean and the shop's. Without purchases the shop's mean.
 * Needs q > 1 or a purchase. Source: Fader & Hardie 2013, eq. 5.
 */
export function expectedTicket({ p, q, gamma }: TicketModel, spending: Spending): number {
  const { count, mean } = spending
  const weight = p * count + q - 1
  if (!(weight > 0)) throw new RangeError('the expected ticket is infinite: q ≤ 1 and no purchase')
  return p * (gamma + (count === 0 ? 0 : count * mean)) / weight
}

/** Log-likelihood per customer to which a fit goes; its parameters' own uncertainty is worth far more. */
const toleranceEach = 1e-9

/**
 * Maximum likelihood over customers with a repeat (the caller chooses them); means that are not positive are left out.
 * Money is divided by the median mean first, so yuan and fen give the same model. `ridge` as in fitErlang; null reproduces published figures.
 * Refused with fewer than 10 customers or at a bound.
 */
export function fitTicket(spendings: readonly Spending[], ridge: number | null = 2): TicketFit {
  const used = spendings.filter(s => s.count > 0 && s.mean > 0)
  if (used.length < 10) return { status: 'refused', reason: 'too-few' }
  const unit = medianOf(used.map(s => s.mean))
  const scaled = used.map(s => ({ count: s.count, mean: s.mean / unit }))
  const held = (log: number) => Math.exp(Math.min(highestLog, Math.max(lowestLog, log)))
  const objective = (logs: readonly number[]) => {
    const model = { p: held(logs[0]!), q: held(logs[1]!), gamma: held(logs[2]!) }
    const penalty = ridge === null ? 0 : logs.reduce((sum, log) => sum + log * log, 0) / (2 * ridge * ridge)
    const beyond = logs.reduce((sum, log) => sum + Math.max(0, log - highestLog, lowestLog - log), 0)
    return beyond + penalty - scaled.reduce((sum, s) => sum + ticketLnLikelihood(model, s), 0)
  }
  const best = [[1, 1, 0], [2, 1.5, -1]].map(start => nelderMead(objective, start, { tolerance: used.length * toleranceEach })).sort((u, v) => u.value - v.value)[0]!
  if (best.point.some(log => log >= highestLog - 1e-3 || log <= lowestLog + 1e-3)) return { status: 'refused', reason: 'bound' }
  const model = { p: held(best.point[0]!), q: held(best.point[1]!), gamma: held(best.point[2]!) * unit }
  return { status: 'fitted', model, lnLikelihood: used.reduce((sum, s) => sum + ticketLnLikelihood(model, s), 0) }
}
