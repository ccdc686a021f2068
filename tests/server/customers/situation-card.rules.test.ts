import { describe, expect, it } from 'vitest'
import type { ReminderKey } from '../../../contract/words.ts'
import { situationOf } from '../../../server/customers/situation-card.rules.ts'
import { rankScripts } from '../../../server/scripts/scripts.rules.ts'
import { addMs, dayMs } from '../../../server/time.ts'
import { ago, anOrderFact, aReminderFact, catalogue, factsOf, now } from '../contact/facts.ts'

/** The words on the card of a customer who bought, has open questions and a parcel on its way, with a live reminder of that rule. */
const wordsFor = (rule: ReminderKey, { dueAt = now, said = [] as string[] } = {}) => {
  const onItsWay = anOrderFact({ state: 'shipped', shippedAt: ago({ days: 1 }), paidAt: ago({ days: 2 }) })
  const facts = factsOf({ customer: { orderCount: 3, lastOrderAt: ago({ days: 40 }), lifetimeSpendFen: 180_000, tier: 'high', highValue: true }, follow: { remark: '王姐' }, orders: [onItsWay, anOrderFact()], wasEverTouched: true, reminders: [aReminderFact({ rule, dueAt })], saidScripts: said.map(scriptId => ({ scriptId, saidAt: ago({ days: 3 }) })) })
  const scripts = rankScripts(facts, 'nothing_due', catalogue, { now, viewerName: '陈雨桐' })
  const card = situationOf({ kind: 'nothing_due' }, { facts, catalogue, supply: null, usualGapDays: null, scripts, now })
  return { card, ranked: scripts.map(({ scriptId }) => scriptId as string) }
}

describe('the words on the card', () => {
  it('are those written for the reminder that is due, before others that fit better', () => {
    const { card, ranked } = wordsFor('behaviour')
    expect(ranked.indexOf('behaviour-looking')).toBeGreaterThan(0)
    expect(card).toMatchObject({ reminderId: 'reminder-1', script: { scriptId: 'behaviour-looking' } })
  })
  it('are others when she was told those this month', () => {
    const { card, ranked } = wordsFor('behaviour', { said: ['behaviour-looking'] })
    expect(card.script?.scriptId).toBe(ranked[0])
    expect(card.script?.scriptId).not.toBe('behaviour-looking')
  })
  it('are the best that fit while the reminder is not due, and for a mass message\'s task, which has none of its own', () => {
    const tomorrow = wordsFor('behaviour', { dueAt: addMs(now, dayMs) })
    expect(tomorrow.card).toMatchObject({ reminderId: null, script: { scriptId: tomorrow.ranked[0] } })
    const task = wordsFor('personal_task')
    expect(task.card).toMatchObject({ reminderId: 'reminder-1', script: { scriptId: task.ranked[0] } })
  })
})
