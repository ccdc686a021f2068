import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { RuleKey } from '../../../contract/words.ts'
import { apartMs, proactiveStarts } from '../../../server/contact/contact.rules.ts'
import { contactSettings } from '../../../server/contact/contact-settings.rules.ts'
import { isWithin } from '../../../server/contact/hours.rules.ts'
import type { CustomerFacts } from '../../../server/customers/customer-facts.ts'
import { propose, type Proposal } from '../../../server/reminders/arbitration.rules.ts'
import { decide } from '../../../server/reminders/decide.rules.ts'
import { addMs, dayMs, hourMs, minuteMs } from '../../../server/time.ts'
import { aCaseFact, ago, anOrderFact, aReminderFact, aTouchFact, catalogue, factsOf, now } from '../contact/facts.ts'

const settings = contactSettings(catalogue)
const hoursAgo = (max: number) => fc.integer({ min: 0, max })

/** Any history a customer can have, as the facts of one instant. */
const history: fc.Arbitrary<{ facts: CustomerFacts, at: Date }> = fc.record({
  addedHours: hoursAgo(500 * 24), isOptedOut: fc.boolean(), isLost: fc.boolean(), highValue: fc.boolean(), isActive: fc.boolean(),
  orderDays: fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 6 }), quantity: fc.integer({ min: 1, max: 6 }),
  touches: fc.array(fc.record({ hours: hoursAgo(80 * 24), contactClass: fc.constantFrom('proactive' as const, 'proactive' as const, 'service' as const, 'she_moved' as const), replyState: fc.constantFrom('yes' as const, 'no' as const, 'unknown' as const) }), { maxLength: 8 }),
  replyHours: fc.option(hoursAgo(90 * 24)), caseHours: fc.option(hoursAgo(20 * 24)), isCaseClosed: fc.boolean(),
  asked: fc.option(hoursAgo(10 * 24)), eventMinutes: fc.option(fc.integer({ min: 0, max: 2000 })), birthdayOn: fc.option(fc.constantFrom('1980-06-17', '1975-06-19', '1990-12-01')),
  giftDays: fc.constantFrom<string[]>([], ['2025-05-20']), region: fc.constantFrom(null, '浙江省杭州市'),
  skipped: fc.option(fc.constantFrom<RuleKey>('cadence', 'replenishment', 'birthday')), clockHours: fc.integer({ min: 0, max: 47 }),
}).map((drawn) => {
  const at = addMs(now, drawn.clockHours * hourMs)
  const back = (hours: number): Date => addMs(now, -hours * hourMs)
  const paid = [...new Set(drawn.orderDays)].sort((a, b) => a - b).map(days => anOrderFact({
    orderId: String(days), paidAt: ago({ days }), signedAt: days > 2 ? ago({ days: days - 2 }) : null,
    lines: [{ title: '燕盏', spec: '', productId: 'nest-dry-50', quantity: drawn.quantity, paidFen: 60_000, refundFen: 0, isGift: false, isService: false }],
  }))
  const openedAt = drawn.caseHours === null ? null : back(drawn.caseHours)
  const touches = drawn.touches.map(({ hours, ...touch }) => aTouchFact({ ...touch, startedAt: back(hours) })).sort((a, b) => b.startedAt.getTime() - a.startedAt.getTime())
  return { at, facts: factsOf({
    customer: {
      optOutAt: drawn.isOptedOut ? ago({ days: 1 }) : null, highValue: drawn.highValue, scene: drawn.isActive ? 'active' : 'converted', birthdayOn: drawn.birthdayOn, region: drawn.region,
      orderCount: paid.length, lifetimeSpendFen: paid.length * 60_000, lastOrderAt: paid[0]?.paidAt ?? null, lastReplyAt: drawn.replyHours === null ? null : back(drawn.replyHours),
      lastTouchAt: touches[0]?.startedAt ?? null,
    },
    follow: { addedAt: back(drawn.addedHours), lostAt: drawn.isLost ? ago({ days: 1 }) : null },
    orders: paid.slice(0, 5), supplyOrder: paid[0] ?? null, purchaseDays: paid.map(({ paidAt }) => (paidAt ?? now).toISOString().slice(0, 10)).reverse(), giftDays: drawn.giftDays,
    touches, wasEverTouched: touches.length > 0, events: drawn.eventMinutes === null ? [] : [{ kind: 'browse', happenedAt: ago({ minutes: drawn.eventMinutes }) }],
    serviceCase: openedAt && aCaseFact({ openedAt, closedAt: drawn.isCaseClosed ? addMs(openedAt, hourMs) : null }),
    answers: drawn.asked === null ? [] : [{ answerId: 'a', questionKey: 'kinds', questionVersion: 1, state: 'asked', source: null, options: [], note: '', byUserId: 'rep-chen' as never, byName: '陈雨桐', answeredAt: back(drawn.asked) }],
    closedReminders: drawn.skipped === null ? [] : [{ rule: drawn.skipped, state: 'skipped', closedAt: now, skipReason: 'not_needed', dueAt: ago({ days: 1 }) }],
  }) }
})

/** The reminder as it would be read back. */
const asLive = ({ rule, contactClass, title, reason, moreReasons, dueAt, windowEndAt, userId }: Proposal): CustomerFacts['reminders'][number] =>
  aReminderFact({ rule, contactClass, title, reason, moreReasons, dueAt, windowEndAt, userId })

describe('whatever happened before', () => {
  it('no proposal breaks a rule of contact', () => {
    fc.assert(fc.property(history, ({ facts, at }) => {
      const proposal = propose(facts, catalogue, at)
      if (!proposal) return
      const { dueAt, contactClass, windowEndAt, rule } = proposal
      expect(windowEndAt === null || dueAt < windowEndAt).toBe(true)
      if (facts.follow?.lostAt) expect(rule).toBe('after_sale')
      if (contactClass === 'onboarding' || contactClass === 'she_moved') return
      expect(isWithin(dueAt, settings.quiet)).toBe(false)
      if (contactClass !== 'proactive') return
      expect(facts.customer.optOutAt).toBeNull()
      const closedAt = facts.serviceCase?.closedAt
      if (facts.serviceCase) expect(closedAt && dueAt >= addMs(closedAt, 7 * dayMs)).toBe(true)
      const moves = [facts.customer.lastReplyAt, facts.customer.lastOrderAt, ...facts.events.map(({ happenedAt }) => happenedAt)].filter(moved => moved !== null)
      if (moves.some(moved => dueAt < addMs(moved, 72 * hourMs))) return
      const starts = proactiveStarts(facts, settings)
      expect(starts.filter(start => start > addMs(dueAt, -30 * dayMs)).length).toBeLessThan(2)
      for (const start of starts) expect(dueAt.getTime() - start.getTime()).toBeGreaterThanOrEqual(apartMs(facts, settings, at))
    }), { numRuns: 600 })
  })

  it('planning again changes nothing, now or a minute later', () => {
    fc.assert(fc.property(history, ({ facts, at }) => {
      const first = propose(facts, catalogue, at)
      expect(propose(facts, catalogue, at)).toEqual(first)
      if (!first) return
      const live = { ...facts, reminders: [asLive(first)] }
      expect(propose(live, catalogue, at)).toEqual(first)
      const later = addMs(at, minuteMs)
      const second = propose(live, catalogue, later)
      if (second?.rule === first.rule && first.dueAt <= at) expect(second.dueAt).toEqual(first.dueAt)
    }), { numRuns: 400 })
  })

  it('there is never a second live proposal: another one takes the place of the first', () => {
    fc.assert(fc.property(history, fc.constantFrom<RuleKey>('cadence', 'after_sale', 'birthday', 'first_contact'), fc.option(fc.integer({ min: -50, max: 50 })), ({ facts, at }, rule, snoozeHours) => {
      const live = aReminderFact({
        rule, contactClass: rule === 'after_sale' ? 'service' : 'proactive', dueAt: ago({ hours: 1 }),
        ...(snoozeHours !== null && { state: 'snoozed' as const, snoozedUntil: addMs(at, snoozeHours * hourMs), windowEndAt: addMs(at, (snoozeHours + 48) * hourMs) }),
      })
      const withLive = { ...facts, reminders: [live] }
      const decision = decide(withLive, propose(withLive, catalogue, at), settings, at)
      if (decision.kind === 'open') expect(decision.expires).toBe(live.reminderId)
    }))
  })
})
