import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { apartMs, contactClassOf, earliestProactive, isCooling, mayOffer, proactiveStarts, unansweredInARow } from '../../../server/contact/contact.rules.ts'
import { contactSettings } from '../../../server/contact/contact-settings.rules.ts'
import { isHeldOut } from '../../../server/contact/holdout.rules.ts'
import { isWithin } from '../../../server/contact/hours.rules.ts'
import { checkContact } from '../../../server/contact/send-check.rules.ts'
import { addMs, dayMs, hourMs } from '../../../server/time.ts'
import { aCaseFact, ago, anOrderFact, aReminderFact, aTouchFact, catalogue, factsOf, now, type FactsOptions } from './facts.ts'

const settings = contactSettings(catalogue)
const old = { follow: { addedAt: ago({ days: 400 }) } }
const check = (options: FactsOptions, { at = now, scriptKind = null as 'offer' | 'care' | 'service' | null } = {}) => {
  const facts = factsOf({ ...old, ...options })
  const contactClass = contactClassOf(facts, settings, { now: at, reminderClass: null, scriptKind })
  return checkContact(facts, settings, { now: at, contactClass, scriptKind, userId: 'rep-chen' })
}

describe('which class a touch is', () => {
  const classOf = (options: FactsOptions, intent = {}) => contactClassOf(factsOf({ ...old, ...options }), settings, { now, reminderClass: null, scriptKind: null, ...intent })

  it('is service while a case is open, even in the first week', () => {
    expect(classOf({ follow: { addedAt: ago({ days: 1 }) }, serviceCase: aCaseFact() })).toBe('service')
  })
  it('is onboarding for seven days after she was added, not an hour longer', () => {
    expect(classOf({ follow: { addedAt: ago({ days: 6, hours: 23 }) } })).toBe('onboarding')
    expect(classOf({ follow: { addedAt: ago({ days: 7 }) } })).toBe('proactive')
  })
  it('is hers for 72 hours after she wrote, ordered or clicked', () => {
    expect(classOf({ customer: { lastReplyAt: ago({ hours: 71 }) } })).toBe('she_moved')
    expect(classOf({ customer: { lastOrderAt: ago({ hours: 71 }) } })).toBe('she_moved')
    expect(classOf({ events: [{ kind: 'click', happenedAt: ago({ hours: 71 }) }] })).toBe('she_moved')
    expect(classOf({ customer: { lastReplyAt: ago({ hours: 72 }) } })).toBe('proactive')
  })
  it('follows a reminder of service and a promise, and words about a delivery under way', () => {
    expect(classOf({}, { reminderClass: 'service' })).toBe('service')
    expect(classOf({}, { reminderClass: 'as_set' })).toBe('as_set')
    expect(classOf({ orders: [anOrderFact({ paidAt: ago({ days: 9 }), shippedAt: ago({ days: 6 }) })] }, { scriptKind: 'service' })).toBe('service')
    expect(classOf({ orders: [anOrderFact()] }, { scriptKind: 'service' })).toBe('proactive')
  })
})

describe('what asks for a reason', () => {
  it('asks before the third proactive touch in 30 days, with the figures', () => {
    const touches = [aTouchFact({ startedAt: ago({ days: 13 }) }), aTouchFact({ startedAt: ago({ days: 29 }) })]
    expect(check({ touches })).toMatchObject({ kinds: ['too-many'], proactiveIn30Days: 2, lastProactiveDaysAgo: 13, isOptedOut: false })
    expect(check({ touches })?.text).toContain('30 天内已主动联系 2 次')
  })
  it('lets it pass when one of the two is 30 days old', () => {
    expect(check({ touches: [aTouchFact({ startedAt: ago({ days: 13 }) }), aTouchFact({ startedAt: ago({ days: 30 }) })] })).toBeNull()
  })
  it('asks within 12 days of the last one and not after them', () => {
    expect(check({ touches: [aTouchFact({ startedAt: ago({ days: 11 }) })] })).toMatchObject({ kinds: ['too-close'], lastProactiveDaysAgo: 11 })
    expect(check({ touches: [aTouchFact({ startedAt: ago({ days: 12 }) })] })).toBeNull()
  })
  it('does not count onboarding, service and answers to her', () => {
    const touches = (['onboarding', 'service', 'she_moved', 'as_set'] as const).map(contactClass => aTouchFact({ startedAt: ago({ days: 5 }), contactClass }))
    expect(check({ touches })).toBeNull()
  })
  it('takes what follows within a day as the same touch, whoever and whatever channel', () => {
    const touches = [aTouchFact({ startedAt: ago({ days: 13 }), channel: 'call' }), aTouchFact({ startedAt: ago({ days: 12, hours: 3 }) })]
    expect(proactiveStarts({ touches }, settings)).toHaveLength(1)
    expect(check({ touches })).toBeNull()
    expect(check({ touches: [aTouchFact({ startedAt: ago({ hours: 2 }) })] })).toBeNull()
  })
  it('asks in quiet hours, except for half an hour after she moved', () => {
    const night = new Date('2026-06-15T22:00:00+08:00')
    expect(check({}, { at: night })).toMatchObject({ kinds: ['quiet-hours'], isQuietHours: true })
    expect(check({ customer: { lastReplyAt: ago({ minutes: 29 }, night) } }, { at: night })).toBeNull()
    expect(check({ customer: { lastReplyAt: ago({ minutes: 31 }, night) } }, { at: night })).toMatchObject({ kinds: ['quiet-hours'] })
  })
  it('asks when she wants to be left alone, unless she just moved herself', () => {
    expect(check({ customer: { optOutAt: ago({ days: 9 }) } })).toMatchObject({ kinds: ['opted-out'], isOptedOut: true })
    expect(check({ customer: { optOutAt: ago({ days: 9 }), lastReplyAt: ago({ hours: 2 }) } })).toBeNull()
  })
  it('asks before an offer to who never bought, and lets it pass when she asked', () => {
    expect(check({}, { scriptKind: 'offer' })).toMatchObject({ kinds: ['offer-unasked'] })
    expect(check({ customer: { lastReplyAt: ago({ hours: 2 }) } }, { scriptKind: 'offer' })).toBeNull()
    expect(check({ customer: { orderCount: 1 } }, { scriptKind: 'offer' })).toBeNull()
  })
  it('asks before any offer while a case is open and for seven days after it closed', () => {
    const bought = { customer: { orderCount: 3 } }
    expect(check({ ...bought, serviceCase: aCaseFact() }, { scriptKind: 'offer' })).toMatchObject({ kinds: ['selling-suspended'], isCaseOpen: true })
    expect(check({ ...bought, serviceCase: aCaseFact({ openedAt: ago({ days: 9 }), closedAt: ago({ days: 6 }) }) }, { scriptKind: 'offer' })).toMatchObject({ kinds: ['selling-suspended'] })
    expect(check({ ...bought, serviceCase: aCaseFact({ openedAt: ago({ days: 9 }), closedAt: ago({ days: 7 }) }) }, { scriptKind: 'offer' })).toBeNull()
  })
  it('asks before an offer to a lapsed high-value customer, not when her supply ends', () => {
    const lapsed = { customer: { orderCount: 9, highValue: true, scene: 'lapsed' as const } }
    expect(check(lapsed, { scriptKind: 'offer' })).toMatchObject({ kinds: ['offer-unasked'] })
    expect(check({ ...lapsed, reminders: [aReminderFact({ rule: 'replenishment' })] }, { scriptKind: 'offer' })).toBeNull()
    expect(mayOffer(factsOf(lapsed), settings, now)).toBe(false)
  })
})

describe('silence', () => {
  const no = (days: number) => aTouchFact({ startedAt: ago({ days }), replyState: 'no' })

  it('counts 没回 in a row and passes over 未标', () => {
    expect(unansweredInARow(factsOf({ touches: [no(3), aTouchFact({ startedAt: ago({ days: 10 }) }), no(20)] }), now)).toBe(2)
  })
  it('never takes 未标 for silence', () => {
    expect(unansweredInARow(factsOf({ touches: [3, 10, 20].map(days => aTouchFact({ startedAt: ago({ days }) })) }), now)).toBe(0)
  })
  it('doubles the distance after two and cools after three', () => {
    expect(apartMs(factsOf({ touches: [no(13)] }), settings, now)).toBe(12 * dayMs)
    expect(apartMs(factsOf({ touches: [no(13), no(30)] }), settings, now)).toBe(24 * dayMs)
    expect(check({ touches: [no(13), no(40)] })).toMatchObject({ kinds: ['too-close'] })
    expect(isCooling(factsOf({ touches: [no(30), no(45)] }), settings, now)).toBe(false)
    expect(isCooling(factsOf({ touches: [no(30), no(45), no(60)] }), settings, now)).toBe(true)
  })
  it('is set back by a reply, an order or a click', () => {
    const touches = [no(30), no(45), no(60)]
    expect(unansweredInARow(factsOf({ touches, customer: { lastOrderAt: ago({ days: 5 }) } }), now)).toBe(0)
    expect(unansweredInARow(factsOf({ touches, events: [{ kind: 'click', happenedAt: ago({ days: 40 }) }] }), now)).toBe(1)
    expect(unansweredInARow(factsOf({ touches: [no(30), aTouchFact({ startedAt: ago({ days: 45 }), replyState: 'yes' }), no(60)] }), now)).toBe(1)
  })
})

describe('the earliest proactive touch', () => {
  it('is never while she is opted out, lost to us or has a case open', () => {
    for (const options of [{ customer: { optOutAt: now } }, { follow: { lostAt: now } }, { follow: null }, { serviceCase: aCaseFact() }]) {
      expect(earliestProactive(factsOf(options), settings, now, now)).toBeNull()
    }
  })
  it('waits seven days after a case closed', () => {
    const closedAt = ago({ days: 2 })
    expect(earliestProactive(factsOf({ serviceCase: aCaseFact({ openedAt: ago({ days: 3 }), closedAt }) }), settings, now, now)).toEqual(addMs(closedAt, 7 * dayMs))
  })
  it('keeps every rule whatever the history', () => {
    fc.assert(fc.property(
      fc.array(fc.record({ hoursAgo: fc.integer({ min: 0, max: 80 * 24 }), isProactive: fc.boolean(), reply: fc.constantFrom('yes' as const, 'no' as const, 'unknown' as const) }), { maxLength: 12 }),
      fc.integer({ min: 0, max: 40 * 24 }), fc.option(fc.integer({ min: 0, max: 200 })),
      (touched, inHours, replyHoursAgo) => {
        const facts = factsOf({
          ...old, customer: { lastReplyAt: replyHoursAgo === null ? null : ago({ hours: replyHoursAgo }) },
          touches: touched.map(({ hoursAgo, isProactive, reply }) => aTouchFact({ startedAt: ago({ hours: hoursAgo }), contactClass: isProactive ? 'proactive' : 'service', replyState: reply })),
        })
        const at = earliestProactive(facts, settings, addMs(now, inHours * hourMs), now)
        if (!at) throw new Error('nothing forbids it for ever')
        expect(isWithin(at, settings.quiet)).toBe(false)
        const moved = facts.customer.lastReplyAt
        if (moved && at < addMs(moved, 72 * hourMs)) return
        const starts = proactiveStarts(facts, settings)
        expect(starts.filter(start => start > addMs(at, -30 * dayMs)).length).toBeLessThan(2)
        for (const start of starts) expect(at.getTime() - start.getTime()).toBeGreaterThanOrEqual(apartMs(facts, settings, now))
      },
    ))
  })
})

describe('the hold-out', () => {
  it('is the same tenth for ever', () => {
    const ids = Array.from({ length: 5_000 }, (_, index) => `wm${index}`)
    const held = ids.filter(id => isHeldOut(id, 0.1))
    expect(held.length / ids.length).toBeGreaterThan(0.085)
    expect(held.length / ids.length).toBeLessThan(0.115)
    expect(ids.filter(id => isHeldOut(id, 0.1))).toEqual(held)
    expect(ids.some(id => isHeldOut(id, 0))).toBe(false)
  })
})
