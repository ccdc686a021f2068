import type { ReminderId, SendId } from '../../../contract/ids.ts'
import * as reminders from '../../../contract/reminders.endpoints.ts'
import type { Reminder } from '../../../contract/reminders.schema.ts'
import * as sends from '../../../contract/sends.endpoints.ts'
import * as touches from '../../../contract/touches.endpoints.ts'
import { mock, Refusal, type MockHandler } from '../mock.ts'
import { aReminder, aTouch } from '../sample.ts'
import type { MockState } from '../state.ts'

export const contactHandlers = (state: MockState): MockHandler[] => [
  mock(sends.prepareSend, ({ body }) => {
    const sendId = state.nextId() as SendId
    state.sends.push({ sendId, text: body.text, scriptId: body.scriptId, questionKey: body.questionKey, outcome: null })
    return { sendId, text: body.text, contactClass: 'proactive' as const }
  }),
  mock(sends.reportSend, ({ params, body }) => {
    const send = state.sends.find(candidate => candidate.sendId === params.sendId)
    if (!send) throw new Refusal('not-found')
    send.outcome = body.outcome
    return { sendId: params.sendId, outcome: body.outcome, touchId: body.outcome === 'sent' ? aTouch().touchId : null }
  }),
  mock(touches.addTouch, ({ body }) => aTouch({ channel: body.channel, startedAt: state.now(), lastAt: state.now() })),
  mock(touches.setReply, ({ body }) => {
    state.sidebar.askReply = null
    return aTouch({ reply: { state: body.reply, source: body.reply === 'unknown' ? null : 'rep', at: state.now() } })
  }),
  mock(touches.listTimeline, () => ({ items: state.timeline, nextCursor: null })),
  mock(reminders.listReminders, () => {
    const { profile, reminder } = state.sidebar
    const items = reminder ? [{ ...reminder, externalUserId: profile.externalUserId, customerName: profile.remark || profile.name, tier: profile.tier, oneToOne: profile.oneToOne }] : []
    return { items, nextCursor: null, total: items.length }
  }),
  mock(reminders.addPromise, ({ body }) => aReminder({ reminderId: state.nextId() as ReminderId, rule: 'promise', contactClass: 'as_set', title: body.text, reason: body.text, dueAt: body.dueAt, windowEndAt: null })),
  mock(reminders.snoozeReminder, ({ body }) => change(state, { state: 'snoozed', snoozedUntil: body.until })),
  mock(reminders.skipReminder, () => change(state, { state: 'skipped' })),
  mock(reminders.finishReminder, () => change(state, { state: 'done' })),
  mock(reminders.reopenReminder, () => change(state, { state: 'open', snoozedUntil: null })),
  mock(reminders.correctSupply, ({ body }) => ({ leftDays: { min: body.leftDays, max: body.leftDays + 3 }, reminder: state.sidebar.reminder })),
]

function change(state: MockState, to: Partial<Reminder>): Reminder {
  const reminder = state.sidebar.reminder ?? state.closedReminder
  if (!reminder) throw new Refusal('not-found')
  const changed = { ...reminder, ...to }
  state.closedReminder = changed
  state.sidebar.reminder = changed.state === 'open' || changed.state === 'snoozed' ? changed : null
  return changed
}
