import type { Catalogue } from '../catalogue/catalogue-holder.ts'
import { proactiveStarts } from '../contact/contact.rules.ts'
import { contactSettings, type ContactSettings } from '../contact/contact-settings.rules.ts'
import { afterQuiet, atMinute } from '../contact/hours.rules.ts'
import type { CustomerFacts } from '../customers/customer-facts.ts'
import { addMs, dayMs, dayOf, instantOf } from '../time.ts'
import { weighUp, type Proposal, type Weighing } from './arbitration.rules.ts'
import { calendarInstants } from './rules/seasonal.rules.ts'

/** Nobody is left longer than this without being looked at, whatever the calculation says. */
const longestMs = 30 * dayMs
/** How long the facts remember (customer-facts.ts): what leaves them may change the plan. */
const remembered = { touchMs: 90 * dayMs, closedMs: 30 * dayMs, eventMs: 30 * dayMs, caseMs: 21 * dayMs, giftMs: 400 * dayMs }

/**
 * The first instant after `now` at which time alone may change what is proposed to her; until then planning again would change nothing
 * (tests/server/reminders/next-change.property.test.ts). `facts` are those behind the weighing, with the proposal not yet written.
 * Instants at which something might change are tried out one after the other; what leaves the facts' memory by then cannot be, and ends the search.
 * What she or anybody does re-plans at once, whatever this says.
 */
export function nextChangeAt(facts: CustomerFacts, { proposal, candidates }: Weighing, catalogue: Catalogue, now: Date): Date {
  const settings = contactSettings(catalogue)
  const end = earliestAfter(now, [...forgottenAt(facts), ...snoozeEnds(facts)]) ?? addMs(now, longestMs)
  const last = end < addMs(now, longestMs) ? end : addMs(now, longestMs)
  const planned = { ...facts, reminders: [...facts.reminders.filter(({ rule }) => rule === 'promise'), ...proposal ? [asLive(proposal)] : []] }
  const instants = new Set([
    ...candidateInstants(candidates, settings), ...contactInstants(facts, settings), ...calendarInstants(facts, catalogue, now),
    ...proposal ? [proposal.dueAt, instantOf(`${Number(dayOf(now).slice(0, 4)) + 1}-01-01`)] : [],
  ].map(Number))
  for (let at = now.getTime(); ;) {
    at = Math.min(...[...instants].filter(each => each > at))
    if (!(at < last.getTime())) return last
    const then = weighUp(planned, catalogue, new Date(at))
    if (!isSame(then.proposal, proposal)) return new Date(at)
    // A reason whose turn has passed comes again: it has instants of its own.
    for (const each of candidateInstants(then.candidates, settings)) instants.add(each.getTime())
  }
}

/** When a reason begins and ends to speak, and when it comes within the reach of another. */
function candidateInstants(candidates: Weighing['candidates'], settings: ContactSettings): Date[] {
  return candidates.flatMap(({ dueAt, windowEndAt }) => [
    dueAt, addMs(dueAt, -dayMs), addMs(dueAt, -settings.cadence.apartMs), addMs(dueAt, -2 * settings.cadence.apartMs), ...windowEndAt ? [windowEndAt, ...eveningsBefore(windowEndAt, settings)] : [],
  ])
}

function earliestAfter(now: Date, instants: readonly (Date | null)[]): Date | null {
  let earliest: Date | null = null
  for (const at of instants) if (at && at > now && (!earliest || at < earliest)) earliest = at
  return earliest
}

const asLive = ({ userId, rule, contactClass, title, reason, moreReasons, changes, dueAt, windowEndAt }: Proposal): CustomerFacts['reminders'][number] =>
  ({ reminderId: '', userId, rule, contactClass, state: 'open', title, reason, moreReasons, changes, dueAt, windowEndAt, snoozedUntil: null, scriptId: null })

/** All that is written of a proposal but its rank. */
function isSame(a: Proposal | null, b: Proposal | null): boolean {
  if (!a || !b) return a === b
  return a.rule === b.rule && Number(a.dueAt) === Number(b.dueAt) && Number(a.windowEndAt) === Number(b.windowEndAt) && a.contactClass === b.contactClass && a.userId === b.userId
    && a.reason === b.reason && a.moreReasons.join('\n') === b.moreReasons.join('\n') && a.changes.join('\n') === b.changes.join('\n')
}

/** What ends in the night can be done for the last time before the quiet hours begin. */
function eveningsBefore(end: Date, { quiet }: ContactSettings): Date[] {
  const evening = atMinute(end, quiet.startMinute)
  return [evening, addMs(evening, -dayMs)]
}

/** A snooze is the rep's own decision (decide.rules.ts): its times are looked at as they come. */
const snoozeEnds = ({ reminders }: CustomerFacts): (Date | null)[] => reminders.flatMap(({ snoozedUntil, windowEndAt }) => snoozedUntil ? [snoozedUntil, windowEndAt] : [])

/** When something she or we did stops to count. */
function contactInstants({ customer, follow, touches, events, serviceCase }: CustomerFacts, settings: ContactSettings): Date[] {
  const { cadence, onboardingMs, calmAfterComplaintMs } = settings
  const moves = [customer.lastReplyAt, customer.lastOrderAt, ...events.map(({ happenedAt }) => happenedAt)].filter(at => at !== null)
  const lately = moves.length > 0 ? [new Date(Math.max(...moves.map(Number)))] : []
  const added = follow?.addedAt ?? customer.addedAt
  return [
    ...lately.flatMap(at => [addMs(at, cadence.freeAtAnyHourMs), addMs(at, cadence.freeAfterMoveMs), ...eveningsBefore(addMs(at, cadence.freeAfterMoveMs), settings), addMs(at, remembered.eventMs)]),
    addMs(added, cadence.freeAtAnyHourMs), addMs(added, onboardingMs),
    // A reason that has to wait for these joins another's card a day, or the reach of a touch, before.
    ...proactiveStarts({ touches }, settings).flatMap(at => [cadence.apartMs, 2 * cadence.apartMs, cadence.windowMs].map(ms => afterQuiet(addMs(at, ms), settings.quiet)))
      .flatMap(at => [at, addMs(at, -dayMs), addMs(at, -cadence.apartMs)]),
    ...serviceCase?.closedAt ? [addMs(serviceCase.closedAt, calmAfterComplaintMs)] : [],
  ]
}

/** When the facts will no longer know of it. Old touches matter only while she is silent, and nothing else of them. */
function forgottenAt({ touches, events, serviceCase, closedReminders, giftDays }: CustomerFacts): Date[] {
  return [
    ...touches.filter(({ replyState }) => replyState === 'no').map(({ startedAt }) => addMs(startedAt, remembered.touchMs)),
    ...events.map(({ happenedAt }) => addMs(happenedAt, remembered.eventMs)),
    ...serviceCase?.closedAt ? [addMs(serviceCase.closedAt, remembered.caseMs)] : [],
    ...closedReminders.filter(({ state }) => state === 'skipped' || state === 'done').map(({ closedAt }) => addMs(closedAt, remembered.closedMs)),
    ...giftDays.map(day => addMs(instantOf(day), remembered.giftMs)),
  ]
}
