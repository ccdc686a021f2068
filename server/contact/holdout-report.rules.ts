import type { Holdout, HoldoutGroup } from '../../contract/holdout.schema.ts'

/** Counts and sums of one group; money in fen, per customer summed and squared. */
export interface GroupSums { customers: number, buyers: number, revenueFen: number, squaredFen: number, proactiveTouches: number }

/** Two-sided 95 % of a normal distribution. */
const z = 1.96
/** Below so many held out nothing is said. */
const fewest = 100

export const noSums: GroupSums = { customers: 0, buyers: 0, revenueFen: 0, squaredFen: 0, proactiveTouches: 0 }

/** The two groups with their ranges, and what lies between them. */
export function holdoutReport(touched: GroupSums, heldOut: GroupSums): Pick<Holdout, 'touched' | 'heldOut' | 'difference' | 'verdict'> {
  const rate = difference(rateOf(touched), rateOf(heldOut))
  const money = difference(moneyOf(touched), moneyOf(heldOut))
  return { touched: groupOf(touched), heldOut: groupOf(heldOut), difference: { buyRate: rate, revenuePerCustomerFen: money }, verdict: verdictOf(money, heldOut) }
}

function verdictOf({ from, to }: { from: number, to: number }, heldOut: GroupSums): Holdout['verdict'] {
  if (heldOut.customers < fewest) return 'few'
  if (from > 0) return 'more'
  return to < 0 ? 'less' : 'unclear'
}

/** A mean and the variance of that mean. */
interface Mean { value: number, variance: number }

function rateOf({ customers, buyers }: GroupSums): Mean {
  const value = customers === 0 ? 0 : buyers / customers
  return { value, variance: customers === 0 ? 0 : value * (1 - value) / customers }
}

function moneyOf({ customers, revenueFen, squaredFen }: GroupSums): Mean {
  const value = customers === 0 ? 0 : revenueFen / customers
  return { value, variance: customers < 2 ? 0 : Math.max(0, squaredFen / customers - value ** 2) / (customers - 1) }
}

const ranged = (value: number, variance: number): { value: number, from: number, to: number } => ({ value, from: value - z * Math.sqrt(variance), to: value + z * Math.sqrt(variance) })
const difference = (a: Mean, b: Mean): { value: number, from: number, to: number } => ranged(a.value - b.value, a.variance + b.variance)

/** Wilson's interval: within 0–1, and honest near the ends. */
function wilson(hits: number, of: number): HoldoutGroup['buyRate'] {
  if (of === 0) return { value: 0, from: 0, to: 1 }
  const share = hits / of
  const middle = (share + z * z / (2 * of)) / (1 + z * z / of)
  const half = z / (1 + z * z / of) * Math.sqrt(share * (1 - share) / of + z * z / (4 * of * of))
  return { value: share, from: Math.max(0, middle - half), to: Math.min(1, middle + half) }
}

function groupOf(sums: GroupSums): HoldoutGroup {
  const { value, variance } = moneyOf(sums)
  return {
    customers: sums.customers, buyers: sums.buyers, buyRate: wilson(sums.buyers, sums.customers), revenueFen: sums.revenueFen,
    revenuePerCustomerFen: ranged(value, variance), proactiveTouches: sums.proactiveTouches,
  }
}
