import { sigmoid } from './special-functions.ts'

/** Weights of a logistic regression on standardised features: chance = 1 / (1 + e^−(intercept + Σ weight·(feature − mean)/scale)). */
export interface LogisticModel { intercept: number, weights: number[], means: number[], scales: number[] }

/** Solves A·x = y for a symmetric positive definite A (in place). */
function solve(A: number[][], y: number[]): number[] {
  const n = y.length
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = A[i]![j]!
      for (let m = 0; m < j; m++) sum -= A[i]![m]! * A[j]![m]!
      A[i]![j] = i === j ? Math.sqrt(Math.max(sum, 1e-12)) : sum / A[j]![j]!
    }
  }
  for (let i = 0; i < n; i++) {
    for (let m = 0; m < i; m++) y[i]! -= A[i]![m]! * y[m]!
    y[i]! /= A[i]![i]!
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let m = i + 1; m < n; m++) y[i]! -= A[m]![i]! * y[m]!
    y[i]! /= A[i]![i]!
  }
  return y
}

/** Means and standard deviations by column; a constant column gets scale 1, so it counts for nothing. */
function standardOf(rows: readonly (readonly number[])[]): { means: number[], scales: number[] } {
  const width = rows[0]!.length
  const means = Array.from({ length: width }, (_, j) => rows.reduce((sum, row) => sum + row[j]!, 0) / rows.length)
  const scales = means.map((mean, j) => {
    const deviation = Math.sqrt(rows.reduce((sum, row) => sum + (row[j]! - mean) ** 2, 0) / rows.length)
    return deviation > 1e-9 ? deviation : 1
  })
  return { means, scales }
}

/** Columns of the fit: standardised rows with a leading 1, what happened, and the ridge. */
interface Problem { rows: readonly Float64Array[], labels: readonly boolean[], ridge: number }

function linear(row: Float64Array, beta: readonly number[]): number {
  let u = 0
  for (let i = 0; i < beta.length; i++) u += beta[i]! * row[i]!
  return u
}

/** Negative penalised log-likelihood: what the fit makes small. */
function costOf({ rows, labels, ridge }: Problem, beta: readonly number[]): number {
  let cost = beta.slice(1).reduce((sum, value) => sum + value * value, 0) * ridge / 2
  rows.forEach((row, n) => {
    const u = linear(row, beta)
    cost += Math.max(u, 0) + Math.log1p(Math.exp(-Math.abs(u))) - (labels[n] ? u : 0)
  })
  return cost
}

/** The Newton step from beta (intercept first). */
function newtonStep({ rows, labels, ridge }: Problem, beta: readonly number[]): number[] {
  const width = beta.length
  const curvature = Array.from({ length: width }, (_, i) => Array.from({ length: width }, (_, j) => i === j && i > 0 ? ridge : 0))
  const gradient = beta.map((value, i) => i === 0 ? 0 : -ridge * value)
  rows.forEach((row, n) => {
    const chance = sigmoid(linear(row, beta))
    const miss = (labels[n] ? 1 : 0) - chance
    const weight = Math.max(1e-10, chance * (1 - chance))
    for (let i = 0; i < width; i++) {
      const scaled = weight * row[i]!
      gradient[i]! += miss * row[i]!
      const line = curvature[i]!
      for (let j = 0; j <= i; j++) line[j]! += scaled * row[j]!
    }
  })
  return solve(curvature, gradient)
}

/** Newton's way down; a step that would climb is halved (far from the optimum the curvature can be nearly flat). */
function descend(problem: Problem, start: readonly number[]): number[] {
  let beta = [...start]
  let cost = costOf(problem, beta)
  for (let round = 0; round < 50; round++) {
    const step = newtonStep(problem, beta)
    let next = beta
    let nextCost = Infinity
    for (let factor = 1; nextCost > cost && factor > 1e-6; factor /= 2) {
      next = beta.map((value, i) => value + factor * step[i]!)
      nextCost = costOf(problem, next)
    }
    if (!(nextCost < cost)) break
    const gained = cost - nextCost
    beta = next
    cost = nextCost
    if (gained < 1e-9) break
  }
  return beta
}

/**
 * Ridge-penalised logistic regression by iteratively reweighted least squares; the intercept is free.
 * Null when there is no row, or one of the two classes is empty. Throws RangeError on rows that are not finite numbers.
 */
export function fitLogistic(rows: readonly (readonly number[])[], labels: readonly boolean[], ridge = 1): LogisticModel | null {
  const positives = labels.filter(Boolean).length
  if (rows.length === 0 || positives === 0 || positives === rows.length) return null
  if (rows.some(row => row.some(value => !Number.isFinite(value)))) throw new RangeError('features must be finite numbers')
  const { means, scales } = standardOf(rows)
  const standardised = rows.map(row => Float64Array.from([1, ...row.map((value, j) => (value - means[j]!) / scales[j]!)]))
  const start = [Math.log(positives / (rows.length - positives)), ...means.map(() => 0)]
  const beta = descend({ rows: standardised, labels, ridge }, start)
  return { intercept: beta[0]!, weights: beta.slice(1), means, scales }
}

/** The model's chance, 0 to 1, for one row of features. */
export function logisticChance(model: LogisticModel, row: readonly number[]): number {
  let u = model.intercept
  for (let j = 0; j < model.weights.length; j++) u += model.weights[j]! * (row[j]! - model.means[j]!) / model.scales[j]!
  return sigmoid(u)
}
