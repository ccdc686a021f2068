import { earliestProactive } from '../contact/contact.rules.ts'
import type { ContactSettings } from '../contact/contact-settings.rules.ts'
import { afterQuiet } from '../contact/hours.rules.ts'
import type { PlanFacts } from '../customers/plan-facts.ts'
import { addMs } from '../time.ts'

type Live = Pick<PlanFacts['reminders'][number], 'rule' | 'contactClass'>

/**
 * Would acting on it at `at` be proactive? What was onboarding or an answer to her when it was proposed is no longer so for ever: an open question
 * counts from the end of her first week, a look once its half hour is over (product.md, three classes).
 */
function isProactiveAt({ rule, contactClass }: Live, { customer, follow, events }: PlanFacts, settings: ContactSettings, at: Date): boolean {
  switch (rule) {
    case 'questions_open': return at >= addMs(follow?.addedAt ?? customer.addedAt, settings.onboardingMs)
    case 'behaviour': return !events.some(({ happenedAt }) => happenedAt <= at && at < addMs(happenedAt, settings.cadence.freeAtAnyHourMs))
    default: return contactClass === 'proactive'
  }
}

/** First instant from `at` on at which the rules of contact allow what was put off until then; `at` itself, or the end of its quiet hours: they do. Null: not while things stand as they do. */
export function allowedFrom(live: Live, facts: PlanFacts, settings: ContactSettings, at: Date, now: Date): Date | null {
  return isProactiveAt(live, facts, settings, at) ? earliestProactive(facts, settings, at, now) : at
}

/** Do the rules of contact allow what is put off until `at`? */
export function maySnoozeUntil(live: Live, facts: PlanFacts, settings: ContactSettings, at: Date, now: Date): boolean {
  const allowed = allowedFrom(live, facts, settings, at, now)
  return allowed !== null && allowed <= afterQuiet(at, settings.quiet)
}
