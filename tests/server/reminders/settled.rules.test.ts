import { describe, expect, it } from 'vitest'
import { propose } from '../../../server/reminders/arbitration.rules.ts'
import { anOrderFact, ago, catalogue, factsOf, now, type FactsOptions } from '../contact/facts.ts'

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
    for (const ahead of [60, 6 * 24 * 60]) {
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
