import type { Supply } from '../../contract/orders.schema.ts'
import { expectedGapDays, suppliedGapDays } from '../rhythm/due-date.ts'
import { addMs, dayMs, daysBetween, dayStartMs } from '../time.ts'

/** The purchase whose supply runs. Days are for one pack and one person, as the label states the daily amount. */
export interface SupplyPurchase {
  productName: string
  daysOfSupply: number
  packs: number
  /** Of one pack, evenly over its days; null: all comes at once. */
  deliveries: number | null
  boughtAt: Date
  signedAt: Date | null
}

export interface SupplyQuestion {
  purchase: SupplyPurchase
  /** How many people take it, where she said so. */
  takers: number | null
  /** Own distances between purchase days, and the days of supply usually bought. */
  gapDays: readonly number[]
  usualSupplyDays: number | null
  shopMedianGapDays: number
  /** 客户说还有: what she said and when; a later purchase outdates it. */
  correction: { leftDays: number, correctedAt: Date } | null
  now: Date
}

/** A parcel is opened some days after it was paid for. */
const deliveryDays = 3
/** Doses are forgotten and doubled: no estimate is surer than this share of the whole supply. */
const doubtShare = 0.15
const leastDoubtDays = 2
/** From so many own intervals on they tell how many people take it, where she has not said. */
const tellingGaps = 3

/**
 * What is left as a range of days, never a point: label days × packs ÷ people taking it, together with the own interval
 * (models.md §2, EB gap · (q / mean q)^β). Unknown takers are one or two: which, her own rhythm says where it is known.
 */
export function supplyLeft(question: SupplyQuestion): Supply {
  const { purchase: { productName, boughtAt }, correction, now } = question
  if (correction && correction.correctedAt > boughtAt) {
    const left = correction.leftDays - daysBetween(correction.correctedAt, now)
    return { productName, boughtAt: boughtAt.toISOString(), leftDays: range(left, left, correction.leftDays), reason: `客户说还能吃 ${correction.leftDays} 天` }
  }
  return question.purchase.deliveries === null ? estimated(question) : delivered(question.purchase, question.purchase.deliveries, now)
}

/** A card comes by its calendar: who takes it and how fast she buys change nothing. A delivery may be put off once. */
function delivered({ productName, daysOfSupply, packs, boughtAt, signedAt }: SupplyPurchase, deliveries: number, now: Date): Supply {
  const supplyDays = daysOfSupply * packs
  const everyDays = daysOfSupply / deliveries
  const elapsed = Math.max(0, daysBetween(signedAt ?? addDays(boughtAt, deliveryDays), now))
  const leftDays = range(supplyDays - elapsed, supplyDays - elapsed + everyDays, leastDoubtDays)
  const undelivered = deliveriesLeft({ deliveries: deliveries * packs, everyDays }, leftDays)
  const left = undelivered.max === 0 ? '应该都送完了' : `大约还有 ${undelivered.min === undelivered.max ? '' : `${undelivered.min}–`}${undelivered.max} 次没送`
  return { productName, boughtAt: boughtAt.toISOString(), leftDays, reason: `分 ${deliveries * packs} 次配送，每 ${Math.round(everyDays)} 天一次，第一次收货约 ${elapsed} 天，${left}` }
}

/** Deliveries still to come while so many days are left: the one being used is not counted. */
export function deliveriesLeft({ deliveries, everyDays }: { deliveries: number, everyDays: number }, leftDays: { min: number, max: number }): { min: number, max: number } {
  const toCome = (days: number): number => Math.min(deliveries - 1, Math.max(0, Math.ceil(days / everyDays) - 1))
  return { min: toCome(leftDays.min), max: toCome(leftDays.max) }
}

function estimated({ purchase, takers, gapDays, usualSupplyDays, shopMedianGapDays, now }: SupplyQuestion): Supply {
  const { productName, daysOfSupply, packs, boughtAt, signedAt } = purchase
  const supplyDays = daysOfSupply * packs
  const opened = signedAt ?? addDays(boughtAt, deliveryDays)
  const elapsed = Math.max(0, daysBetween(opened, now))
  const byHabit = gapDays.length === 0 ? null : suppliedGapDays(
    expectedGapDays(gapDays.length, gapDays.reduce((sum, gap) => sum + Math.log(gap), 0), shopMedianGapDays), supplyDays, usualSupplyDays ?? supplyDays,
  )
  const isTold = takers === null && byHabit !== null && gapDays.length >= tellingGaps
  const byLabel = isTold ? [Math.min(supplyDays, Math.max(supplyDays / 2, byHabit))] : [supplyDays / (takers ?? 2), supplyDays / (takers ?? 1)]
  // The interval counts from the purchase, the label from the opened pack.
  const habitLeft = byHabit === null ? [] : [byHabit - daysBetween(boughtAt, now)]
  const estimates = [...byLabel.map(days => days - elapsed), ...habitLeft]
  const people = takers === null ? '按 1–2 人吃' : `${takers} 人吃`
  const habit = byHabit === null ? '' : `；按她的习惯约 ${Math.round(byHabit)} 天再买`
  return {
    productName, boughtAt: boughtAt.toISOString(), leftDays: range(Math.min(...estimates), Math.max(...estimates), supplyDays),
    reason: `${packs} 份 × ${daysOfSupply} 天，${people}，收货约 ${elapsed} 天${habit}`,
  }
}

const addDays = (from: Date, days: number): Date => addMs(from, days * dayMs)

function range(low: number, high: number, wholeDays: number): { min: number, max: number } {
  const doubt = Math.max(leastDoubtDays, wholeDays * doubtShare)
  const min = Math.max(0, Math.round(low - doubt))
  return { min, max: Math.max(min + 1, Math.round(high + doubt)) }
}

/** Usual distance between purchase days in whole days (EB: held to the shop's median); null below two purchases. Days as YYYY-MM-DD, in order. */
export function usualGapDays(purchaseDays: readonly string[], shopMedianGapDays: number): number | null {
  const gaps = gapsOf(purchaseDays)
  return gaps.length === 0 ? null : Math.round(expectedGapDays(gaps.length, gaps.reduce((sum, gap) => sum + Math.log(gap), 0), shopMedianGapDays))
}

/** Days between consecutive purchase days, all ≥ 1. */
export function gapsOf(purchaseDays: readonly string[]): number[] {
  const days = [...new Set(purchaseDays)].sort()
  return days.slice(1).map((day, index) => Math.round((dayStartMs(day) - dayStartMs(days[index]!)) / dayMs))
}

/** What is left, in a sentence: a range that is over or nearly so is said in words. */
export function leftWords({ min, max }: { min: number, max: number }): string {
  if (max < 3) return max < 2 ? '应该已经吃完了' : '今天前后吃完'
  return `大约还剩 ${min}–${max} 天`
}
