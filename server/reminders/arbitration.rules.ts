import type { RepId } from '../../contract/ids.ts'
import type { ReminderKey } from '../../contract/words.ts'
import type { Catalogue } from '../catalogue/catalogue-holder.ts'
import { earliestProactive, freeOnlyUntil, isCooling, isFreeAfterMove, movedJustNow, nextProactiveAfter } from '../contact/contact.rules.ts'
import { contactSettings, type ContactSettings } from '../contact/contact-settings.rules.ts'
import { isHeldOut } from '../contact/holdout.rules.ts'
import { afterQuiet, atMinute, morningFrom } from '../contact/hours.rules.ts'
import type { PlanFacts } from '../customers/plan-facts.ts'
import { addMs, dayMs } from '../time.ts'
import { isSettledBy, type Candidate } from './candidate.ts'
import { personalTask } from './personal-task.rules.ts'
import { rules } from './rules/all-rules.ts'
import { subjectOf } from './settings/rule-subject.rules.ts'
import { ruleSettingsFor } from './settings/rule-settings.rules.ts'
import { expectedValue } from './value.rules.ts'

/** The one proposal for a customer. */
export interface Proposal extends Omit<Candidate, 'pull' | 'userId' | 'windowStartAt'> {
  userId: RepId
  moreReasons: string[]
  /** Rank in a day's list: the urgent classes first, then the top tier's due and drifting, then expected value (yuan). */
  score: number
}

/** What cannot wait comes before what sells: these lead whatever an order would bring. */
const urgency: Partial<Record<ReminderKey, number>> = { after_sale: 6e6, behaviour: 5e6, first_contact: 4e6, questions_open: 3e6, trial_follow_up: 2e6, usage_check: 2e6 }
/** The top tier's due or drifting touches are never crowded out by another reason. */
const topTier = 1e6
const mostValue = 1e5

type Placed = Candidate & { score: number }

/** What is found for a customer: the proposal, and all that was weighed for it (which tells when it may change by time alone). */
export interface Weighing { proposal: Proposal | null, candidates: readonly Candidate[] }

/** The proposal alone; see `weighUp`. */
export const propose = (facts: PlanFacts, catalogue: Catalogue, now: Date): Proposal | null => weighUp(facts, catalogue, now).proposal

/** Every rule is asked, the rules of contact say when, the strongest leads and the others are further reasons. Null: nothing to propose. */
export function weighUp(facts: PlanFacts, catalogue: Catalogue, now: Date): Weighing {
  const settings = contactSettings(catalogue)
  const candidates = candidatesOf(facts, catalogue, settings, now)
  return { candidates, proposal: leading(candidates, facts, settings, now) }
}

/** The same reasons weighed at another time. */
export const weighAgain = (facts: PlanFacts, candidates: readonly Candidate[], catalogue: Catalogue, now: Date): Weighing =>
  ({ candidates, proposal: leading(candidates, facts, contactSettings(catalogue), now) })

function leading(candidates: readonly Candidate[], facts: PlanFacts, settings: ContactSettings, now: Date): Proposal | null {
  const owner = facts.owner?.userId ?? facts.follow?.userId ?? null
  const placed = candidates
    .filter(candidate => isWelcome(candidate, facts, settings, now))
    .map(candidate => place(candidate, facts, settings, now))
    .filter((candidate): candidate is Placed => candidate !== null && (candidate.userId ?? owner) !== null)
    .sort((a, b) => a.dueAt.getTime() - b.dueAt.getTime() || b.score - a.score)
  const [soonest] = placed
  if (!soonest) return null
  // A weaker proactive touch now would push a stronger one of the next days beyond its window: they are weighed together.
  const from = soonest.dueAt > now ? soonest.dueAt : now
  const reach = soonest.contactClass === 'proactive' ? nextProactiveAfter(facts, settings, from, now) : addMs(from, dayMs)
  const together = placed.filter(({ dueAt }) => dueAt <= reach).sort((a, b) => b.score - a.score)
  const [lead, ...others] = together
  const userId = lead?.userId ?? owner
  if (!lead || !userId) return null
  const { pull: _pull, windowStartAt: _start, ...rest } = lead
  const reasons = [rest.reason, ...others.map(({ reason }) => reason)]
  return { ...rest, userId, moreReasons: reasons.slice(1), changes: rest.changes.filter(change => !reasons.some(reason => reason.includes(change))) }
}

function candidatesOf(facts: PlanFacts, catalogue: Catalogue, settings: ContactSettings, now: Date): Candidate[] {
  const left = personalTask(facts, now)
  return [...left ? [left] : [], ...catalogue.rules.flatMap((rule) => {
    const { key } = rule
    if (key === 'promise') return []
    const { isEnabled, params } = rule.overrides.length === 0 ? rule : ruleSettingsFor(rule, subjectOf(key, facts, catalogue))
    const candidate = isEnabled ? rules[key]({ facts, catalogue, settings, params, now }) : null
    return candidate ? [candidate] : []
  })]
}

/** Not skipped or done within its own window; not held back; a cooling customer hears of seasons only. */
function isWelcome(candidate: Candidate, facts: PlanFacts, settings: ContactSettings, now: Date): boolean {
  if (facts.closedReminders.some(closed => isSettledBy(closed, candidate))) return false
  // Who deleted us cannot be written to; what she complained of is still to be settled.
  if (candidate.rule !== 'after_sale' && (!facts.follow || facts.follow.lostAt)) return false
  // Nor can anybody whom the platform no longer lets write, and nobody else has her: the lead sees that (listUnattended).
  if (candidate.rule !== 'after_sale' && facts.owner?.canContact === false) return false
  if (candidate.contactClass !== 'proactive') return true
  // Somebody with two accounts is asked at one of them.
  if (!facts.isMainAccount) return false
  if (isHeldOut(facts.customer.externalUserId, settings.holdoutShare)) return false
  return !isCooling(facts, settings, now) || candidate.rule === 'seasonal_care'
}

/** Moves the due time to where the rules of contact allow it; null when that is after the window. What is already due keeps its time. */
function place(candidate: Candidate, facts: PlanFacts, settings: ContactSettings, now: Date): Placed | null {
  const live = liveProposal(facts)
  const keeps = live?.rule === candidate.rule && live.dueAt <= now && live.dueAt >= candidate.dueAt
  const from = candidate.dueAt > now ? candidate.dueAt : now
  const dueAt = dueWithin(candidate, facts, settings, from, now)
  if (!dueAt || (candidate.windowEndAt && dueAt >= candidate.windowEndAt)) return null
  const isFreeNow = keeps && live && dueAt <= afterQuiet(now, settings.quiet)
  // What is free only because she moved is over when that is.
  const freeUntil = candidate.contactClass === 'proactive' ? freeOnlyUntil(facts, settings, dueAt, now) : null
  const windowEndAt = freeUntil && (!candidate.windowEndAt || freeUntil < candidate.windowEndAt) ? freeUntil : candidate.windowEndAt
  return { ...candidate, windowEndAt, dueAt: isFreeNow ? live.dueAt : dueAt, score: scoreOf(candidate, facts) }
}

function dueWithin({ contactClass, rule }: Candidate, facts: PlanFacts, settings: ContactSettings, from: Date, now: Date): Date | null {
  if (contactClass === 'proactive') {
    const at = earliestProactive(facts, settings, from, now)
    if (!at || isFreeAfterMove(facts, settings, at)) return at
    // What has to wait waits for a morning: all that stands in a day's list may be done from that day's beginning on.
    const morning = atMinute(at, settings.quiet.endMinute)
    const isAllDay = morning >= at || Number(earliestProactive(facts, settings, morning, now)) <= Number(morning)
    return isAllDay ? at : morningFrom(at, settings.quiet)
  }
  // She wrote, clicked or was added just now: half an hour is free at any hour.
  if ((rule === 'behaviour' || rule === 'first_contact') && movedJustNow(facts, settings, from)) return from
  return afterQuiet(from, settings.quiet)
}

function scoreOf({ rule, pull, contactClass }: Candidate, facts: PlanFacts): number {
  const isTop = (rule === 'replenishment' || rule === 'drifting') && facts.customer.highValue
  // A question left open long after the first week is one more reason to sell, and ranks as one.
  const urgent = contactClass === 'proactive' ? 0 : urgency[rule] ?? 0
  return urgent + (isTop ? topTier : 0) + Math.min(mostValue, expectedValue(facts, pull))
}

/** The proposal that is open or snoozed; promises stand beside it. */
export const liveProposal = <Live extends PlanFacts['reminders'][number]>({ reminders }: { reminders: readonly Live[] }): Live | null => reminders.find(({ rule }) => rule !== 'promise') ?? null
