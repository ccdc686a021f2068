import * as reminders from '../../../contract/reminders.endpoints.ts'
import type { DueReminder } from '../../../contract/reminders.schema.ts'
import { mock, type MockHandler } from '../mock.ts'
import { page } from '../page.ts'
import type { MockState } from '../state.ts'
import { change } from './contact.ts'

/** 今日该跟 over the one remembered customer. */
export const queueHandlers = (state: MockState): MockHandler[] => [
  mock(reminders.listReminders, ({ query }) => {
    const items = listed(state).filter(reminder => query.rule === undefined || reminder.rule === query.rule)
    return { ...page(items, query), total: items.length }
  }),
  mock(reminders.countReminders, () => {
    const items = listed(state)
    const rules = [...new Set(items.map(({ rule }) => rule))]
    return {
      due: items.length, overdue: 0, upcoming: 0, escalated: 0, forToday: items.length, settledToday: state.closedReminders.length,
      byRule: rules.map(rule => ({ rule, due: items.filter(item => item.rule === rule).length, overdue: 0, upcoming: 0 })),
    }
  }),
  mock(reminders.snoozeReminders, ({ body: { until, reminderIds, group } }) => {
    const wanted = reminderIds ?? listed(state).filter(({ rule }) => !group?.rule || group.rule === rule).map(({ reminderId }) => reminderId)
    return { snoozed: wanted.map(id => change(state, id, { state: 'snoozed', snoozedUntil: until }).reminderId), kept: 0, more: 0 }
  }),
  mock(reminders.reopenReminders, ({ body }) => {
    for (const id of body.reminderIds) change(state, id, { state: 'open', snoozedUntil: null })
    return { reopened: body.reminderIds.length, left: 0 }
  }),
]

function listed({ sidebar: { profile, reminder }, promises }: MockState): DueReminder[] {
  const customer = { externalUserId: profile.externalUserId, customerName: profile.remark || profile.name, tier: profile.tier, oneToOne: profile.oneToOne, repName: null, escalatedAt: null }
  return [...(reminder ? [reminder] : []), ...promises].map(each => ({ ...each, ...customer }))
}
