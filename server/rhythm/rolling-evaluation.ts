import { ownMedianScore, recencyScore, rfmBorders, rfmScore, rule90Score } from './baselines.ts'
import { type DayNumber } from './day-number.ts'
import { stepChance, stepsOf } from './isotonic.ts'
import { buysBetween, type PurchaseHistory, type Standing, standingAt } from './purchase-history.ts'
import { type Quality, qualityOf } from './ranking-metrics.ts'
import { chanceIn30Days, fitShop, horizonDays, scoreOf, type ShopRhythm } from './shop-rhythm.ts'

export const methodNames = ['rule-90', 'recency', 'own-median', 'rfm', 'p30', 'score'] as const
export type MethodName = typeof methodNames[number]

/** Means over the decision days that have buyers and others; null where there is none. */
export interface MethodQuality { name: MethodName, auc: number | null, precisionAt15: number | null, lift: number | null, ece: number | null }

interface Candidate { history: PurchaseHistory, standing: Standing }

interface Decision { day: DayNumber, shop: ShopRhythm, candidates: Candidate[] }

type Ranker = (candidate: Candidate) => number

function decisionAt(histories: readonly PurchaseHistory[], day: DayNumber, before: ShopRhythm | null): Decision {
  const candidates = histories.flatMap(history => {
    const standing = standingAt(history, day)
    return standing ? [{ history, standing }] : []
  })
  return { day, shop: fitShop(histories, day, before), candidates }
}

/** How each method ranks on a day; p30 and score are chances as they stand. */
function rankersOf({ day, shop, candidates }: Pick<Decision, 'day' | 'shop' | 'candidates'>): Record<MethodName, Ranker> {
  const borders = rfmBorders(candidates.map(c => c.standing))
  return {
    'rule-90': c => rule90Score(c.standing),
    'recency': c => recencyScore(c.standing),
    'own-median': c => ownMedianScore(c.history, day, shop.medianGapDays),
    'rfm': c => rfmScore(c.standing, borders),
    'p30': c => chanceIn30Days(shop, c.standing),
    'score': c => scoreOf(shop, c.standing),
  }
}

/** A ranking's chances, learnt from the window that closed on the decision day. */
function chancesOf(name: MethodName, histories: readonly PurchaseHistory[], { day, shop }: Decision): (score: number) => number {
  if (name === 'p30' || name === 'score') return score => score
  const from = day - horizonDays
  const candidates = histories.flatMap(history => {
    const standing = standingAt(history, from)
    return standing ? [{ history, standing }] : []
  })
  const rank = rankersOf({ day: from, shop, candidates })[name]
  const steps = stepsOf(candidates.map(c => ({ score: rank(c), isBuyer: buysBetween(c.history, from, day) })))
  return score => stepChance(steps, score)
}

function meanOf(values: readonly number[]): number | null {
  const known = values.filter(Number.isFinite)
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length
}

/**
 * Ranks, on every decision day, the customers with a purchase up to it by who buys in the 30 days after it. Every fit, border and calibration reads
 * the log up to that day only. Decision days ascend.
 */
export function evaluateRolling(histories: readonly PurchaseHistory[], days: readonly DayNumber[]): MethodQuality[] {
  const found = new Map<MethodName, Quality[]>(methodNames.map(name => [name, []]))
  let before: ShopRhythm | null = null
  for (const day of days) {
    const decision: Decision = decisionAt(histories, day, before)
    before = decision.shop
    const rankers = rankersOf(decision)
    const bought = decision.candidates.map(c => buysBetween(c.history, day, day + horizonDays))
    for (const name of methodNames) {
      const chance = chancesOf(name, histories, decision)
      found.get(name)!.push(qualityOf(decision.candidates.map((c, i) => {
        const score = rankers[name](c)
        return { score, chance: chance(score), isBuyer: bought[i]! }
      })))
    }
  }
  return methodNames.map(name => {
    const qualities = found.get(name)!.filter(quality => Number.isFinite(quality.auc))
    const mean = (figure: keyof Quality) => meanOf(qualities.map(quality => quality[figure]))
    return { name, auc: mean('auc'), precisionAt15: mean('precisionAt15'), lift: mean('lift'), ece: mean('ece') }
  })
}

/** Decision days every 30 days from 180 days after the first purchase to 30 days before the last. Empty for a log of under 210 days. */
export function usualOrigins(histories: readonly PurchaseHistory[], stepDays = 30): DayNumber[] {
  let first = Infinity
  let last = -Infinity
  for (const { days } of histories) {
    first = Math.min(first, days[0] ?? Infinity)
    last = Math.max(last, days.at(-1) ?? -Infinity)
  }
  const origins: DayNumber[] = []
  for (let day = first + 180; day <= last - 30; day += stepDays) origins.push(day)
  return origins
}
