import type { Situation } from '../../contract/customers.schema.ts'
import type { ReminderKey, RuleKey, SituationKind } from '../../contract/words.ts'
import type { Catalogue } from '../catalogue/catalogue-holder.ts'
import { earliestProactive, isSellingSuspended } from '../contact/contact.rules.ts'
import { contactSettings, type ContactSettings } from '../contact/contact-settings.rules.ts'
import { isHeldOut } from '../contact/holdout.rules.ts'
import { isSettledBy, type Candidate } from '../reminders/candidate.ts'
import { rules } from '../reminders/rules/all-rules.ts'
import { gapPriorDays, ownGapDays } from '../reminders/supply-end.rules.ts'
import { addMs, dayMs, daysBetween } from '../time.ts'
import type { CustomerFacts, FactsReminder } from './customer-facts.ts'

/** What the first card is about, before words and scripts are chosen for it. */
export type Finding =
  | { kind: 'case_open', serviceCase: NonNullable<CustomerFacts['serviceCase']> }
  | { kind: 'just_added', follow: NonNullable<CustomerFacts['follow']>, questionKey: string }
  | { kind: 'asked', questionKey: string, askedAt: Date }
  | { kind: 'supply_ending' }
  | { kind: 'silent', lastOrderAt: Date }
  | { kind: 'nothing_due' }

/** A question asked this long ago and never answered is let go: it no longer leads the first view. */
const askedMs = 7 * dayMs

/** The first that holds, in this order: complaint, just added, asked, supply about to end, silent. */
export function findSituation(facts: CustomerFacts, catalogue: Catalogue, now: Date): Finding {
  const settings = contactSettings(catalogue)
  return caseOpen(facts) ?? justAdded(facts, catalogue, settings, now) ?? asked(facts, now)
    ?? (mayPropose(facts, settings, now) ? supplyEnding(facts, catalogue, settings, now) ?? silent(facts, catalogue, settings, now) : null)
    ?? { kind: 'nothing_due' }
}

const caseOpen = ({ serviceCase }: CustomerFacts): Finding | null => serviceCase && serviceCase.closedAt === null ? { kind: 'case_open', serviceCase } : null

/** Until a person has talked to her, in the first week: the welcome that WeCom sends by itself does not count. */
function justAdded({ follow, wasEverTouched, answers }: CustomerFacts, { questions }: Catalogue, { onboardingMs }: ContactSettings, now: Date): Finding | null {
  if (!follow || follow.lostAt || wasEverTouched || now >= addMs(follow.addedAt, onboardingMs)) return null
  const touched = new Set(answers.filter(answer => answer.state !== 'not_asked').map(answer => answer.questionKey))
  const [first] = questions
  return touched.size > 0 || !first ? null : { kind: 'just_added', follow, questionKey: first.key }
}

function asked({ answers, follow }: CustomerFacts, now: Date): Finding | null {
  if (follow?.lostAt) return null
  const [newest] = answers.filter(answer => answer.state === 'asked' && now < addMs(answer.answeredAt, askedMs)).sort((a, b) => b.answeredAt.getTime() - a.answeredAt.getTime())
  return newest ? { kind: 'asked', questionKey: newest.questionKey, askedAt: newest.answeredAt } : null
}

/** Would a proactive touch be within the rules of contact today? Quiet hours only delay it. */
function mayPropose(facts: CustomerFacts, settings: ContactSettings, now: Date): boolean {
  if (isSellingSuspended(facts, settings, now) || isHeldOut(facts.customer.externalUserId, settings.holdoutShare)) return false
  const earliest = earliestProactive(facts, settings, now, now)
  return earliest !== null && earliest < addMs(now, dayMs)
}

function supplyEnding(facts: CustomerFacts, catalogue: Catalogue, settings: ContactSettings, now: Date): Finding | null {
  return isDue('replenishment', facts, catalogue, settings, now) ? { kind: 'supply_ending' } : null
}

/** Of high value and without an order for twice her own rhythm, or nobody has touched her for three weeks (the rule `cadence`). */
function silent(facts: CustomerFacts, catalogue: Catalogue, settings: ContactSettings, now: Date): Finding | null {
  const { lastOrderAt, highValue } = facts.customer
  if (!lastOrderAt || facts.follow?.lostAt) return null
  const usualDays = ownGapDays(facts.purchaseDays, gapPriorDays)
  const isLate = highValue && usualDays !== null && daysBetween(lastOrderAt, now) >= 2 * usualDays
    && !isPutOff('drifting', facts, now) && !facts.closedReminders.some(({ rule, state }) => rule === 'drifting' && state !== 'expired')
  return isLate || isDue('cadence', facts, catalogue, settings, now) ? { kind: 'silent', lastOrderAt } : null
}

const isDue = (rule: Exclude<RuleKey, 'promise'>, ...rest: [CustomerFacts, Catalogue, ContactSettings, Date]): boolean => dueCandidate(rule, ...rest) !== null

/** The rule's own proposal when its window is open and nobody put it off, skipped it or has done it. */
function dueCandidate(rule: Exclude<RuleKey, 'promise'>, facts: CustomerFacts, catalogue: Catalogue, settings: ContactSettings, now: Date): Candidate | null {
  const row = catalogue.rules.find(({ key }) => key === rule)
  if (!row?.isEnabled) return null
  const candidate = rules[rule]({ facts, catalogue, settings, params: row.params, now })
  if (!candidate || candidate.dueAt > now) return null
  const isClosed = facts.closedReminders.some(closed => isSettledBy(closed, candidate))
  return isClosed || isPutOff(rule, facts, now) ? null : candidate
}

const isPutOff = (ruleKey: RuleKey, { reminders }: CustomerFacts, now: Date): boolean =>
  reminders.some(({ rule, snoozedUntil }) => rule === ruleKey && snoozedUntil !== null && snoozedUntil > now)

const rulesOf: Record<SituationKind, readonly ReminderKey[]> = {
  case_open: ['after_sale'], just_added: ['first_contact'], asked: ['questions_open'], supply_ending: ['replenishment'], silent: ['drifting', 'cadence'],
  nothing_due: ['trial_follow_up', 'usage_check', 'seasonal_care', 'festival_gift', 'birthday', 'behaviour', 'personal_task', 'questions_open', 'after_sale'],
}

/** The live proposal that the card answers: sending its script closes it. */
export function reminderFor(kind: Situation['kind'], { reminders }: CustomerFacts, now: Date): FactsReminder | null {
  return reminders.find(({ rule, dueAt, snoozedUntil }) => rulesOf[kind].includes(rule) && (kind !== 'nothing_due' || (snoozedUntil ?? dueAt) <= now)) ?? null
}
