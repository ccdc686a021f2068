import { drawBeta, drawGamma, seeded } from './draw.rules.ts'

/** Sends with a known outcome (未标 is neither reply nor silence), and the replies among them. */
export interface Counts { known: number, replied: number }

/** By script and context (rule of the reminder × tier), as they were at `countedAt`. */
export interface ScriptStatistics {
  overall: Counts
  contexts: ReadonlyMap<string, Counts>
  scripts: ReadonlyMap<string, ReadonlyMap<string, Counts>>
}

export const noStatistics: ScriptStatistics = { overall: { known: 0, replied: 0 }, contexts: new Map(), scripts: new Map() }

export const contextOf = (rule: string | null, tier: string): string => `${rule ?? 'none'}|${tier}`

/** Before anything is known: product.md's usual reply rate of a care topic, with the weight of ten sends. */
const priorRate = 0.5
const priorSends = 10
/** Models.md §4: weights of the two shrinkages, and the tempering of the draw. */
const contextWeight = 5
const scriptWeight = 10
const cellWeight = 20
const temper = 9

export interface ReplyRate { mean: number, drawn: number, counts: Counts }

/**
 * Two-level shrinkage with one tempered Thompson draw (models.md §4): overall rate → context → script → script in context.
 * `mean` and `drawn` are 0–1; the draw depends on `seed` only, so a list stands still for a rep and a day.
 */
export function replyRate(scriptId: string, context: string, { overall, contexts, scripts }: ScriptStatistics, seed: string): ReplyRate {
  const g = (overall.replied + priorSends * priorRate) / (overall.known + priorSends)
  const rateOf = (key: string): number => {
    const { known, replied } = contexts.get(key) ?? { known: 0, replied: 0 }
    return (replied + contextWeight * g) / (known + contextWeight)
  }
  const cells = scripts.get(scriptId) ?? new Map<string, Counts>()
  let expected = 0
  const counts: Counts = { known: 0, replied: 0 }
  for (const [key, cell] of cells) {
    expected += cell.known * rateOf(key)
    counts.known += cell.known
    counts.replied += cell.replied
  }
  const prior = scriptWeight * g
  const own = cells.get(context) ?? { known: 0, replied: 0 }
  const inContext = (theta: number): number => Math.min(0.99, Math.max(0.01, theta * rateOf(context)))
  const p = inContext((prior + counts.replied) / (prior + expected))
  const random = seeded(`${seed}:${scriptId}:${context}`)
  const theta = drawGamma(temper * (prior + counts.replied), random) / (temper * (prior + expected))
  const drawn = inContext(theta)
  return {
    counts, mean: (cellWeight * p + own.replied) / (cellWeight + own.known),
    drawn: drawBeta(temper * (cellWeight * drawn + own.replied), temper * (cellWeight * (1 - drawn) + own.known - own.replied), random),
  }
}
