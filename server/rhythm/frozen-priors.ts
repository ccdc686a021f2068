import { type Cells } from './cells.ts'
import { type ErlangModel } from './erlang-model.ts'

/** MBG/CNBD-2 of a regular public log, weeks. Source: models.md §1. */
export const frozenModel: ErlangModel = { kind: 'mbg', k: 2, r: 1.3292, alpha: 2.8126, a: 0.4247, b: 0.79 }

/** Median of the gaps that the frozen model makes in two years of a log, days (simulated, 200,000 customers, seed 12345). */
export const frozenMedianGapDays = 19

/** Drift border of 5 % false alarms under the frozen model (same simulation); a pure number, so it holds at every time scale. */
export const frozenDriftBorder = -1.12

/** Spread (standard deviation of ln gap about the expected gap) that a shop without gaps is given. */
export const frozenGapSpread = 0.8

/** A shop under this many repeat customers has no rhythm of its own. */
const fewestRepeatCustomers = 300

/** Repeat purchases from which the own fit is used. */
const enoughRepeats = 1000

/** The frozen model with its times scaled to the shop's median gap (> 0 days): only alpha has a time in it. */
export function scaledPrior(medianGapDays: number): ErlangModel {
  return { ...frozenModel, alpha: frozenModel.alpha * medianGapDays / frozenMedianGapDays }
}

/**
 * Whose parameters to use. Below 300 repeat customers the priors'; the own fit from 1,000 repeats on;
 * in between what was used before, so that a shop near the border does not change from week to week.
 */
export function sourceFor({ repeatCustomers, repeats }: Pick<Cells, 'repeatCustomers' | 'repeats'>, before: 'own' | 'prior' = 'prior'): 'own' | 'prior' {
  if (repeatCustomers < fewestRepeatCustomers) return 'prior'
  return repeats >= enoughRepeats ? 'own' : before
}
