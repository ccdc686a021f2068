import fc from 'fast-check'
import type { ReminderKey } from '../../../contract/words.ts'
import type { CustomerFacts } from '../../../server/customers/customer-facts.ts'
import type { Proposal } from '../../../server/reminders/arbitration.rules.ts'
import { addMs, dayMs, dayOf, hourMs } from '../../../server/time.ts'
import { aCaseFact, ago, anOrderFact, aReminderFact, aTaskFact, aTouchFact, factsOf, now } from '../contact/facts.ts'

const hoursAgo = (max: number) => fc.integer({ min: 0, max })

/** Any history a customer can have, as the facts of one instant; with and without a night's score, and with rules of her own. */
export const history: fc.Arbitrary<{ facts: CustomerFacts, at: Date }> = fc.record({
  addedHours: hoursAgo(500 * 24), isOptedOut: fc.boolean(), isLost: fc.boolean(), highValue: fc.boolean(), isActive: fc.boolean(),
  orderDays: fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 6 }), quantity: fc.integer({ min: 1, max: 6 }),
  touches: fc.array(fc.record({ hours: hoursAgo(80 * 24), contactClass: fc.constantFrom('proactive' as const, 'proactive' as const, 'service' as const, 'she_moved' as const), replyState: fc.constantFrom('yes' as const, 'no' as const, 'unknown' as const) }), { maxLength: 8 }),
  replyHours: fc.option(hoursAgo(90 * 24)), caseHours: fc.option(hoursAgo(20 * 24)), isCaseClosed: fc.boolean(),
  asked: fc.option(hoursAgo(10 * 24)), eventMinutes: fc.option(fc.integer({ min: 0, max: 2000 })), birthdayOn: fc.option(fc.constantFrom('1980-06-17', '1975-06-19', '1990-12-01')),
  giftDays: fc.constantFrom<string[]>([], ['2025-05-20']), region: fc.constantFrom(null, '浙江省杭州市'),
  driftsIn: fc.option(fc.integer({ min: -60, max: 60 })), p30: fc.double({ min: 0, max: 1, noNaN: true }), bought: fc.subarray(['nest-dry-50', 'nest-instant-70x15']),
  skipped: fc.option(fc.constantFrom<ReminderKey>('cadence', 'replenishment', 'birthday', 'personal_task')), clockHours: fc.integer({ min: 0, max: 47 }),
  task: fc.option(fc.record({ hours: hoursAgo(13 * 24), days: fc.integer({ min: 1, max: 14 }), reason: fc.constantFrom('one-to-one' as const, 'onboarding' as const, 'cadence' as const) })),
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
    products: drawn.bought.map(productId => ({ productId, firstAt: ago({ days: 90 }), lastAt: ago({ days: 30 }) })),
    score: drawn.driftsIn === null ? null : { p30: drawn.p30, pAlive: 0.7, expectedGapDays: 34, driftsOn: dayOf(addMs(now, drawn.driftsIn * dayMs)), ticketFen: 60_000, source: 'own', scoredAt: ago({ hours: 7 }) },
    touches, wasEverTouched: touches.length > 0, events: drawn.eventMinutes === null ? [] : [{ kind: 'browse', happenedAt: ago({ minutes: drawn.eventMinutes }) }],
    serviceCase: openedAt && aCaseFact({ openedAt, closedAt: drawn.isCaseClosed ? addMs(openedAt, hourMs) : null }),
    answers: drawn.asked === null ? [] : [{ answerId: 'a', questionKey: 'kinds', questionVersion: 1, state: 'asked', source: null, options: [], note: '', byUserId: 'rep-chen' as never, byName: '陈雨桐', answeredAt: back(drawn.asked) }],
    personalTask: drawn.task && aTaskFact({ createdAt: back(drawn.task.hours), reason: drawn.task.reason, inDays: drawn.task.days }),
    closedReminders: drawn.skipped === null ? [] : [{ rule: drawn.skipped, state: 'skipped', closedAt: now, skipReason: 'not_needed', dueAt: ago({ days: 1 }) }],
  }) }
})

/** The reminder as it would be read back. */
export const asLive = ({ rule, contactClass, title, reason, moreReasons, changes, dueAt, windowEndAt, userId }: Proposal): CustomerFacts['reminders'][number] =>
  aReminderFact({ rule, contactClass, title, reason, moreReasons, changes, dueAt, windowEndAt, userId })
