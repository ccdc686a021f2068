import { describe, expect, it } from 'vitest'
import { propose } from '../../../server/reminders/arbitration.rules.ts'
import { buyingChance, expectedTicketFen, expectedValue } from '../../../server/reminders/value.rules.ts'
import type { CustomerScore } from '../../../server/customers/customer-facts.ts'
import { addMs, dayMs, dayOf } from '../../../server/time.ts'
import { ago, catalogue, factsOf, now } from '../contact/facts.ts'

const scored = (score: Partial<CustomerScore>): CustomerScore => ({ p30: 0.4, pAlive: 0.8, expectedGapDays: 34, driftsOn: null, ticketFen: 50_000, source: 'own', scoredAt: ago({ hours: 6 }), ...score })

describe('expected value', () => {
  it('is chance × what the reason can do × expected ticket, in yuan', () => {
    expect(expectedValue(factsOf({ score: scored({}) }), 0.5)).toBeCloseTo(0.4 * 0.5 * 500)
  })
  it('falls back to stated figures for who was not scored, and to her own mean ticket', () => {
    expect(buyingChance(factsOf())).toBe(0.03)
    const bought = factsOf({ customer: { orderCount: 4, lifetimeSpendFen: 120_000 } })
    expect([buyingChance(bought), expectedTicketFen(bought)]).toEqual([0.2, 30_000])
    expect(expectedTicketFen(factsOf({ score: scored({ ticketFen: null }) }))).toBe(50_000)
  })
  it('ranks the likelier buyer of two with the same reason above', () => {
    const rank = (p30: number) => propose(factsOf({ score: scored({ p30 }), customer: { highValue: true, lastTouchAt: ago({ days: 22 }) }, follow: { addedAt: ago({ days: 300 }) }, wasEverTouched: true }), catalogue, now)?.score ?? 0
    expect(rank(0.6)).toBeGreaterThan(rank(0.1))
  })
})

describe('the alarm of the model', () => {
  const silent = (score: CustomerScore | null, purchaseDays = ['2026-03-03', '2026-04-02']) =>
    propose(factsOf({ score, purchaseDays, follow: { addedAt: ago({ days: 300 }) }, wasEverTouched: true, customer: { lifetimeSpendFen: 300_000, orderCount: purchaseDays.length, lastOrderAt: ago({ days: 74 }) } }), catalogue, now)
  const alarmOn = dayOf(addMs(now, -dayMs))

  it('takes the place of twice her own interval, and names the day', () => {
    expect(silent(scored({ driftsOn: alarmOn }))).toMatchObject({ rule: 'drifting', facts: { alarmBy: 'model', alarmOn, usualGapDays: 34 }, reason: expect.stringContaining('到6月14日还没买就算久了') as string })
    expect(silent(null)).toMatchObject({ rule: 'drifting', facts: { alarmBy: 'interval' } })
  })
  it('says nothing where the model sees none, after one purchase, or about a silence that has ended since', () => {
    expect(silent(scored({ driftsOn: null }))).toBeNull()
    expect(silent(scored({ driftsOn: alarmOn }), ['2026-04-02'])).toBeNull()
    expect(silent(scored({ driftsOn: alarmOn, scoredAt: ago({ days: 80 }) }))?.facts).toMatchObject({ alarmBy: 'interval' })
  })
})
