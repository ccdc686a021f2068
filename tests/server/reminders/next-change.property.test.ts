import fc from 'fast-check'
import { expect, it } from 'vitest'
import { weighUp } from '../../../server/reminders/arbitration.rules.ts'
import { nextChangeAt } from '../../../server/reminders/next-change.rules.ts'
import { addMs, dayMs } from '../../../server/time.ts'
import { catalogue } from '../contact/facts.ts'
import { asLive, history } from './histories.ts'

it('until the instant that was worked out, time alone changes nothing; after it she is looked at within 30 days', () => {
  let compared = 0
  fc.assert(fc.property(history, fc.double({ min: 0, max: 0.999_999, noNaN: true }), ({ facts, at }, share) => {
    const first = weighUp(facts, catalogue, at)
    const planned = { ...facts, reminders: first.proposal ? [asLive(first.proposal)] : [] }
    const next = nextChangeAt(facts, first, catalogue, at)
    expect(next.getTime()).toBeGreaterThan(at.getTime())
    expect(next.getTime()).toBeLessThanOrEqual(addMs(at, 30 * dayMs).getTime())
    const between = addMs(at, Math.floor((next.getTime() - at.getTime()) * share))
    if (between.getTime() - at.getTime() > dayMs) compared += 1
    const again = weighUp(planned, catalogue, between).proposal
    const told = (proposal: typeof again) => proposal && { ...proposal, score: 0 }
    expect(told(again)).toEqual(told(first.proposal))
  }), { numRuns: 2_000 })
  // The claim is worth something only where there is time between.
  expect(compared).toBeGreaterThan(20)
})
