import { type Cells } from './cells.ts'
import { type ErlangModel, phaseSum } from './erlang-model.ts'
import { nelderMead } from './nelder-mead.ts'
import { lnBeta, lnGamma } from './special-functions.ts'

/** Log-parameters beyond these have left the region where the data say anything (some logs have no finite optimum). */
export const lowestLog = -12
export const highestLog = 9.2

export interface FitOptions {
  kind: 'mbg' | 'bg'
  k: number
  /** standard deviation of the normal prior on log-parameters; null for pure maximum likelihood. 2 in the product. */
  ridge: number | null
  /** of the log-likelihood; 1e-4 by default */
  tolerance?: number
  /** an earlier fit to begin at; saves the two starts */
  near?: ErlangModel
}

export type Fit =
  | { status: 'fitted', model: ErlangModel, lnLikelihood: number }
  | { status: 'refused', reason: 'no-repeats' | 'bound' }

type Parameters = readonly [r: number, alpha: number, a: number, b: number]

/** Parts of a cell's likelihood that depend on x alone, by x. */
function byRepeats(cells: Cells, kind: ErlangModel['kind'], k: number, [r, alpha, a, b]: Parameters) {
  const d = kind === 'mbg' ? 1 : 0
  const constant = -lnBeta(a, b) - lnGamma(r) + r * Math.log(alpha)
  const base: number[] = []
  const lnOdds: number[] = []
  for (const x of cells.x) {
    if (x in base) continue
    base[x] = constant + lnBeta(a, b + x + d) + lnGamma(r + k * x) - x * lnGamma(k)
    lnOdds[x] = x === 0 && d === 0 ? -Infinity : Math.log(a / (b + x - 1 + d))
  }
  return { base, lnOdds }
}

/** Log-likelihood of all customers; the same sum as `lnLikelihood` of erlang-model.ts, cell by cell. */
export function cellsLnLikelihood(cells: Cells, { kind, k, r, alpha, a, b }: ErlangModel): number {
  const { base, lnOdds } = byRepeats(cells, kind, k, [r, alpha, a, b])
  let sum = (k - 1) * cells.lnGaps
  for (let i = 0; i < cells.x.length; i++) {
    const x = cells.x[i]!
    const T = cells.T[i]!
    const t = cells.t[i]!
    const R = r + k * x
    const lnNow = Math.log(alpha + T)
    const lnD = lnOdds[x]! + R * (lnNow - Math.log(alpha + t))
    const S = k === 1 ? 1 : phaseSum(k, R, (T - t) / (alpha + T))
    const lnSD = lnD > 500 ? lnD : Math.log(S + Math.exp(lnD))
    sum += cells.count[i]! * (base[x]! - R * lnNow + lnSD)
  }
  return sum
}

function starts(cells: Cells, k: number): number[][] {
  let gapWeeks = 0
  for (let i = 0; i < cells.x.length; i++) gapWeeks += cells.count[i]! * cells.t[i]!
  const meanGap = Math.max(0.05, gapWeeks / Math.max(1, cells.repeats))
  return [
    [Math.log(1), Math.log(meanGap / k), Math.log(0.6), Math.log(1.2)],
    [Math.log(0.3), Math.log(meanGap * 0.5), Math.log(0.8), Math.log(3)],
  ]
}

/**
 * Maximum likelihood for one k: Nelder–Mead on log-parameters from two starts, with a weak ridge. `lnLikelihood` is without the ridge.
 * Refused when nobody bought twice (nothing to learn a rhythm from) or when the optimum lies on a bound.
 */
export function fitErlang(cells: Cells, options: FitOptions): Fit {
  const { kind, k, ridge, tolerance = 1e-4 } = options
  if (cells.repeats === 0) return { status: 'refused', reason: 'no-repeats' }
  const modelAt = (logs: readonly number[]): ErlangModel => {
    const [r, alpha, a, b] = logs.map(log => Math.exp(Math.min(highestLog, Math.max(lowestLog, log)))) as unknown as Parameters
    return { kind, k, r, alpha, a, b }
  }
  const objective = (logs: readonly number[]) => {
    const beyond = logs.reduce((sum, log) => sum + Math.max(0, log - highestLog, lowestLog - log), 0)
    const penalty = ridge === null ? 0 : logs.reduce((sum, log) => sum + log * log, 0) / (2 * ridge * ridge)
    return beyond + penalty - cellsLnLikelihood(cells, modelAt(logs))
  }
  const { near } = options
  const from = near ? [[near.r, near.alpha, near.a, near.b].map(Math.log)] : starts(cells, k)
  const best = from.map(start => nelderMead(objective, start, { tolerance, step: near ? 0.2 : 0.5 })).sort((u, v) => u.value - v.value)[0]!
  if (best.point.some(log => log >= highestLog - 1e-3 || log <= lowestLog + 1e-3)) {
    return near ? fitErlang(cells, { ...options, near: undefined }) : { status: 'refused', reason: 'bound' }
  }
  const model = modelAt(best.point)
  return { status: 'fitted', model, lnLikelihood: cellsLnLikelihood(cells, model) }
}

/** Log-likelihood per customer to which the product fits: far below what the parameters' own uncertainty is worth. */
const toleranceEach = 2e-7

/**
 * Fits of the product, MBG with the weak ridge, for each of the ascending `ks` that could be fitted. Each begins at its own earlier fit in `near`, else at the
 * k before it (the rate of phases grows with k), and only the first at the two starts.
 */
export function fitRegularities(cells: Cells, ks: readonly number[], near: readonly ErlangModel[] = []): (Fit & { status: 'fitted' })[] {
  const tolerance = Math.max(1e-4, cells.customers * toleranceEach)
  const fits: (Fit & { status: 'fitted' })[] = []
  for (const k of ks) {
    const below = fits.at(-1)?.model
    const begin = near.find(model => model.k === k) ?? (below && { ...below, k, alpha: below.alpha * below.k / k })
    const fit = fitErlang(cells, { kind: 'mbg', k, ridge: 2, tolerance, near: begin })
    if (fit.status === 'fitted') fits.push(fit)
  }
  return fits
}
