import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { RuleKey } from '../../../contract/words.ts'
import { apartMs, earliestProactive, isCooling, isFreeAfterMove, proactiveStarts } from '../../../server/contact/contact.rules.ts'
import { contactSettings } from '../../../server/contact/contact-settings.rules.ts'
import { isWithin } from '../../../server/contact/hours.rules.ts'
import { propose, weighUp } from '../../../server/reminders/arbitration.rules.ts'
import { decide } from '../../../server/reminders/decide.rules.ts'
import { addMs, dayMs, hourMs, minuteMs, minuteOf } from '../../../server/time.ts'
import { ago, aReminderFact, aTaskFact, catalogue } from '../contact/facts.ts'
import { asLive, history } from './histories.ts'

const settings = contactSettings(catalogue)

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

  it('a task that a mass message left is proposed on its day or later, within its time, and no more once somebody has begun to talk to her', () => {
    let seen = 0
    fc.assert(fc.property(history, fc.integer({ min: 0, max: 13 * 24 }), fc.integer({ min: 1, max: 14 }), ({ facts: drawn, at }, hours, inDays) => {
      // Whom nothing keeps from being written to at all: that is the property above.
      const facts = { ...drawn, customer: { ...drawn.customer, optOutAt: null }, serviceCase: null, follow: { ...drawn.follow!, lostAt: null } }
      const createdAt = addMs(at, -hours * hourMs)
      const task = aTaskFact({ createdAt, inDays })
      const { proposal, candidates } = weighUp({ ...facts, personalTask: task }, catalogue, at)
      const isTouched = facts.touches.some(({ contactClass, startedAt }) => contactClass === 'proactive' && startedAt > createdAt)
      expect(candidates.some(({ rule }) => rule === 'personal_task')).toBe(!isTouched && at < task.windowEndAt)
      if (proposal?.rule !== 'personal_task') return
      seen += 1
      expect(proposal.dueAt >= task.dueAt && proposal.dueAt < task.windowEndAt).toBe(true)
      expect(proposal.windowEndAt).not.toBeNull()
      expect(proposal.windowEndAt! <= task.windowEndAt).toBe(true)
      expect(isCooling(facts, settings, at) || facts.closedReminders.some(({ rule, closedAt }) => rule === 'personal_task' && closedAt >= createdAt)).toBe(false)
    }), { numRuns: 800 })
    expect(seen).toBeGreaterThan(10)
  })

  it('a high-value customer\'s supply or drifting that is due is led by nothing that only sells', () => {
    let seen = 0
    fc.assert(fc.property(history, ({ facts, at }) => {
      const { proposal, candidates } = weighUp({ ...facts, customer: { ...facts.customer, highValue: true } }, catalogue, at)
      if (!proposal || proposal.contactClass !== 'proactive') return
      const top = candidates.filter(({ rule, dueAt, windowEndAt }) => (rule === 'replenishment' || rule === 'drifting') && dueAt <= proposal.dueAt && (!windowEndAt || proposal.dueAt < windowEndAt))
      const skipped = facts.closedReminders.map(({ rule }) => rule)
      if (isCooling(facts, settings, at) || top.every(({ rule }) => skipped.includes(rule))) return
      seen += 1
      expect(['replenishment', 'drifting']).toContain(proposal.rule)
    }), { numRuns: 1_500 })
    expect(seen).toBeGreaterThan(5)
  })

  it('what falls due on a day may be done from its beginning on: that is when it stands in the list', () => {
    fc.assert(fc.property(history, ({ facts, at }) => {
      const found = propose(facts, catalogue, at)
      if (found?.contactClass !== 'proactive' || isFreeAfterMove(facts, settings, found.dueAt)) return
      const morning = minuteOf(found.dueAt, settings.quiet.endMinute)
      expect(earliestProactive(facts, settings, morning, at)).toEqual(morning)
    }), { numRuns: 400 })
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
