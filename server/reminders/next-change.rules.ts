import type { Catalogue } from '../catalogue/catalogue-holder.ts'
import { contactSettings, type ContactSettings } from '../contact/contact-settings.rules.ts'
import { atMinute } from '../contact/hours.rules.ts'
import type { CustomerFacts } from '../customers/customer-facts.ts'
import { addMs, dayMs, dayOf, instantOf } from '../time.ts'
import type { Weighing } from './arbitration.rules.ts'
import { calendarInstants } from './rules/seasonal.rules.ts'

/** Nobody is left longer than this without being looked at, whatever the calculation says. */
const longestMs = 30 * dayMs
/** How long the facts remember (customer-facts.ts): what leaves them may change the plan. */
const remembered = { touchMs: 90 * dayMs, closedMs: 30 * dayMs, eventMs: 30 * dayMs, caseMs: 21 * dayMs, giftMs: 400 * dayMs }
/** After the night's scores. */
const afterNight = '04:00'

/**
 * The first instant after `now` at which time alone may change what is proposed to her; until then planning again would change nothing
 * (tests/server/reminders/next-change.property.test.ts). What she or anybody does re-plans at once, whatever this says.
 * While a proactive reason is due she is looked at daily, before work begins: its words and its rank speak of today.
 */
export function nextChangeAt(facts: CustomerFacts, { proposal, candidates }: Weighing, catalogue: Catalogue, now: Date): Date {
  const settings = contactSettings(catalogue)
  const instants = [
    ...candidates.flatMap(({ dueAt, windowEndAt }) => [dueAt, addMs(dueAt, -dayMs), addMs(dueAt, -settings.cadence.apartMs), addMs(dueAt, -2 * settings.cadence.apartMs), ...windowEndAt ? [windowEndAt, ...eveningsBefore(windowEndAt, settings)] : []]),
    ...liveInstants(facts), ...contactInstants(facts, settings), ...calendarInstants(facts, catalogue, now),
    ...proposal ? [proposal.dueAt, instantOf(`${Number(dayOf(now).slice(0, 4)) + 1}-01-01`)] : [],
    ...proposal && candidates.some(({ contactClass, dueAt }) => contactClass === 'proactive' && dueAt <= now) ? [nextNight(now)] : [],
  ]
  let next = addMs(now, longestMs)
  for (const at of instants) if (at && at > now && at < next) next = at
  return next
}

/** What ends in the night can be done for the last time before the quiet hours begin. */
function eveningsBefore(end: Date, { quiet }: ContactSettings): Date[] {
  const evening = atMinute(end, quiet.startMinute)
  return [evening, addMs(evening, -dayMs)]
}

const liveInstants = ({ reminders }: CustomerFacts): (Date | null)[] => reminders.flatMap(({ dueAt, snoozedUntil, windowEndAt }) => [dueAt, snoozedUntil, windowEndAt])

/** When something she or we did stops to count. */
function contactInstants({ customer, follow, touches, events, serviceCase, closedReminders, giftDays }: CustomerFacts, settings: ContactSettings): Date[] {
  const { cadence, onboardingMs, calmAfterComplaintMs } = settings
  const moves = [customer.lastReplyAt, customer.lastOrderAt, ...events.map(({ happenedAt }) => happenedAt)].filter(at => at !== null)
  const lately = moves.length > 0 ? [new Date(Math.max(...moves.map(Number)))] : []
  const added = follow?.addedAt ?? customer.addedAt
  return [
    ...lately.flatMap(at => [addMs(at, cadence.freeAtAnyHourMs), addMs(at, cadence.freeAfterMoveMs), ...eveningsBefore(addMs(at, cadence.freeAfterMoveMs), settings), addMs(at, remembered.eventMs)]),
    addMs(added, cadence.freeAtAnyHourMs), addMs(added, onboardingMs),
    ...touches.flatMap(({ startedAt }) => [addMs(startedAt, cadence.apartMs), addMs(startedAt, 2 * cadence.apartMs), addMs(startedAt, cadence.windowMs), addMs(startedAt, remembered.touchMs)]),
    ...events.map(({ happenedAt }) => addMs(happenedAt, remembered.eventMs)),
    ...serviceCase?.closedAt ? [addMs(serviceCase.closedAt, calmAfterComplaintMs), addMs(serviceCase.closedAt, remembered.caseMs)] : [],
    ...closedReminders.map(({ closedAt }) => addMs(closedAt, remembered.closedMs)),
    ...giftDays.map(day => addMs(instantOf(day), remembered.giftMs)),
  ]
}

function nextNight(now: Date): Date {
  const today = instantOf(dayOf(now), afterNight)
  return today > now ? today : instantOf(dayOf(addMs(now, dayMs)), afterNight)
}
