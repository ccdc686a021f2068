/** A function to be made small; may answer Infinity or NaN where it has no value. */
export type Objective = (point: readonly number[]) => number

export interface Minimum { point: number[], value: number, evaluations: number }

export interface SearchOptions {
  /** length of the first simplex's edges; .5 by default */
  step?: number
  /** stop when best and worst corner differ by less (absolute); 1e-7 by default */
  tolerance?: number
  /** 2,000 by default */
  maxEvaluations?: number
}

interface Corner { point: number[], value: number }

function firstSimplex(start: readonly number[], step: number, at: (point: number[]) => Corner): Corner[] {
  return [at([...start]), ...start.map((_, i) => at(start.map((v, j) => i === j ? v + step : v)))]
}

/** One step: reflect, expand, contract or shrink the sorted simplex, in place. */
function move(simplex: Corner[], at: (point: number[]) => Corner): void {
  const last = simplex.length - 1
  const worst = simplex[last]!
  const centre = worst.point.map((_, i) => simplex.slice(0, last).reduce((sum, corner) => sum + corner.point[i]!, 0) / last)
  const along = (factor: number) => at(centre.map((c, i) => c + factor * (worst.point[i]! - c)))
  const reflected = along(-1)
  if (reflected.value < simplex[0]!.value) {
    const expanded = along(-2)
    simplex[last] = expanded.value < reflected.value ? expanded : reflected
    return
  }
  if (reflected.value < simplex[last - 1]!.value) { simplex[last] = reflected; return }
  const contracted = along(reflected.value < worst.value ? -0.5 : 0.5)
  if (contracted.value < Math.min(reflected.value, worst.value)) { simplex[last] = contracted; return }
  const best = simplex[0]!.point
  for (let i = 1; i <= last; i++) simplex[i] = at(simplex[i]!.point.map((v, j) => (v + best[j]!) / 2))
}

/**
 * Smallest value near `start`, without derivatives; the search is begun once more at the place found, until that gains nothing.
 * Source: Nelder & Mead (1965), coefficients 1, 2, ½, ½.
 */
export function nelderMead(objective: Objective, start: readonly number[], options: SearchOptions = {}): Minimum {
  const { step = 0.5, tolerance = 1e-7, maxEvaluations = 2000 } = options
  let evaluations = 0
  const at = (point: number[]): Corner => {
    evaluations += 1
    const value = objective(point)
    return { point, value: Number.isNaN(value) ? Infinity : value }
  }
  let best = at([...start])
  let edge = step
  while (evaluations < maxEvaluations) {
    const before = best.value
    const simplex = firstSimplex(best.point, edge, at)
    for (;;) {
      simplex.sort((a, b) => a.value - b.value)
      if (evaluations >= maxEvaluations || simplex.at(-1)!.value - simplex[0]!.value < tolerance) break
      move(simplex, at)
    }
    best = simplex[0]!
    if (before - best.value < tolerance * 10) break
    edge = step / 4
  }
  return { ...best, evaluations }
}
