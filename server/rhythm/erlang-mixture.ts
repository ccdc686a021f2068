import { type Observed } from './cells.ts'
import { chanceAlive, chanceBuysWithin, type ErlangModel, lnLikelihood } from './erlang-model.ts'

/** A share of the customers whose gaps have one regularity k. */
export interface MixturePart { weight: number, model: ErlangModel }

/** Parts with different k; weights are positive and sum to 1. One part is the plain model. */
export type ErlangMixture = readonly MixturePart[]

/** Weights under this are nobody's. */
const smallestWeight = 0.01

/** Chances that this customer belongs to each part: her own gaps decide (Bayes). Sum to 1. */
export function partShares(mixture: ErlangMixture, customer: Observed): number[] {
  if (mixture.length === 1) return [1]
  const lnValues = mixture.map(part => Math.log(part.weight) + lnLikelihood(part.model, customer, customer.lnGaps))
  const top = Math.max(...lnValues)
  const scaled = lnValues.map(value => Math.exp(value - top))
  const sum = scaled.reduce((total, value) => total + value, 0)
  return scaled.map(value => value / sum)
}

/** P(alive), and the chance of a purchase within `weeks`: both 0 to 1, the second never above the first. */
export function mixtureChances(mixture: ErlangMixture, customer: Observed, weeks: number): { alive: number, buys: number } {
  const shares = partShares(mixture, customer)
  let alive = 0
  let buys = 0
  mixture.forEach(({ model }, i) => {
    const share = shares[i]!
    if (share < 1e-6) return
    alive += share * chanceAlive(model, customer)
    buys += share * chanceBuysWithin(model, customer, weeks)
  })
  return { alive: Math.min(1, alive), buys: Math.min(1, buys) }
}

export interface MixtureFit { mixture: ErlangMixture, lnLikelihood: number }

/** Likelihood of every customer under every model, row by row, relative to the row's largest; and Σ ln of those largest. */
function relativeLikelihoods(models: readonly ErlangModel[], customers: readonly Observed[]): { rows: Float64Array, lnTops: number } {
  const width = models.length
  const rows = new Float64Array(customers.length * width)
  let lnTops = 0
  customers.forEach((customer, n) => {
    let top = -Infinity
    for (let i = 0; i < width; i++) {
      const value = lnLikelihood(models[i]!, customer, customer.lnGaps)
      rows[n * width + i] = value
      top = Math.max(top, value)
    }
    for (let i = 0; i < width; i++) rows[n * width + i] = Math.exp(rows[n * width + i]! - top)
    lnTops += top
  })
  return { rows, lnTops }
}

/** One round of expectation and maximisation: the new weights, and Σ ln of the customers' likelihood under the old ones. */
function round(rows: Float64Array, weights: readonly number[]): { weights: number[], lnSum: number } {
  const width = weights.length
  const found = new Float64Array(width)
  let lnSum = 0
  for (let at = 0; at < rows.length; at += width) {
    let sum = 0
    for (let i = 0; i < width; i++) sum += weights[i]! * rows[at + i]!
    lnSum += Math.log(sum)
    for (let i = 0; i < width; i++) found[i]! += weights[i]! * rows[at + i]! / sum
  }
  return { weights: Array.from(found, share => share * width / rows.length), lnSum }
}

/** Weights by expectation–maximisation, each model held as it was fitted to all customers; small parts are dropped. At least one model, one customer. */
export function fitMixture(models: readonly ErlangModel[], customers: readonly Observed[]): MixtureFit {
  const { rows, lnTops } = relativeLikelihoods(models, customers)
  let weights = models.map(() => 1 / models.length)
  let reached = -Infinity
  for (let n = 0; n < 200; n++) {
    const next = round(rows, weights)
    const gained = next.lnSum - reached
    reached = next.lnSum
    if (gained < 0.01) break
    weights = next.weights
  }
  const kept = models.map((model, i) => ({ model, weight: weights[i]! })).filter(part => part.weight >= smallestWeight)
  const total = kept.reduce((sum, part) => sum + part.weight, 0)
  return { mixture: kept.map(part => ({ ...part, weight: part.weight / total })), lnLikelihood: reached + lnTops }
}
