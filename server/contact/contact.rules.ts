import type { ContactClass, ScriptKind } from '../../contract/words.ts'
import type { CustomerFacts } from '../customers/customer-facts.ts'
import type { PlanFacts } from '../customers/plan-facts.ts'
import { LastValue } from '../last-value.ts'
import { addMs, dayMs } from '../time.ts'
import type { ContactSettings } from './contact-settings.rules.ts'
import { afterQuiet, isWithin } from './hours.rules.ts'

/** What the rules of contact (product.md) look at. */
export type ContactFacts = Pick<PlanFacts, 'customer' | 'follow' | 'touches' | 'serviceCase' | 'events'>

/** A parcel counts as under way, and its goods as newly in use, this long after the last news of it. */
const deliveryMs = 14 * dayMs

/** Her own last move: a reply, an order, a click or a visit; null when none is known up to `now`. */
export function lastMoveAt(facts: ContactFacts, now: Date): Date | null {
  const last = lastMoveMs(facts, now.getTime())
  return last === -Infinity ? null : new Date(last)
}

/** The same in milliseconds, −∞ for none: a plan asks dozens of times a customer, and comparing Dates as they are costs a conversion each. */
function lastMoveMs({ customer: { lastReplyAt, lastOrderAt }, events }: ContactFacts, untilMs: number): number {
  const replied = lastReplyAt ? lastReplyAt.getTime() : -Infinity
  const ordered = lastOrderAt ? lastOrderAt.getTime() : -Infinity
  let last = replied <= untilMs ? replied : -Infinity
  if (ordered <= untilMs && ordered > last) last = ordered
  for (const { happenedAt } of events) {
    const at = happenedAt.getTime()
    if (at <= untilMs && at > last) last = at
  }
  return last
}

/** Starts of the proactive conversations, oldest first: what is done within 24 h is one, over all channels and all who follow. */
export function proactiveStarts({ touches }: Pick<ContactFacts, 'touches'>, settings: ContactSettings): readonly Date[] {
  const known = startsOf.get(touches)
  if (known?.settings === settings) return known.starts
  const starts = findStarts(touches, settings)
  startsOf.set(touches, { settings, starts })
  return starts
}

/** Found once for each reading of the facts: a plan asks dozens of times. */
const startsOf = new LastValue<ContactFacts['touches'], { settings: ContactSettings, starts: readonly Date[] }>()

function findStarts(touches: ContactFacts['touches'], settings: ContactSettings): Date[] {
  const starts: Date[] = []
  const proactive = touches.filter(touch => touch.contactClass === 'proactive').sort((a, b) => a.startedAt.getTime() - b.startedAt.getTime())
  for (const { startedAt } of proactive) {
    const last = starts.at(-1)
    if (!last || startedAt.getTime() - last.getTime() >= settings.touchJoinMs) starts.push(startedAt)
  }
  return starts
}

/** Touches in a row that she is known not to have answered: 未标 says nothing, and any move of hers sets it back. */
export function unansweredInARow(facts: ContactFacts, now: Date): number {
  const nowMs = now.getTime()
  const known = silences.get(facts)
  if (known?.nowMs === nowMs) return known.count
  const moved = lastMoveMs(facts, nowMs)
  let count = 0
  for (const { replyState, startedAt } of newestFirst(facts.touches)) {
    if (replyState === 'yes' || moved > startedAt.getTime()) break
    if (replyState === 'no') count += 1
  }
  silences.set(facts, { nowMs, count })
  return count
}

/** Counted once for each reading of the facts and instant: every reason asks. */
const silences = new LastValue<ContactFacts, { nowMs: number, count: number }>()

const sorted = new LastValue<ContactFacts['touches'], ContactFacts['touches']>()

/** Sorted once for each reading of the facts: a plan asks dozens of times. */
function newestFirst(touches: ContactFacts['touches']): ContactFacts['touches'] {
  const known = sorted.get(touches)
  if (known) return known
  const list = [...touches].sort((a, b) => b.startedAt.getTime() - a.startedAt.getTime())
  sorted.set(touches, list)
  return list
}

/** Three known silences in a row: seasonal care only, a high-value customer goes to recall. */
export const isCooling = (facts: ContactFacts, settings: ContactSettings, now: Date): boolean => unansweredInARow(facts, now) >= settings.silence.coolAfter

/** Distance that proactive touches keep now: doubled after two known silences. Milliseconds. */
export const apartMs = (facts: ContactFacts, settings: ContactSettings, now: Date): number =>
  settings.cadence.apartMs * (unansweredInARow(facts, now) >= settings.silence.doubleAfter ? 2 : 1)

/** Is a complaint, return or exchange open, or closed so short ago that nothing may be sold yet? */
export function isSellingSuspended({ serviceCase }: Pick<ContactFacts, 'serviceCase'>, settings: ContactSettings, now: Date): boolean {
  if (!serviceCase) return false
  return serviceCase.closedAt === null || now < addMs(serviceCase.closedAt, settings.calmAfterComplaintMs)
}

/** Does `at` lie in the 72 h that are free after she moved? */
export const isFreeAfterMove = (facts: ContactFacts, settings: ContactSettings, at: Date): boolean => {
  const ms = at.getTime()
  return ms < lastMoveMs(facts, ms) + settings.cadence.freeAfterMoveMs
}

/**
 * First instant from `from` on at which a proactive touch may fall due; null while nothing may (opted out, lost, case open).
 * Out of quiet hours; 12 days (or their double) from the last one and 2 in 30 days, unless she moved within 72 h.
 */
export function earliestProactive(facts: ContactFacts, settings: ContactSettings, from: Date, now: Date): Date | null {
  const { customer, follow, serviceCase } = facts
  if (customer.optOutAt || !follow || follow.lostAt || (serviceCase && !serviceCase.closedAt)) return null
  let at = from
  if (serviceCase?.closedAt) at = later(at, addMs(serviceCase.closedAt, settings.calmAfterComplaintMs))
  at = afterQuiet(at, settings.quiet)
  if (isFreeAfterMove(facts, settings, at)) return at
  return afterQuiet(withinLimits(facts, settings, at, now), settings.quiet)
}

/** First instant from `at` on at which another proactive conversation is within the limits: so far from the last, so many in so long. */
export function withinLimits(facts: ContactFacts, settings: ContactSettings, at: Date, now: Date): Date {
  const starts = proactiveStarts(facts, settings)
  const last = starts.at(-1)
  const apart = last ? later(at, addMs(last, apartMs(facts, settings, now))) : at
  const leaving = starts.at(-settings.cadence.max)
  return leaving ? later(apart, addMs(leaving, settings.cadence.windowMs)) : apart
}

/** When a proactive touch at `at` is within the rules only because she moved: until when it is. Null: it is within the limits anyway. */
export function freeOnlyUntil(facts: ContactFacts, settings: ContactSettings, at: Date, now: Date): Date | null {
  if (!isFreeAfterMove(facts, settings, at) || withinLimits(facts, settings, at, now).getTime() <= at.getTime()) return null
  return new Date(lastMoveMs(facts, at.getTime()) + settings.cadence.freeAfterMoveMs)
}

/** First instant at which another proactive touch would be within the limits, were one made at `at`: the reach in which proposals take each other's place. */
export function nextProactiveAfter(facts: ContactFacts, settings: ContactSettings, at: Date, now: Date): Date {
  const starts = [...proactiveStarts(facts, settings), at]
  const leaving = starts.at(-settings.cadence.max)
  const apart = addMs(at, apartMs(facts, settings, now))
  return leaving ? later(apart, addMs(leaving, settings.cadence.windowMs)) : apart
}

const later = (a: Date, b: Date): Date => a.getTime() > b.getTime() ? a : b

export interface SendIntent {
  now: Date
  /** Class of the reminder that the send answers, if it answers one. */
  reminderClass: ContactClass | null
  scriptKind: ScriptKind | null
}

/**
 * The class of a touch made now. A case makes everything service; then the first 7 days; then what a reminder of service or a promise asks for,
 * and words about a delivery under way; then 72 h after she moved; else it is proactive and counts.
 */
export function contactClassOf(facts: ContactFacts & Pick<CustomerFacts, 'orders'>, settings: ContactSettings, { now, reminderClass, scriptKind }: SendIntent): ContactClass {
  if (facts.serviceCase && !facts.serviceCase.closedAt) return 'service'
  if (now < addMs(facts.follow?.addedAt ?? facts.customer.addedAt, settings.onboardingMs)) return 'onboarding'
  if (reminderClass === 'service' || reminderClass === 'as_set') return reminderClass
  if (scriptKind === 'service' && isDelivering(facts.orders, now)) return 'service'
  return isFreeAfterMove(facts, settings, now) ? 'she_moved' : 'proactive'
}

const isDelivering = (orders: CustomerFacts['orders'], now: Date): boolean => orders.some(({ paidAt, shippedAt, signedAt, state }) =>
  state !== 'closed' && state !== 'refunded' && [paidAt, shippedAt, signedAt].some(at => at !== null && at <= now && now < addMs(at, deliveryMs)))

/** May something be sold to her unasked now (product.md, Offers and Complaints)? */
export function mayOffer(facts: ContactFacts, settings: ContactSettings, now: Date): boolean {
  if (isSellingSuspended(facts, settings, now)) return false
  if (facts.customer.orderCount === 0 && !settings.offers.toNeverBought) return false
  return !(facts.customer.highValue && facts.customer.scene === 'lapsed' && !settings.offers.toLapsedHighValue)
}

export const isQuiet = (at: Date, settings: ContactSettings): boolean => isWithin(at, settings.quiet)

/** Did she move (write, order, click, get added) within the half hour that is free at any hour? */
export function movedJustNow(facts: ContactFacts, settings: ContactSettings, now: Date): boolean {
  const added = facts.follow?.addedAt ?? facts.customer.addedAt
  const moves = [lastMoveAt(facts, now), added <= now ? added : null]
  return moves.some(at => at !== null && now < addMs(at, settings.cadence.freeAtAnyHourMs))
}
