/** A ranking turned into chances: the chance of a score is that of the last step not above it. Scores and chances ascend. */
export interface RankSteps { from: number[], chance: number[] }

/**
 * Pools neighbouring scores until the share of buyers never falls with the score (pool adjacent violators; Barlow et al. 1972),
 * so that a ranking without chances can be judged by its calibration too. Nothing known gives no step.
 */
export function stepsOf(seen: readonly { score: number, isBuyer: boolean }[]): RankSteps {
  const blocks: { from: number, buyers: number, size: number }[] = []
  const sorted = [...seen].sort((u, v) => u.score - v.score)
  for (const { score, isBuyer } of sorted) {
    const last = blocks.at(-1)
    if (last?.from === score) { last.size += 1; last.buyers += Number(isBuyer) }
    else blocks.push({ from: score, buyers: Number(isBuyer), size: 1 })
  }
  const pooled: typeof blocks = []
  for (const block of blocks) {
    let current = block
    for (let below = pooled.at(-1); below && below.buyers * current.size >= current.buyers * below.size; below = pooled.at(-1)) {
      pooled.pop()
      current = { from: below.from, buyers: below.buyers + current.buyers, size: below.size + current.size }
    }
    pooled.push(current)
  }
  return { from: pooled.map(block => block.from), chance: pooled.map(block => block.buyers / block.size) }
}

/** Chance, 0 to 1, of a score; below all steps the lowest one's, without steps ½. */
export function stepChance(steps: RankSteps, score: number): number {
  let low = 0
  let high = steps.from.length
  while (low < high) {
    const mid = (low + high) >> 1
    if (steps.from[mid]! <= score) low = mid + 1
    else high = mid
  }
  return steps.chance[Math.max(0, low - 1)] ?? 0.5
}
