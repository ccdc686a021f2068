/** How well a ranking or a chance met what happened. Every figure is NaN where it has no meaning (one class empty). */
export interface Quality { auc: number, precisionAt15: number, lift: number, ece: number }

/** One customer: a score (higher means sooner to buy), the chance said, and whether she bought. */
export interface Outcome { score: number, chance: number, isBuyer: boolean }

interface Tie { size: number, buyers: number }

/** Groups of equal scores, best first. */
function tiesOf(outcomes: readonly Pick<Outcome, 'score' | 'isBuyer'>[]): Tie[] {
  const sorted = [...outcomes].sort((u, v) => v.score - u.score)
  const ties: Tie[] = []
  let last: number | null = null
  for (const { score, isBuyer } of sorted) {
    if (score !== last) ties.push({ size: 0, buyers: 0 })
    last = score
    const tie = ties.at(-1)!
    tie.size += 1
    if (isBuyer) tie.buyers += 1
  }
  return ties
}

/** Chance that a random buyer ranks above a random other, equal scores counting half (Mann–Whitney). NaN without both kinds. */
export function aucOf(outcomes: readonly Pick<Outcome, 'score' | 'isBuyer'>[]): number {
  const ties = tiesOf(outcomes)
  const buyers = ties.reduce((sum, tie) => sum + tie.buyers, 0)
  let othersBelow = outcomes.length - buyers
  const pairs = buyers * othersBelow
  let won = 0
  for (const tie of ties) {
    const others = tie.size - tie.buyers
    othersBelow -= others
    won += tie.buyers * (othersBelow + others / 2)
  }
  return pairs === 0 ? NaN : won / pairs
}

/** Share of buyers among the best `share` of the customers; where the cut falls into a tie, the tie's buyers are shared evenly. NaN for nobody. */
export function precisionAt(outcomes: readonly Pick<Outcome, 'score' | 'isBuyer'>[], share = 0.15): number {
  const wanted = Math.min(outcomes.length, Math.max(1, Math.round(share * outcomes.length)))
  let left = wanted
  let buyers = 0
  for (const tie of tiesOf(outcomes)) {
    const taken = Math.min(left, tie.size)
    buyers += tie.buyers * taken / tie.size
    left -= taken
    if (left === 0) break
  }
  return outcomes.length === 0 ? NaN : buyers / wanted
}

/** Expected calibration error: |mean chance − share of buyers| over ten equal intervals of the chance, weighted by customers (Naeini et al. 2015). */
export function eceOf(outcomes: readonly Pick<Outcome, 'chance' | 'isBuyer'>[]): number {
  const bins = Array.from({ length: 10 }, () => ({ size: 0, chance: 0, buyers: 0 }))
  for (const { chance, isBuyer } of outcomes) {
    const bin = bins[Math.min(9, Math.max(0, Math.floor(chance * 10)))]!
    bin.size += 1
    bin.chance += chance
    if (isBuyer) bin.buyers += 1
  }
  return bins.reduce((sum, bin) => sum + Math.abs(bin.chance - bin.buyers), 0) / outcomes.length
}

/** All figures for the best 15 %. `lift` is precision over the share of buyers among all. */
export function qualityOf(outcomes: readonly Outcome[]): Quality {
  const base = outcomes.filter(o => o.isBuyer).length / outcomes.length
  const precisionAt15 = precisionAt(outcomes)
  return { auc: aucOf(outcomes), precisionAt15, lift: base > 0 ? precisionAt15 / base : NaN, ece: eceOf(outcomes) }
}
