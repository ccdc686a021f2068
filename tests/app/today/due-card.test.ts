import { describe, expect, test } from 'vitest'
import { aReminder } from '../../../mock/api/sample.ts'
import { situationCard } from '../../../src/ui/first-view/situation-card.ts'
import { aScript, aSidebar, sidebarNow } from '../../support/a-sidebar.ts'

const nowMs = Date.parse(sidebarNow)
const script = aScript()
const due = aReminder({ rule: 'seasonal_care', title: '节令到了，提醒一句保存和吃法', reason: '梅雨到了，她的花胶要防潮', dueAt: '2026-05-15T02:00:00.000Z' })
const cardOf = (reminder: typeof due | null) => {
  const sidebar = aSidebar('nothing_due', { reminder })
  const situation = sidebar.situation.kind === 'nothing_due' ? { ...sidebar.situation, script, reminderId: reminder?.reminderId ?? null } : sidebar.situation
  return situationCard({ sidebar: { ...sidebar, situation }, nowMs, canSend: true, scriptTurns: 0 })
}

describe('a customer opened from the list for what has no card of its own', () => {
  test('has the reason on the card and the words ready', () => {
    expect(cardOf(due)).toMatchObject({ word: '节令到了，提醒一句保存和吃法', facts: ['梅雨到了，她的花胶要防潮'], script, primary: { do: 'send', label: '发话术' }, quiet: [{ do: 'reminder-skip' }] })
  })

  test('for a promise says what was promised, and 做到了', () => {
    expect(cardOf(aReminder({ ...due, rule: 'promise', title: '答应的事', reason: '问到货' }))).toMatchObject({ word: '答应的事', facts: ['问到货'], quiet: [{ do: 'finish-promise', label: '做到了' }] })
  })

  test('has nothing to follow while it is not due yet, put off or none', () => {
    for (const reminder of [null, aReminder({ ...due, dueAt: '2026-05-16T02:00:00.000Z' }), aReminder({ ...due, snoozedUntil: '2026-05-16T02:00:00.000Z' })]) {
      expect(cardOf(reminder)).toMatchObject({ word: '现在没有要跟的', primary: { do: 'find-answer' } })
    }
  })
})
