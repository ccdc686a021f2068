import type { ReminderKey } from '../../contract/words.ts'
import type { Candidate } from './candidate.ts'
import { expectedValue, type ValueFacts } from './value.rules.ts'

/** What cannot wait comes before what sells: these lead whatever an order would bring. */
const urgency: Partial<Record<ReminderKey, number>> = { after_sale: 6e6, behaviour: 5e6, first_contact: 4e6, questions_open: 3e6, trial_follow_up: 2e6, usage_check: 2e6 }
/** The top tier's due or drifting touches are never crowded out by another reason. */
const topTier = 1e6
const mostValue = 1e5

/**
 * Rank in a day's list: the urgent classes first, then the top tier's due and drifting, then expected value (yuan). Of what is known of her only the night's score and
 * figures count, so that a night can refresh it without planning anew: her chance and ticket weigh all her reasons alike, so they don't change which of them leads (but for
 * a value of nothing or above ¥100,000, where reasons are equals until she is planned again).
 */
export function rankOf({ rule, pull, contactClass }: Pick<Candidate, 'rule' | 'pull' | 'contactClass'>, facts: ValueFacts & { customer: { highValue: boolean } }): number {
  const isTop = (rule === 'replenishment' || rule === 'drifting') && facts.customer.highValue
  // A question left open long after the first week is one more reason to sell, and ranks as one.
  const urgent = contactClass === 'proactive' ? 0 : urgency[rule] ?? 0
  return urgent + (isTop ? topTier : 0) + Math.min(mostValue, expectedValue(facts, pull))
}
