import type { RepId } from '../../contract/ids.ts'
import type { ContactClass, ReminderKey } from '../../contract/words.ts'
import type { Catalogue } from '../catalogue/catalogue-holder.ts'
import type { ContactSettings } from '../contact/contact-settings.rules.ts'
import type { PlanFacts } from '../customers/plan-facts.ts'

export interface RuleInput {
  facts: PlanFacts
  catalogue: Catalogue
  settings: ContactSettings
  /** The rule's settings for this customer. */
  params: Record<string, unknown>
  now: Date
}

/** What one rule would propose, before the rules of contact and the other rules are heard. */
export interface Candidate {
  rule: ReminderKey
  contactClass: ContactClass
  title: string
  /** One line with the figures that led to it. */
  reason: string
  /** What would change it, in words. */
  changes: string[]
  /** A skip or an answer after this instant holds for the whole window. */
  windowStartAt: Date
  dueAt: Date
  /** Null: stays until done. */
  windowEndAt: Date | null
  /** How much of her chance to buy (P30) this reason can turn into an order now, 0–1: with the chance and the expected ticket it ranks proposals. */
  pull: number
  /** Somebody other than the owner (who handles a complaint). */
  userId?: RepId
  /** Figures for the record and the tests. */
  facts: Record<string, unknown>
}

type Closed = PlanFacts['closedReminders'][number]

/**
 * Has a rep decided about this proposal already? What was skipped or done in its window holds until the window ends; and what was settled before it fell due
 * (skipped among what comes, or written to in the morning of its day) is not proposed anew when its hour comes.
 */
export function isSettledBy({ rule, state, closedAt, dueAt }: Closed, candidate: Candidate): boolean {
  if (rule !== candidate.rule || (state !== 'skipped' && state !== 'done')) return false
  const isOfADay = candidate.windowStartAt.getTime() === candidate.dueAt.getTime()
  return closedAt >= candidate.windowStartAt || (isOfADay && closedAt < dueAt && dueAt >= candidate.windowStartAt)
}

/** Pure; null: nothing to propose. A result must not depend on `now` beyond whether the window has ended: replayed events give the same proposal. */
export type ReminderRule = (input: RuleInput) => Candidate | null
