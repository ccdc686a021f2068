import type { Supply } from '../../contract/orders.schema.ts'
import type { Catalogue } from '../catalogue/catalogue-holder.ts'
import { productsById } from '../catalogue/products.rules.ts'
import type { PlanFacts } from '../customers/plan-facts.ts'
import { LastValue } from '../last-value.ts'
import { packsInSpec } from '../orders/pack-count.rules.ts'
import { gapsOf, supplyLeft, usualGapDays, type SupplyQuestion } from '../orders/supply.rules.ts'
import { addMs, dayMs } from '../time.ts'

/** The last pack as the facts have it, and when it is used up: a range of instants that stands still while time passes. */
export interface SupplyEnd {
  productName: string
  family: string
  boughtAt: Date
  /** Days the whole quantity lasts one person by the label. */
  packDays: number
  /** A card's: all that come, and how many days lie between two; null: all came at once. */
  deliveries: { deliveries: number, everyDays: number } | null
  endFrom: Date
  endTo: Date
  /** Usual distance between her purchase days; null below two purchases. */
  usualGapDays: number | null
  /** Null: she has not said. */
  takers: number | null
  isCorrected: boolean
}

type Question = Omit<SupplyQuestion, 'now'> & { family: string, packDays: number }

/** What is left now, as the first view and the reminders both say it. Null where no pack with a daily amount is known. */
export function supplyOf(facts: PlanFacts, catalogue: Pick<Catalogue, 'products'>, now: Date): Supply | null {
  const question = questionOf(facts, catalogue)
  if (!question) return null
  const known = lefts.get(question)
  if (known?.at === now.getTime()) return known.supply
  const supply = supplyLeft({ ...question, now })
  lefts.set(question, { at: now.getTime(), supply })
  return supply
}

const lefts = new LastValue<Question, { at: number, supply: Supply }>()

/** The estimate of orders/supply.rules.ts, taken on the day it counts from, as a range of instants. */
export function supplyEnd(facts: PlanFacts, catalogue: Pick<Catalogue, 'products'>): SupplyEnd | null {
  const question = questionOf(facts, catalogue)
  if (!question) return null
  const end = ends.get(question) ?? endOf(question, facts.purchaseDays)
  ends.set(question, end)
  return end
}

const ends = new LastValue<Question, SupplyEnd>()

function endOf(question: Question, purchaseDays: readonly string[]): SupplyEnd {
  const { purchase, correction, takers, family, packDays } = question
  const told = correction && correction.correctedAt > purchase.boughtAt ? correction : null
  const from = told?.correctedAt ?? purchase.signedAt ?? purchase.boughtAt
  const { leftDays } = supplyLeft({ ...question, now: from })
  // Without a day of signing the pack is taken to be opened some days after the payment: the estimate on the day of payment knows that.
  return {
    productName: purchase.productName, family, boughtAt: purchase.boughtAt, packDays, deliveries: scheduleOf(purchase), takers, isCorrected: told !== null,
    usualGapDays: ownGapDays(purchaseDays, gapPriorDays), endFrom: addMs(from, leftDays.min * dayMs), endTo: addMs(from, leftDays.max * dayMs),
  }
}

const scheduleOf = ({ deliveries, daysOfSupply, packs }: Question['purchase']): SupplyEnd['deliveries'] =>
  deliveries === null ? null : { deliveries: deliveries * packs, everyDays: daysOfSupply / deliveries }

/** It does not hang on the time: a plan tries several instants on the same facts, which are never changed in place. */
function questionOf(facts: PlanFacts, { products }: Pick<Catalogue, 'products'>): Question | null {
  const { supplyOrder, supplyCorrection, purchaseDays, answers } = facts
  if (!supplyOrder) return null
  const known = questions.get(supplyOrder)
  if (known && known.purchaseDays === purchaseDays && known.answers === answers && known.supplyCorrection === supplyCorrection && known.products === products) return known.question
  const question = makeQuestion(facts, { products })
  questions.set(supplyOrder, { purchaseDays, answers, supplyCorrection, products, question })
  return question
}

const questions = new LastValue<object, Pick<PlanFacts, 'purchaseDays' | 'answers' | 'supplyCorrection'> & Pick<Catalogue, 'products'> & { question: Question | null }>()

function makeQuestion({ supplyOrder, supplyCorrection, purchaseDays, answers }: PlanFacts, { products }: Pick<Catalogue, 'products'>): Question | null {
  const pack = supplyOrder && longestPack(supplyOrder.lines, products)
  if (!supplyOrder || !pack) return null
  const packDays = pack.daysOfSupply * pack.packs
  return {
    purchase: { productName: pack.name, daysOfSupply: pack.daysOfSupply, packs: pack.packs, deliveries: pack.deliveries, boughtAt: supplyOrder.paidAt ?? supplyOrder.placedAt, signedAt: supplyOrder.signedAt },
    takers: takersOf(answers), gapDays: gapsOf(purchaseDays), usualSupplyDays: null,
    // No shop's figure without a fit: the label's days are what her own intervals are drawn to.
    shopMedianGapDays: packDays, correction: supplyCorrection, family: pack.family, packDays,
  }
}

/** Family of the pack that runs; null where none is known. */
export function familyInUse({ supplyOrder }: Pick<PlanFacts, 'supplyOrder'>, { products }: Pick<Catalogue, 'products'>): string | null {
  return supplyOrder && (longestPack(supplyOrder.lines, products, 1)?.family ?? null)
}

interface Pack { name: string, family: string, daysOfSupply: number, deliveries: number | null, packs: number }

/**
 * Several products are taken side by side: the one that lasts longest says when she needs more. A product with a line whose packs nobody can tell
 * is left out, unless `unclear` says how many such a line counts as.
 */
function longestPack(lines: NonNullable<PlanFacts['supplyOrder']>['lines'], products: Catalogue['products'], unclear: number | null = null): Pack | null {
  const packs = new Map<string, Pack>()
  const unsure = new Set<string>()
  for (const line of lines) {
    const product = productsById(products).get(line.productId ?? '')
    if (!product?.daysOfSupply || line.isGift) continue
    const each = packsInSpec(line.spec, product) ?? unclear
    if (each === null) {
      unsure.add(product.id)
      continue
    }
    const before = packs.get(product.id)?.packs ?? 0
    packs.set(product.id, { name: product.name, family: product.family, daysOfSupply: product.daysOfSupply, deliveries: product.deliveries, packs: before + each * Math.max(1, line.quantity) })
  }
  const known = [...packs].flatMap(([id, pack]) => unsure.has(id) ? [] : [pack])
  return known.sort((a, b) => b.daysOfSupply * b.packs - a.daysOfSupply * a.packs)[0] ?? null
}

const notTaking = ['gift', 'pregnant', 'child']

/** People who take it, by the answer to the third question. */
function takersOf(answers: PlanFacts['answers']): number | null {
  const family = answers.find(({ questionKey, state }) => questionKey === 'family' && state === 'answered')
  const count = family?.options.filter(option => !notTaking.includes(option)).length ?? 0
  return count > 0 ? count : null
}

/** Where the shop's own median gap is not known (no fit yet), own gaps are drawn to this many days by the weight of two gaps. One figure for cards and reminders. */
export const gapPriorDays = 45

/** Her usual gap in days, drawn to `priorDays` by the weight of two gaps; null below two purchase days. */
export function ownGapDays(purchaseDays: readonly string[], priorDays: number): number | null {
  const known = gaps.get(purchaseDays)
  if (known?.priorDays === priorDays) return known.days
  const days = usualGapDays(purchaseDays, Math.max(1, priorDays))
  gaps.set(purchaseDays, { priorDays, days })
  return days
}

const gaps = new LastValue<readonly string[], { priorDays: number, days: number | null }>()
