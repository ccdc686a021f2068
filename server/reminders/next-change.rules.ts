import type { RuleKey } from '../../contract/words.ts'
import type { Catalogue } from '../catalogue/catalogue-holder.ts'
import { proactiveStarts } from '../contact/contact.rules.ts'
import { contactSettings, type ContactSettings } from '../contact/contact-settings.rules.ts'
import { afterQuiet, atMinute, morningFrom } from '../contact/hours.rules.ts'
import type { PlanFacts } from '../customers/plan-facts.ts'
import { addMs, dayMs, dayOf, dayStartMs, instantOf } from '../time.ts'
import { candidatesOf, choose, isSameChoice, type Choice, type Weighing } from './arbitration.rules.ts'
import type { Candidate } from './candidate.ts'
import { calendarInstants } from './rules/calendar-instants.rules.ts'

/** Nobody is left longer than this without being looked at, whatever the calculation says. */
const longestMs = 30 * dayMs
/** Trying an instant costs a fiftieth of looking at her again: only where so many change nothing she is looked at all the same. */
const mostTries = 60
/** How long the facts remember (customer-facts.ts): what leaves them may change the plan. */
const remembered = { closedMs: 30 * dayMs, eventMs: 30 * dayMs, caseMs: 21 * dayMs, giftMs: 400 * dayMs }

/**
 * The first instant after `now` at which time alone may change what is proposed to her; until then planning again would change nothing
 * (tests/server/reminders/next-change.property.test.ts). `facts` are those behind the weighing, with the proposal not yet written.
 * Instants at which something might change are tried out one after the other; what leaves the facts' memory by then cannot be, and ends the search.
 * What she or anybody does re-plans at once, whatever this says.
 */
export function nextChangeAt(facts: PlanFacts, { choice, candidates }: Weighing, catalogue: Catalogue, now: Date): Date {
  const settings = contactSettings(catalogue)
  const end = earliestAfter(now, [...forgottenAt(facts), ...snoozeEnds(facts, settings)]) ?? addMs(now, longestMs)
  const last = end < addMs(now, longestMs) ? end : addMs(now, longestMs)
  const planned = { ...facts, reminders: [...facts.reminders.filter(({ rule }) => rule === 'promise'), ...choice ? [asLive(choice)] : []] }
  const instants = new Set<number>()
  const add = (at: number): void => { if (at > now.getTime() && at < last.getTime()) instants.add(at) }
  const reasons = reasonInstants(facts, settings, { endsWithMove: choice !== null && choice.lead.windowEndAt !== choice.lead.candidate.windowEndAt, tell: add })
  reasons.add(candidates)
  const ofCalendar = calendarInstants(facts, catalogue, now)
  for (const at of ofCalendar) add(at)
  const turns = { ofCalendar, others: otherTurns(facts, settings) }
  if (choice) {
    add(choice.lead.dueAt.getTime())
    add(yearEnd(now))
  }
  // A first talk is kept by its own proposal; no other reason hangs on what is proposed.
  let held: readonly Candidate[] | null = keepsFirstTalk(planned) === keepsFirstTalk(facts) ? candidates : null
  for (let at = now.getTime(), before = at, tried = 0; ; tried++) {
    at = firstAfter(at, instants)
    if (at >= last.getTime()) return last
    if (tried === mostTries) return new Date(at)
    const then = new Date(at)
    const isAsked = held && rulesAsked(held, turns, before, at)
    if (!held || isAsked) {
      held = candidatesOf(planned, catalogue, then, held ?? [], isAsked ?? undefined)
      // A reason whose turn has passed comes again: it has instants of its own.
      reasons.add(held)
    }
    if (!isSameChoice(choose(held, planned, settings, then), choice)) return then
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

/** Rules that hang on the calendar alone. */
const calendarRules: readonly RuleKey[] = ['seasonal_care', 'festival_gift', 'birthday']

interface Turns { ofCalendar: readonly number[], others: readonly number[] }

const isBetween = (turn: number, before: number, at: number): boolean => turn > before && turn <= at

/** Which rules may say something else at `at` than they did at `before`: those whose own window has ended, and those whose turn it is. Null: none. */
function rulesAsked(held: readonly Candidate[], turns: Turns, before: number, at: number): ((rule: RuleKey) => boolean) | null {
  if (turns.others.some(turn => isBetween(turn, before, at)) || isBetween(yearEnd(new Date(before)), before, at)) return () => true
  const isDay = turns.ofCalendar.some(turn => isBetween(turn, before, at))
  const ended = held.filter(({ windowEndAt }) => windowEndAt !== null && isBetween(windowEndAt.getTime(), before, at))
  return isDay || ended.length > 0 ? rule => (isDay && calendarRules.includes(rule)) || ended.some(each => each.rule === rule) : null
}

function firstAfter(now: number, instants: ReadonlySet<number>): number {
  let first = Infinity
  for (const at of instants) if (at > now && at < first) first = at
  return first
}

/**
 * When reasons begin and end to speak, and when one comes within the reach of another. Without a reason nothing that stops to count matters.
 * What comes of the facts alone is told once, however often reasons are added. `endsWithMove`: what is proposed is free only because she moved; as soon as it is
 * within the limits its window is its own again.
 */
function reasonInstants(
  facts: PlanFacts, settings: ContactSettings, { endsWithMove, tell }: { endsWithMove: boolean, tell: (at: number) => void },
): { add: (candidates: Weighing['candidates']) => void } {
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
      if (told === 'moves' && (candidates.length > 1 || endsWithMove)) {
        for (const at of waitInstants(facts, settings)) for (const when of endsWithMove ? [at, ...eveningBefore(at, settings)] : [at]) tell(when.getTime())
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

const asLive = ({ lead: { candidate: { rule, contactClass }, dueAt, windowEndAt } }: Choice): PlanFacts['reminders'][number] =>
  ({ reminderId: '', rule, contactClass, state: 'open', dueAt, windowEndAt, snoozedUntil: null })

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
function waitInstants({ customer, follow, touches, serviceCase }: PlanFacts, settings: ContactSettings): Date[] {
  const { cadence, onboardingMs, calmAfterComplaintMs, quiet } = settings
  const added = follow?.addedAt ?? customer.addedAt
  const waits = proactiveStarts({ touches }, settings).flatMap(at => [addMs(at, cadence.apartMs), addMs(at, 2 * cadence.apartMs), addMs(at, cadence.windowMs)])
  if (serviceCase?.closedAt) waits.push(addMs(serviceCase.closedAt, calmAfterComplaintMs))
  return [
    addMs(added, cadence.freeAtAnyHourMs), addMs(added, onboardingMs),
    ...waits.flatMap(at => [afterQuiet(at, quiet), morningFrom(at, quiet)]).flatMap(at => [at, addMs(at, -dayMs), addMs(at, -cadence.apartMs)]),
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
