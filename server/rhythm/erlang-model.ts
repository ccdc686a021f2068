import { hypergeometric2F1, lnBeta, lnGamma } from './special-functions.ts'

/**
 * Parameters of the (M)BG/CNBD-k model; time in weeks.
 * A customer's gaps are Erlang-k with a rate from Gamma(r, alpha); after each purchase she drops out with a chance from Beta(a, b).
 * `mbg`: she may drop out at the first purchase already; `bg`: only from the first repeat on (a one-time buyer is alive for ever).
 * All four numbers > 0; k is 1, 2, 3 …
 * Source: Fader, Hardie & Lee 2005 (BG/NBD); Batislam, Denizel & Filiztekin 2007 (MBG/NBD); Platzer & Reutterer 2017 (MBG/CNBD-k).
 */
export interface ErlangModel { kind: 'mbg' | 'bg', k: number, r: number, alpha: number, a: number, b: number }

/** What the model knows of a customer, in weeks: repeats x (same day merged), first to last purchase t, first purchase to now T. 0 ≤ t ≤ T. */
export interface Recency { x: number, t: number, T: number }

/** 1 when a customer may drop out at her first purchase. */
export function dropsAtFirst(model: Pick<ErlangModel, 'kind'>): 0 | 1 {
  return model.kind === 'mbg' ? 1 : 0
}

/** Σ_{j<k} (R)_j / j! · ratio^j: the chance, relative to the exponential's, that fewer than k phases have passed. */
export function phaseSum(k: number, R: number, ratio: number): number {
  let term = 1
  let sum = 1
  for (let j = 1; j < k; j++) {
    term *= ((R + j - 1) / j) * ratio
    sum += term
  }
  return sum
}

/** ln of D and of S at the customer's present; P(alive) = 1 / (1 + D/S). */
function deadAndAlive(model: ErlangModel, { x, t, T }: Recency): { lnD: number, lnS: number, R: number } {
  const d = dropsAtFirst(model)
  const R = model.r + model.k * x
  const lnS = Math.log(phaseSum(model.k, R, (T - t) / (model.alpha + T)))
  if (d === 0 && x === 0) return { lnD: -Infinity, lnS, R }
  const lnD = Math.log(model.a / (model.b + x - 1 + d)) + R * Math.log((model.alpha + T) / (model.alpha + t))
  return { lnD, lnS, R }
}

/** Log-likelihood of one customer. `lnGaps` is Σ ln(gap in weeks), which carries no parameter but decides between different k. */
export function lnLikelihood(model: ErlangModel, customer: Recency, lnGaps: number): number {
  const { k, r, alpha, a, b } = model
  const { x, T } = customer
  const { lnD, lnS, R } = deadAndAlive(model, customer)
  const top = Math.max(lnD, lnS)
  return (k - 1) * lnGaps - x * lnGamma(k) + lnBeta(a, b + x + dropsAtFirst(model)) - lnBeta(a, b)
    + lnGamma(R) - lnGamma(r) + r * Math.log(alpha) - R * Math.log(alpha + T)
    + top + Math.log(Math.exp(lnS - top) + Math.exp(lnD - top))
}

/** Chance, 0 to 1, that the customer has not dropped out. Under `bg` a one-time buyer's is always 1. */
export function chanceAlive(model: ErlangModel, customer: Recency): number {
  const { lnD, lnS } = deadAndAlive(model, customer)
  return 1 / (1 + Math.exp(lnD - lnS))
}

/** Chance, 0 to 1, that an alive customer's present gap lasts at least as long as it has: falls as T grows. */
export function gapSurvival(model: ErlangModel, { x, t, T }: Recency): number {
  return survivalAfter(model, model.r + model.k * x, model.alpha + t, T - t)
}

/** Chance that the next gap, ~ M · BetaPrime(k, R), is longer than g weeks. */
function survivalAfter(model: ErlangModel, R: number, M: number, g: number): number {
  return Math.min(1, Math.exp(R * Math.log(M / (M + g)) + Math.log(phaseSum(model.k, R, g / (M + g)))))
}

/** Chance, 0 to 1, of at least one purchase within `weeks` ≥ 0 from now; grows with `weeks`. Exact for every k. */
export function chanceBuysWithin(model: ErlangModel, customer: Recency, weeks: number): number {
  const { t, T } = customer
  const { lnS, R } = deadAndAlive(model, customer)
  const later = model.alpha + T + weeks
  const lnLater = R * Math.log((model.alpha + T) / later) + Math.log(phaseSum(model.k, R, (T - t + weeks) / later))
  return Math.max(0, chanceAlive(model, customer) * -Math.expm1(Math.min(0, lnLater - lnS)))
}

/** Length in weeks that the next gap exceeds with chance `tail` (0 to 1, ends excluded), counted from the last purchase, given alive. .5 is its median. */
export function gapQuantile(model: ErlangModel, { x, t }: Pick<Recency, 'x' | 't'>, tail = 0.5): number {
  if (!(tail > 0 && tail < 1)) throw new RangeError(`tail is a chance between 0 and 1, not ${tail}`)
  const R = model.r + model.k * x
  const M = model.alpha + t
  let low = -50
  let high = 600
  for (let i = 0; i < 200 && high - low > 1e-13 * Math.max(1, Math.abs(high)); i++) {
    const mid = (low + high) / 2
    if (survivalAfter(model, R, M, M * Math.exp(mid)) > tail) low = mid
    else high = mid
  }
  return M * Math.exp((low + high) / 2)
}

/** ln of the density of the next gap at `weeks` ≥ 0, given alive: M·BetaPrime(k, R) with M = alpha + t. */
export function lnGapDensity(model: ErlangModel, { x, t }: Pick<Recency, 'x' | 't'>, weeks: number): number {
  const R = model.r + model.k * x
  const M = model.alpha + t
  return (model.k === 1 ? 0 : (model.k - 1) * Math.log(weeks)) + R * Math.log(M) - lnBeta(model.k, R) - (R + model.k) * Math.log(M + weeks)
}

/**
 * Expected number of purchases within `weeks` from now; exact for k = 1, an approximation above.
 * Source: Fader, Hardie & Lee 2005 eq. 10 after Euler's transformation, which keeps the series short; k and d after Platzer & Reutterer 2017.
 */
export function expectedPurchases(model: ErlangModel, customer: Recency, weeks: number): number {
  if (weeks <= 0) return 0
  const { k, r, alpha, b } = model
  const d = dropsAtFirst(model)
  const a = Math.abs(model.a - 1) < 1e-6 ? 1 + 1e-6 : model.a
  const z = weeks / (k * alpha + customer.T + weeks)
  const C = a + b + customer.x - 1 + d
  const series = hypergeometric2F1(a + b - 1 + d - r, a - 1, C, z)
  return Math.max(0, C / (a - 1) * (1 - (1 - z) ** (a - 1) * series) * chanceAlive(model, customer))
}
