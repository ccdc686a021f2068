import { type Observed } from './cells.ts'
import { chanceAlive, chanceBuysWithin, type ErlangModel, lnLikelihood } from './erlang-model.ts'

/** A share of the customers whose gaps have one regularity k. */
export interface MixturePart { weight: number, model: ErlangModel }

/** Parts with different k; weights are positive and sum to 1. One part is the plain model. */
export type ErlangMixture = readonly MixturePart[]

/** Weights under this are nobody's. */
const smallestWeight = 0.01

/** exp of values relative to their largest, summing to 1, and ln of the sum. */
function normalised(lnValues: readonly number[]): { shares: number[], lnSum: number } {
  const top = Math.max(...lnValues)
  const scaled = lnValues.map(value => Math.exp(value - top))
  const sum = scaled.reduce((total, value) => total + value, 0)
  return { shares: scaled.map(value => value / sum), lnSum: top + Math.log(sum) }
}

/** Chances that this customer belongs to each part: her own gaps decide (Bayes). Sum to 1. */
export function partShares(mixture: ErlangMixture, customer: Observed): number[] {
  if (mixture.length === 1) return [1]
  return normalised(mixture.map(part => Math.log(part.weight) + lnLikelihood(part.model, customer, customer.lnGaps))).shares
}

function averaged(mixture: ErlangMixture, customer: Observed, chance: (model: ErlangModel) => number): number {
  const shares = partShares(mixture, customer)
  return mixture.reduce((sum, part, i) => shares[i]! < 1e-6 ? sum : sum + shares[i]! * chance(part.model), 0)
}

/** P(alive), 0 to 1. */
export function mixtureAlive(mixture: ErlangMixture, customer: Observed): number {
  return Math.min(1, averaged(mixture, customer, model => chanceAlive(model, customer)))
}

/** Chance, 0 to 1, of a purchase within `weeks`. */
export function mixtureBuysWithin(mixture: ErlangMixture, customer: Observed, weeks: number): number {
  return Math.min(1, averaged(mixture, customer, model => chanceBuysWithin(model, customer, weeks)))
}

export interface MixtureFit { mixture: ErlangMixture, lnLikelihood: number }

/** Weights by expectation–maximisation, each model held as it was fitted to all customers; small parts are dropped. At least one model, one customer. */
export function fitMixture(models: readonly ErlangModel[], customers: readonly Observed[]): MixtureFit {
  const lnByCustomer = customers.map(customer => models.map(model => lnLikelihood(model, customer, customer.lnGaps)))
  let weights = models.map(() => 1 / models.length)
  let lnLikelihoodSum = -Infinity
  for (let round = 0; round < 100; round++) {
    const lnWeights = weights.map(Math.log)
    const found = models.map(() => 0)
    let sum = 0
    for (const row of lnByCustomer) {
      const { shares, lnSum } = normalised(row.map((value, i) => value + lnWeights[i]!))
      sum += lnSum
      shares.forEach((share, i) => { found[i]! += share })
    }
    weights = found.map(share => share / customers.length)
    const gained = sum - lnLikelihoodSum
    lnLikelihoodSum = sum
    if (gained < 0.01) break
  }
  const kept = models.map((model, i) => ({ model, weight: weights[i]! })).filter(part => part.weight >= smallestWeight)
  const total = kept.reduce((sum, part) => sum + part.weight, 0)
  return { mixture: kept.map(part => ({ ...part, weight: part.weight / total })), lnLikelihood: lnLikelihoodSum }
}
