import { type Recency } from './erlang-model.ts'

/** Customers whose x, t and T are equal, as columns: the likelihood is computed once for each cell. Weeks. */
export interface Cells {
  x: Int32Array
  t: Float64Array
  T: Float64Array
  /** customers in the cell */
  count: Float64Array
  customers: number
  /** Σ over the customers of Σ ln(gap in weeks); carries no parameter */
  lnGaps: number
  /** customers with x > 0 */
  repeatCustomers: number
  /** Σ x */
  repeats: number
}

/** One customer to be merged. */
export interface Observed extends Recency { lnGaps: number }

/**
 * Merges equal customers; the order of the customers does not matter. `grainWeeks` 0 merges exactly equal ones; 1 rounds t and T to whole weeks first,
 * which makes cells of millions of customers few and moves the parameters by less than the sampling error.
 */
export function mergeCells(customers: Iterable<Observed>, grainWeeks = 0): Cells {
  const rounded = (weeks: number) => grainWeeks === 0 ? weeks : Math.round(weeks / grainWeeks) * grainWeeks
  const found = new Map<string, Recency & { count: number }>()
  const totals = { customers: 0, lnGaps: 0, repeatCustomers: 0, repeats: 0 }
  for (const customer of customers) {
    const { x } = customer
    const t = rounded(customer.t)
    const T = rounded(customer.T)
    const key = `${x}|${t}|${T}`
    const cell = found.get(key)
    if (cell) cell.count += 1
    else found.set(key, { x, t, T, count: 1 })
    totals.customers += 1
    totals.lnGaps += customer.lnGaps
    totals.repeats += x
    if (x > 0) totals.repeatCustomers += 1
  }
  const cells = [...found.values()].sort((u, v) => u.x - v.x || u.t - v.t || u.T - v.T)
  return {
    x: Int32Array.from(cells, c => c.x), t: Float64Array.from(cells, c => c.t), T: Float64Array.from(cells, c => c.T),
    count: Float64Array.from(cells, c => c.count), ...totals,
  }
}
