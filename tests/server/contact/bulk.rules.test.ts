import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { BulkReason } from '../../../contract/bulk.schema.ts'
import { bulkRefusal, personalFrom } from '../../../server/contact/bulk.rules.ts'
import { earliestProactive } from '../../../server/contact/contact.rules.ts'
import { contactSettings } from '../../../server/contact/contact-settings.rules.ts'
import { afterQuiet } from '../../../server/contact/hours.rules.ts'
import { isHeldOut } from '../../../server/contact/holdout.rules.ts'
import { dayMs, hourMs } from '../../../server/time.ts'
import { history } from '../reminders/histories.ts'
import { aCaseFact, ago, aTouchFact, catalogue, factsOf, now, type FactsOptions } from './facts.ts'

const settings = contactSettings(catalogue)
const old = { follow: { addedAt: ago({ days: 400 }) } }
const refusal = (options: FactsOptions = {}): BulkReason | null => bulkRefusal(factsOf({ ...old, ...options }), settings, now)
const silent = (days: number) => aTouchFact({ startedAt: ago({ days }), replyState: 'no' })

describe('who is left out of a mass message', () => {
  const cases: [BulkReason, FactsOptions][] = [
    ['lost', { follow: null }], ['lost', { follow: { addedAt: ago({ days: 400 }), lostAt: ago({ days: 1 }) } }],
    ['no-sender', { owner: null }], ['no-sender', { owner: { userId: 'rep-zhou' as never, name: '周', canContact: true } }],
    ['no-sender', { owner: { userId: 'rep-chen' as never, name: '陈雨桐', canContact: false } }], ['other-account', { isMainAccount: false }],
    ['one-to-one', { customer: { oneToOneAt: ago({ days: 300 }) } }], ['one-to-one', { customer: { lifetimeSpendFen: 500_000 } }], ['opted-out', { customer: { optOutAt: ago({ days: 1 }) } }],
    ['case-open', { serviceCase: aCaseFact({ openedAt: ago({ days: 20 }) }) }],
    ['case-calm', { serviceCase: aCaseFact({ openedAt: ago({ days: 20 }), closedAt: ago({ days: 6, hours: 23 }) }) }],
    ['onboarding', { follow: { addedAt: ago({ days: 6, hours: 23 }) } }],
    ['cooling', { touches: [silent(40), silent(55), silent(70)] }],
    ['cadence', { touches: [aTouchFact({ startedAt: ago({ days: 11 }) })] }],
    ['cadence', { touches: [aTouchFact({ startedAt: ago({ days: 13 }) }), aTouchFact({ startedAt: ago({ days: 29 }) })] }],
    ['cadence', { touches: [silent(20), silent(45)] }],
  ]
  it.each(cases)('%s', (reason, options) => {
    expect(refusal(options)).toBe(reason)
  })
  it('who is held out for comparison', () => {
    expect(bulkRefusal(factsOf(old), { ...settings, holdoutShare: 1 }, now)).toBe('held-out')
  })
  it('who moved just now and was touched lately: 72 free hours are for answers, not for what everybody gets', () => {
    expect(refusal({ customer: { lastOrderAt: ago({ hours: 2 }) }, touches: [aTouchFact({ startedAt: ago({ days: 3 }) })] })).toBe('cadence')
  })
  it('and nobody else: not after 12 days, 7 days after a case or after being added, nor for touches that do not count', () => {
    expect(refusal()).toBeNull()
    expect(refusal({ touches: [aTouchFact({ startedAt: ago({ days: 12 }) })] })).toBeNull()
    expect(refusal({ serviceCase: aCaseFact({ openedAt: ago({ days: 20 }), closedAt: ago({ days: 7 }) }) })).toBeNull()
    expect(refusal({ follow: { addedAt: ago({ days: 7 }) } })).toBeNull()
    expect(refusal({ touches: [aTouchFact({ startedAt: ago({ days: 1 }), contactClass: 'service' })] })).toBeNull()
  })
})

describe('who is left out and may be written to alone', () => {
  const from = (options: FactsOptions = {}): Date | null => personalFrom(factsOf({ ...old, ...options }), settings, now)
  const oneToOne = { customer: { oneToOneAt: ago({ days: 300 }) } }
  it('a 1V1 customer at once, the first week when it is over, the cadence when it allows', () => {
    expect(from(oneToOne)).toEqual(now)
    expect(from({ follow: { addedAt: ago({ days: 2 }) } })).toEqual(ago({ days: -5 }))
    expect(from({ touches: [aTouchFact({ startedAt: ago({ days: 11 }) })] })).toEqual(ago({ days: -1 }))
    expect(from({ ...oneToOne, touches: [aTouchFact({ startedAt: ago({ days: 13 }) }), aTouchFact({ startedAt: ago({ days: 20 }) })] })).toEqual(ago({ days: -10 }))
  })
  const never: [string, FactsOptions][] = [
    ['opted out', { customer: { optOutAt: ago({ days: 1 }) } }], ['a complaint is open', { serviceCase: aCaseFact({ openedAt: ago({ days: 20 }) }) }],
    ['a complaint was closed just now', { serviceCase: aCaseFact({ openedAt: ago({ days: 20 }), closedAt: ago({ days: 6 }) }) }], ['cooling: only a move of hers ends it', { touches: [silent(40), silent(55), silent(70)] }],
    ['deleted us', { follow: { addedAt: ago({ days: 400 }), lostAt: ago({ days: 1 }) } }], ['nobody of ours', { owner: null }], ['another account of the same person', { isMainAccount: false }],
  ]
  it.each(never)('never, not even a 1V1 customer: %s', (_why, options) => {
    expect(from({ ...options, customer: { ...oneToOne.customer, ...options.customer } })).toBeNull()
    expect(from(options)).toBeNull()
  })
  it('never who is held out for comparison, in her first week neither', () => {
    for (const days of [2, 400]) expect(personalFrom(factsOf({ ...oneToOne, follow: { addedAt: ago({ days }) } }), { ...settings, holdoutShare: 1 }, now)).toBeNull()
  })
  it('of any history: on that day a proactive word is within the rules of contact', () => {
    let seen = 0
    fc.assert(fc.property(history, fc.boolean(), ({ facts, at }, isOneToOne) => {
      if (isOneToOne) facts.customer.oneToOneAt = ago({ days: 100 })
      const first = personalFrom(facts, settings, at)
      if (!first) return
      seen += 1
      expect(first >= at).toBe(true)
      const allowed = earliestProactive(facts, settings, first, at)
      expect(allowed).toEqual(afterQuiet(first, settings.quiet))
      expect(first.getTime()).toBeGreaterThanOrEqual((facts.follow?.addedAt.getTime() ?? Infinity) + 7 * dayMs)
    }), { numRuns: 1_500 })
    expect(seen).toBeGreaterThan(30)
  })
})

describe('of any history', () => {
  it('whoever is reached breaks no rule of contact, said in other words than the rule\'s', () => {
    let reached = 0
    fc.assert(fc.property(history, fc.boolean(), fc.constantFrom(0, 0.5), ({ facts, at }, isOneToOne, holdoutShare) => {
      if (isOneToOne) facts.customer.oneToOneAt = ago({ days: 100 })
      if (bulkRefusal(facts, { ...settings, holdoutShare }, at) !== null) return
      reached += 1
      const days = facts.touches.filter(({ contactClass }) => contactClass === 'proactive').map(({ startedAt }) => (at.getTime() - startedAt.getTime()) / dayMs)
      expect(facts.customer.oneToOneAt ?? facts.customer.optOutAt ?? facts.follow?.lostAt).toBeNull()
      expect(at.getTime() - (facts.follow?.addedAt.getTime() ?? 0)).toBeGreaterThanOrEqual(168 * hourMs)
      if (facts.serviceCase) expect(at.getTime() - (facts.serviceCase.closedAt?.getTime() ?? at.getTime())).toBeGreaterThanOrEqual(168 * hourMs)
      // A conversation may go on for a day after its start.
      expect(days.filter(ago => ago < 11)).toEqual([])
      const lately = days.filter(ago => ago < 29).sort((a, b) => b - a)
      expect(lately.length === 0 || (lately[0] ?? 0) - (lately.at(-1) ?? 0) < 1).toBe(true)
      expect(isHeldOut(facts.customer.externalUserId, holdoutShare)).toBe(false)
    }), { seed: 5, numRuns: 3000 })
    expect(reached).toBeGreaterThan(20)
  })
})
