import { describe, expect, it } from 'vitest'
import { contactSettings } from '../../../server/contact/contact-settings.rules.ts'
import { propose } from '../../../server/reminders/arbitration.rules.ts'
import { decide } from '../../../server/reminders/decide.rules.ts'
import { anOrderFact, aReminderFact, ago, aTouchFact, catalogue, factsOf, now, type FactsOptions } from '../contact/facts.ts'

/** A supply that ends, of a customer who wrote an hour ago: for 72 h she may be written to at any time. */
const bought = anOrderFact()
const supply: FactsOptions = {
  customer: { lastReplyAt: ago({ hours: 1 }), lastOrderAt: bought.paidAt, orderCount: 1, lifetimeSpendFen: 60_000 }, orders: [bought], supplyOrder: bought,
  products: [{ productId: 'nest-instant-70x15', firstAt: bought.paidAt ?? now, lastAt: bought.paidAt ?? now }] as never, wasEverTouched: true,
}
const due = propose(factsOf(supply), catalogue, ago({ days: 25 }))

const closed = (more: { state: 'done' | 'skipped' | 'expired', closedAt: Date, dueAt: Date }) => ({ rule: 'replenishment' as const, skipReason: null, ...more })
const after = (from: Date, minutes: number): Date => new Date(from.getTime() + minutes * 60_000)
const ruleAt = (at: Date, one: ReturnType<typeof closed>): string | undefined =>
  propose(factsOf({ ...supply, customer: { ...supply.customer, lastReplyAt: after(at, -60) }, closedReminders: [one] }), catalogue, at)?.rule

describe('what a rep has settled', () => {
  it('is a reminder whose hour is ten in the morning of its day', () => {
    expect(due).toMatchObject({ rule: 'replenishment' })
  })

  it('is not proposed anew at ten when it was written to at nine, nor when it was skipped days ahead', () => {
    const dueAt = due!.dueAt
    for (const ahead of [0, 60, 6 * 24 * 60]) {
      for (const state of ['done', 'skipped'] as const) expect(ruleAt(after(dueAt, 30), closed({ state, closedAt: after(dueAt, -ahead), dueAt }))).not.toBe('replenishment')
    }
  })

  it('comes when it only expired, and when what was settled was an earlier pack\'s', () => {
    const dueAt = due!.dueAt
    expect(ruleAt(after(dueAt, 30), closed({ state: 'expired', closedAt: after(dueAt, -60), dueAt }))).toBe('replenishment')
    expect(ruleAt(after(dueAt, 30), closed({ state: 'done', closedAt: after(dueAt, -9 * 24 * 60), dueAt: after(dueAt, -8 * 24 * 60) }))).toBe('replenishment')
    expect(ruleAt(after(dueAt, 30), closed({ state: 'done', closedAt: after(dueAt, 10), dueAt }))).not.toBe('replenishment')
  })
})

describe('what a rep has put off', () => {
  const later = (days: number): Date => ago({ days: -days })
  const snoozed = (until: Date, touchedDaysAgo: number) => factsOf({
    touches: [aTouchFact({ startedAt: ago({ days: touchedDaysAgo }) })], wasEverTouched: true,
    reminders: [aReminderFact({ rule: 'replenishment', state: 'snoozed', dueAt: ago({ days: 1 }), snoozedUntil: until, windowEndAt: later(20) })],
  })
  const decided = (until: Date, touchedDaysAgo: number, at = now) => decide(snoozed(until, touchedDaysAgo), null, contactSettings(catalogue), at)

  it('stays until its time where she may be written to then', () => {
    expect(decided(later(3), 10)).toEqual({ kind: 'keep' })
    expect(decided(ago({ minutes: 5 }), 13)).toMatchObject({ kind: 'wake' })
    expect(decided(new Date('2026-06-18T22:30:00+08:00'), 10)).toEqual({ kind: 'keep' })
  })

  it('does not come at a time at which the rules of contact forbid it: it is planned as anything else', () => {
    expect(decided(later(3), 5)).toEqual({ kind: 'expire', reminderId: 'reminder-1' })
    expect(decided(ago({ minutes: 5 }), 11)).toEqual({ kind: 'expire', reminderId: 'reminder-1' })
  })

  it('counts an open question from the end of her first week on, also one that was put off within it', () => {
    const asked = (until: Date, addedDaysAgo: number, more: FactsOptions = {}) => decide(factsOf({
      follow: { addedAt: ago({ days: addedDaysAgo }) }, touches: [aTouchFact({ startedAt: ago({ days: 1 }) })], wasEverTouched: true, ...more,
      reminders: [aReminderFact({ rule: 'questions_open', contactClass: 'onboarding', state: 'snoozed', dueAt: ago({ days: 1 }), snoozedUntil: until, windowEndAt: later(9) })],
    }), null, contactSettings(catalogue), now)
    expect(asked(later(1), 5)).toEqual({ kind: 'keep' })
    expect(asked(later(3), 5)).toMatchObject({ kind: 'expire' })
    expect(asked(later(3), 5, { touches: [] })).toEqual({ kind: 'keep' })
    expect(asked(later(3), 5, { touches: [], customer: { optOutAt: now } })).toMatchObject({ kind: 'expire' })
  })

  it('holds a look that was put off while she may be written to: her 72 hours, and then as any other word of ours', () => {
    const looked = (until: Date, more: FactsOptions = {}) => decide(factsOf({
      touches: [aTouchFact({ startedAt: ago({ days: 4 }) })], wasEverTouched: true, events: [{ kind: 'browse', happenedAt: ago({ hours: 1 }) }] as never, ...more,
      reminders: [aReminderFact({ rule: 'behaviour', contactClass: 'she_moved', state: 'snoozed', dueAt: ago({ hours: 1 }), snoozedUntil: until, windowEndAt: later(9) })],
    }), null, contactSettings(catalogue), now)
    expect(looked(later(2))).toEqual({ kind: 'keep' })
    expect(looked(later(5))).toMatchObject({ kind: 'expire' })
    expect(looked(later(9))).toEqual({ kind: 'keep' })
    expect(looked(later(2), { customer: { optOutAt: now } })).toMatchObject({ kind: 'expire' })
  })
})
