import type { RepId } from '../../contract/ids.ts'
import type { RuleKey } from '../../contract/words.ts'
import type { Catalogue, Rule } from '../catalogue/catalogue-holder.ts'
import { earliestProactive, freeOnlyUntil, isCooling, isFreeAfterMove, movedJustNow, nextProactiveAfter } from '../contact/contact.rules.ts'
import { contactSettings, type ContactSettings } from '../contact/contact-settings.rules.ts'
import { isHeldOut } from '../contact/holdout.rules.ts'
import { afterQuiet, atMinute, morningFrom } from '../contact/hours.rules.ts'
import type { PlanFacts } from '../customers/plan-facts.ts'
import { addMs, dayMs } from '../time.ts'
import { isSettledBy, type Candidate, type RuleInput } from './candidate.ts'
import { personalTask } from './personal-task.rules.ts'
import { rankOf } from './rank.rules.ts'
import { rules } from './rules/all-rules.ts'
import { subjectOf } from './settings/rule-subject.rules.ts'
import { ruleSettingsFor } from './settings/rule-settings.rules.ts'

/** The one proposal for a customer. */
export interface Proposal extends Omit<Candidate, 'userId' | 'windowStartAt'> {
  userId: RepId
  moreReasons: string[]
  /** Rank in a day's list (rank.rules.ts). */
  score: number
}

/** A reason with its place in time, and how strong it is. */
interface Placed { candidate: Candidate, dueAt: Date, windowEndAt: Date | null, score: number }

/** What leads, and what is said beside it, before the words are put together: the planner tries the same reasons at many instants. */
export interface Choice { lead: Placed, others: readonly Placed[], userId: RepId }

/** What is found for a customer: the proposal, and all that was weighed for it (which tells when it may change by time alone). */
export interface Weighing { proposal: Proposal | null, choice: Choice | null, candidates: readonly Candidate[] }

/** The proposal alone; see `weighUp`. */
export const propose = (facts: PlanFacts, catalogue: Catalogue, now: Date): Proposal | null => weighUp(facts, catalogue, now).proposal

/** Every rule is asked, the rules of contact say when, the strongest leads and the others are further reasons. Null: nothing to propose. */
export function weighUp(facts: PlanFacts, catalogue: Catalogue, now: Date): Weighing {
  const candidates = candidatesOf(facts, catalogue, now)
  const choice = choose(candidates, facts, contactSettings(catalogue), now)
  return { candidates, choice, proposal: choice && proposalOf(choice) }
}

/** Of these reasons the one that leads now, and what is said beside it. */
export function choose(candidates: readonly Candidate[], facts: PlanFacts, settings: ContactSettings, now: Date): Choice | null {
  const owner = facts.owner?.userId ?? facts.follow?.userId ?? null
  const placed: Placed[] = []
  for (const candidate of candidates) {
    const found = (candidate.userId ?? owner) !== null && isWelcome(candidate, facts, settings, now) ? place(candidate, facts, settings, now) : null
    if (found) placed.push(found)
  }
  const [soonest] = placed.sort((a, b) => a.dueAt.getTime() - b.dueAt.getTime() || b.score - a.score)
  if (!soonest) return null
  // A weaker proactive touch now would push a stronger one of the next days beyond its window: they are weighed together.
  const from = soonest.dueAt.getTime() > now.getTime() ? soonest.dueAt : now
  const reach = (soonest.candidate.contactClass === 'proactive' ? nextProactiveAfter(facts, settings, from, now) : addMs(from, dayMs)).getTime()
  const [lead, ...others] = placed.filter(({ dueAt }) => dueAt.getTime() <= reach).sort((a, b) => b.score - a.score)
  const userId = lead?.candidate.userId ?? owner
  return lead && userId ? { lead, others, userId } : null
}

function proposalOf({ lead: { candidate, dueAt, windowEndAt, score }, others, userId }: Choice): Proposal {
  const { windowStartAt: _start, ...rest } = candidate
  const reasons = [rest.reason, ...others.map(({ candidate: { reason } }) => reason)]
  return { ...rest, dueAt, windowEndAt, score, userId, moreReasons: reasons.slice(1), changes: rest.changes.filter(change => !reasons.some(reason => reason.includes(change))) }
}

/** Do both come to the same proposal, but for its rank? */
export function isSameChoice(a: Choice | null, b: Choice | null): boolean {
  if (!a || !b) return a === b
  return a.userId === b.userId && areSame(a.lead, b.lead) && a.others.length === b.others.length
    && a.others.every(({ candidate: { reason } }, index) => reason === b.others[index]!.candidate.reason)
}

function areSame(a: Placed, b: Placed): boolean {
  if (a.dueAt.getTime() !== b.dueAt.getTime() || a.windowEndAt?.getTime() !== b.windowEndAt?.getTime()) return false
  if (a.candidate === b.candidate) return true
  const { rule, contactClass, reason, changes } = a.candidate
  const other = b.candidate
  return rule === other.rule && contactClass === other.contactClass && reason === other.reason && changes.length === other.changes.length && changes.every((text, index) => text === other.changes[index])
}

/** All reasons that rules have now, whether she may hear of them or not. Of `held` those stay as they are whose rule `isAsked` leaves out: it has nothing new to say. */
export function candidatesOf(facts: PlanFacts, catalogue: Catalogue, now: Date, held: readonly Candidate[] = [], isAsked: (rule: RuleKey) => boolean = () => true): Candidate[] {
  const settings = contactSettings(catalogue)
  const left = personalTask(facts, now)
  const found = left ? [left] : []
  for (const rule of catalogue.rules) {
    const { key } = rule
    if (key === 'promise') continue
    const candidate = isAsked(key) ? ask(rule, key, { facts, catalogue, settings, now }) : held.find(each => each.rule === key)
    if (candidate) found.push(candidate)
  }
  return found
}

function ask(rule: Rule, key: Exclude<RuleKey, 'promise'>, input: Omit<RuleInput, 'params'>): Candidate | null {
  const { isEnabled, params } = rule.overrides.length === 0 ? rule : ruleSettingsFor(rule, subjectOf(key, input.facts, input.catalogue))
  return isEnabled ? rules[key]({ ...input, params }) : null
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
  // In numbers: comparing Dates as they are costs a conversion each.
  const [nowMs, candidateMs, liveMs] = [now.getTime(), candidate.dueAt.getTime(), live?.dueAt.getTime() ?? Infinity]
  const endMs = candidate.windowEndAt?.getTime() ?? Infinity
  const keeps = live?.rule === candidate.rule && liveMs <= nowMs && liveMs >= candidateMs
  const dueAt = dueWithin(candidate, facts, settings, candidateMs > nowMs ? candidate.dueAt : now, now)
  if (!dueAt || dueAt.getTime() >= endMs) return null
  const isFreeNow = keeps && dueAt.getTime() <= afterQuiet(now, settings.quiet).getTime()
  // What is free only because she moved is over when that is.
  const freeUntil = candidate.contactClass === 'proactive' ? freeOnlyUntil(facts, settings, dueAt, now) : null
  const windowEndAt = freeUntil && freeUntil.getTime() < endMs ? freeUntil : candidate.windowEndAt
  return { candidate, windowEndAt, dueAt: isFreeNow ? live.dueAt : dueAt, score: rankOf(candidate, facts) }
}

function dueWithin({ contactClass, rule }: Candidate, facts: PlanFacts, settings: ContactSettings, from: Date, now: Date): Date | null {
  if (contactClass === 'proactive') {
    const at = earliestProactive(facts, settings, from, now)
    if (!at || isFreeAfterMove(facts, settings, at)) return at
    // What has to wait waits for a morning: all that stands in a day's list may be done from that day's beginning on.
    const morning = atMinute(at, settings.quiet.endMinute)
    const isAllDay = morning.getTime() >= at.getTime() || Number(earliestProactive(facts, settings, morning, now)) <= morning.getTime()
    return isAllDay ? at : morningFrom(at, settings.quiet)
  }
  // She wrote, clicked or was added just now: half an hour is free at any hour.
  if ((rule === 'behaviour' || rule === 'first_contact') && movedJustNow(facts, settings, from)) return from
  return afterQuiet(from, settings.quiet)
}

/** The proposal that is open or snoozed; promises stand beside it. */
export const liveProposal = <Live extends PlanFacts['reminders'][number]>({ reminders }: { reminders: readonly Live[] }): Live | null => reminders.find(({ rule }) => rule !== 'promise') ?? null
