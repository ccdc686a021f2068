import type { Catalogue } from '../catalogue/catalogue-holder.ts'
import { proactiveStarts } from '../contact/contact.rules.ts'
import { contactSettings, type ContactSettings } from '../contact/contact-settings.rules.ts'
import { afterQuiet, atMinute, morningFrom } from '../contact/hours.rules.ts'
import type { PlanFacts } from '../customers/plan-facts.ts'
import { addMs, dayMs, dayOf, dayStartMs, instantOf } from '../time.ts'
import { weighAgain, weighUp, type Proposal, type Weighing } from './arbitration.rules.ts'
import type { Candidate } from './candidate.ts'
import { calendarInstants } from './rules/calendar-instants.rules.ts'

/** Nobody is left longer than this without being looked at, whatever the calculation says. */
const longestMs = 30 * dayMs
/** Trying an instant costs a fifth of looking at her again: after so many she is looked at. */
const mostTries = 5
/** How long the facts remember (customer-facts.ts): what leaves them may change the plan. */
const remembered = { closedMs: 30 * dayMs, eventMs: 30 * dayMs, caseMs: 21 * dayMs, giftMs: 400 * dayMs }

/**
 * The first instant after `now` at which time alone may change what is proposed to her; until then planning again would change nothing
 * (tests/server/reminders/next-change.property.test.ts). `facts` are those behind the weighing, with the proposal not yet written.
 * Instants at which something might change are tried out one after the other; what leaves the facts' memory by then cannot be, and ends the search.
 * What she or anybody does re-plans at once, whatever this says.
 */
export function nextChangeAt(facts: PlanFacts, { proposal, candidates }: Weighing, catalogue: Catalogue, now: Date): Date {
  const settings = contactSettings(catalogue)
  const end = earliestAfter(now, [...forgottenAt(facts), ...snoozeEnds(facts, settings)]) ?? addMs(now, longestMs)
  const last = end < addMs(now, longestMs) ? end : addMs(now, longestMs)
  const planned = { ...facts, reminders: [...facts.reminders.filter(({ rule }) => rule === 'promise'), ...proposal ? [asLive(proposal)] : []] }
  const instants = new Set<number>()
  const add = (at: number): void => { if (at > now.getTime() && at < last.getTime()) instants.add(at) }
  const reasons = reasonInstants(facts, settings, add)
  reasons.add(candidates)
  const ofCalendar = calendarInstants(facts, catalogue, now)
  for (const at of ofCalendar) add(at)
  const turns = [...ofCalendar, ...otherTurns(facts, settings)]
  if (proposal) {
    add(proposal.dueAt.getTime())
    add(yearEnd(now))
  }
  // A first talk is kept by its own proposal; no other reason hangs on what is proposed.
  let held = keepsFirstTalk(planned) === keepsFirstTalk(facts) ? candidates : null
  for (let at = now.getTime(), before = at, tried = 0; ; tried++) {
    at = firstAfter(at, instants)
    if (at >= last.getTime()) return last
    if (tried === mostTries) return new Date(at)
    const then: Weighing = held && !hasTurned(held, turns, before, at) ? weighAgain(planned, held, catalogue, new Date(at)) : weighUp(planned, catalogue, new Date(at))
    if (!isSame(then.proposal, proposal)) return new Date(at)
    // A reason whose turn has passed comes again: it has instants of its own.
    if (then.candidates !== held) reasons.add(then.candidates)
    held = then.candidates
    before = at
  }
}

const keepsFirstTalk = ({ reminders }: Pick<PlanFacts, 'reminders'>): boolean => reminders.some(({ rule }) => rule === 'first_contact')

const yearEnd = (now: Date): number => dayStartMs(`${Number(dayOf(now).slice(0, 4)) + 1}-01-01`)

/** Beside the days of the calendar: instants at which a rule may say something else for another reason than that its window has ended. Between them, reasons once found stand. */
function otherTurns({ follow, customer, events }: PlanFacts, settings: ContactSettings): number[] {
  const moves = [customer.lastReplyAt, customer.lastOrderAt, events[0]?.happenedAt ?? null].flatMap(at => at ? [at.getTime() + remembered.eventMs] : [])
  return follow ? [...moves, follow.addedAt.getTime() + settings.onboardingMs] : moves
}

/** May a rule say something else at `at` than it did at `before`? */
function hasTurned(candidates: readonly Candidate[], turns: readonly number[], before: number, at: number): boolean {
  const isPassed = (turn: number): boolean => turn > before && turn <= at
  return turns.some(isPassed) || isPassed(yearEnd(new Date(before))) || candidates.some(({ windowEndAt }) => windowEndAt !== null && isPassed(windowEndAt.getTime()))
}

function firstAfter(now: number, instants: ReadonlySet<number>): number {
  let first = Infinity
  for (const at of instants) if (at > now && at < first) first = at
  return first
}

/**
 * When reasons begin and end to speak, and when one comes within the reach of another. Without a reason nothing that stops to count matters.
 * What comes of the facts alone is told once, however often reasons are added.
 */
function reasonInstants(facts: PlanFacts, settings: ContactSettings, tell: (at: number) => void): { add: (candidates: Weighing['candidates']) => void } {
  const { apartMs } = settings.cadence
  let told: 'nothing' | 'moves' | 'waits' = 'nothing'
  return {
    add: (candidates) => {
      if (candidates.length === 0) return
      for (const { dueAt, windowEndAt } of candidates) {
        if (windowEndAt) for (const at of [windowEndAt, ...eveningBefore(windowEndAt, settings)]) tell(at.getTime())
        if (candidates.length > 1) for (const ms of [0, dayMs, apartMs, 2 * apartMs]) tell(dueAt.getTime() - ms)
      }
      if (told === 'nothing') for (const at of moveInstants(facts, settings)) tell(at.getTime())
      if (told !== 'waits') told = 'moves'
      if (told === 'moves' && candidates.length > 1) {
        for (const at of waitInstants(facts, settings)) tell(at.getTime())
        told = 'waits'
      }
    },
  }
}

function earliestAfter(now: Date, instants: readonly (Date | null)[]): Date | null {
  let earliest: Date | null = null
  for (const at of instants) if (at && at > now && (!earliest || at < earliest)) earliest = at
  return earliest
}

const asLive = ({ rule, contactClass, reason, dueAt, windowEndAt }: Proposal): PlanFacts['reminders'][number] =>
  ({ reminderId: '', rule, contactClass, state: 'open', reason, dueAt, windowEndAt, snoozedUntil: null, scriptId: null })

/** All that is written of a proposal but its rank. */
function isSame(a: Proposal | null, b: Proposal | null): boolean {
  if (!a || !b) return a === b
  return a.rule === b.rule && Number(a.dueAt) === Number(b.dueAt) && Number(a.windowEndAt) === Number(b.windowEndAt) && a.contactClass === b.contactClass && a.userId === b.userId
    && a.reason === b.reason && areEqual(a.moreReasons, b.moreReasons) && areEqual(a.changes, b.changes)
}

const areEqual = (a: readonly string[], b: readonly string[]): boolean => a.length === b.length && a.every((text, index) => text === b[index])

/** What ends in the night can be done for the last time before the quiet hours begin. */
function eveningBefore(end: Date, { quiet }: ContactSettings): Date[] {
  const morning = afterQuiet(addMs(end, -1), quiet)
  if (morning < end) return []
  const evening = atMinute(end, quiet.startMinute)
  return [evening < end ? evening : addMs(evening, -dayMs)]
}

/** A snooze is the rep's own decision (decide.rules.ts): its times are looked at as they come, and the end of what makes it allowed. */
function snoozeEnds(facts: PlanFacts, settings: ContactSettings): (Date | null)[] {
  const ends = facts.reminders.flatMap(({ snoozedUntil, windowEndAt }) => snoozedUntil ? [snoozedUntil, windowEndAt] : [])
  return ends.length > 0 ? [...ends, ...moveInstants(facts, settings)] : ends
}

/** When her last move stops to count: for what is free after it, and for being active. */
function moveInstants({ customer, events, serviceCase }: PlanFacts, settings: ContactSettings): Date[] {
  const { cadence, calmAfterComplaintMs } = settings
  const moves = [customer.lastReplyAt, customer.lastOrderAt, events[0]?.happenedAt ?? null].filter(at => at !== null).map(Number)
  const last = moves.length > 0 ? new Date(Math.max(...moves)) : null
  return [
    ...last ? [addMs(last, cadence.freeAtAnyHourMs), addMs(last, cadence.freeAfterMoveMs), ...eveningBefore(addMs(last, cadence.freeAfterMoveMs), settings), addMs(last, remembered.eventMs)] : [],
    ...serviceCase?.closedAt ? [addMs(serviceCase.closedAt, calmAfterComplaintMs)] : [],
  ]
}

/** Until when a reason among several has to wait: it joins another's card a day, or the reach of a touch, before. */
function waitInstants({ customer, follow, touches }: PlanFacts, settings: ContactSettings): Date[] {
  const { cadence, onboardingMs, quiet } = settings
  const added = follow?.addedAt ?? customer.addedAt
  return [
    addMs(added, cadence.freeAtAnyHourMs), addMs(added, onboardingMs),
    ...proactiveStarts({ touches }, settings).flatMap(at => [cadence.apartMs, 2 * cadence.apartMs, cadence.windowMs].flatMap(ms => [afterQuiet(addMs(at, ms), quiet), morningFrom(addMs(at, ms), quiet)]))
      .flatMap(at => [at, addMs(at, -dayMs), addMs(at, -cadence.apartMs)]),
  ]
}

/** When the facts will no longer know of it. Old touches matter only while she is silent, and silences are not forgotten. */
function forgottenAt({ events, serviceCase, closedReminders, giftDays }: PlanFacts): Date[] {
  return [
    ...events.map(({ happenedAt }) => addMs(happenedAt, remembered.eventMs)),
    ...serviceCase?.closedAt ? [addMs(serviceCase.closedAt, remembered.caseMs)] : [],
    ...closedReminders.filter(({ state }) => state === 'skipped' || state === 'done').map(({ closedAt }) => addMs(closedAt, remembered.closedMs)),
    ...giftDays.map(day => addMs(instantOf(day), remembered.giftMs)),
  ]
}
