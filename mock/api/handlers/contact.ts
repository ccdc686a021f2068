import type { ReminderId, SendId, TouchId } from '../../../contract/ids.ts'
import * as reminders from '../../../contract/reminders.endpoints.ts'
import type { Reminder } from '../../../contract/reminders.schema.ts'
import * as sends from '../../../contract/sends.endpoints.ts'
import * as touches from '../../../contract/touches.endpoints.ts'
import { mock, Refusal, type MockHandler } from '../mock.ts'
import { page } from '../page.ts'
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
  mock(touches.addTouch, ({ body }) => {
    const touch = aTouch({ touchId: state.nextId() as TouchId, channel: body.channel, startedAt: state.now(), lastAt: state.now(), sendCount: 0 })
    const closed = state.sidebar.reminder?.reminderId ?? null
    if (closed) change(state, closed, { state: 'done' })
    state.handTouches.push({ touchId: touch.touchId, closed })
    return touch
  }),
  mock(touches.deleteTouch, ({ params }) => {
    const made = state.handTouches.find(touch => touch.touchId === params.touchId)
    if (!made) throw new Refusal('not-found')
    state.handTouches = state.handTouches.filter(other => other !== made)
    if (made.closed) change(state, made.closed, { state: 'open' })
    return undefined
  }),
  mock(touches.setReply, ({ body }) => {
    const { askReply } = state.sidebar
    // Without a mark, `unknown` puts the question away; after one it takes the mark back, and the question comes again.
    state.sidebar.askReply = body.reply === 'unknown' && !askReply ? state.formerAsk : null
    state.formerAsk = askReply ?? state.formerAsk
    return aTouch({ reply: { state: body.reply, source: body.reply === 'unknown' ? null : 'rep', at: state.now() } })
  }),
  mock(touches.listTimeline, ({ query }) => page(state.timeline, query)),
  mock(reminders.addPromise, ({ body }) => {
    const promise = aReminder({
      reminderId: state.nextId() as ReminderId, rule: 'promise', contactClass: 'as_set', title: '答应的事', reason: body.text, moreReasons: [], changes: [], dueAt: body.dueAt, windowEndAt: null,
    })
    state.promises.push(promise)
    return promise
  }),
  mock(reminders.snoozeReminder, ({ params, body }) => change(state, params.id, { state: 'snoozed', snoozedUntil: body.until })),
  mock(reminders.skipReminder, ({ params }) => change(state, params.id, { state: 'skipped' })),
  mock(reminders.finishReminder, ({ params }) => change(state, params.id, { state: 'done' })),
  mock(reminders.reopenReminder, ({ params }) => change(state, params.id, { state: 'open', snoozedUntil: null })),
  mock(reminders.correctSupply, ({ body }) => {
    const { situation, orders } = state.sidebar
    const before = situation.kind === 'supply_ending' ? situation.leftDays : orders.supply?.leftDays ?? { min: 0, max: 0 }
    if (body.leftDays !== null) state.formerLeft.push(before)
    const leftDays = body.leftDays === null ? state.formerLeft.pop() ?? before : { min: body.leftDays, max: body.leftDays + 3 }
    if (orders.supply) orders.supply.leftDays = leftDays
    if (situation.kind === 'supply_ending') situation.leftDays = leftDays
    return { leftDays, reminder: state.sidebar.reminder }
  }),
]

/** One reminder, live or closed before: what closes leaves the list, reopening brings it back. */
export function change(state: MockState, id: ReminderId, to: Partial<Reminder>): Reminder {
  const before = [state.sidebar.reminder, ...state.promises, ...state.closedReminders].find(each => each?.reminderId === id)
  if (!before) throw new Refusal('not-found')
  const changed = { ...before, ...to }
  const isLive = changed.state === 'open' || changed.state === 'snoozed'
  const without = (list: Reminder[]) => list.filter(each => each.reminderId !== id)
  state.closedReminders = isLive ? without(state.closedReminders) : [...without(state.closedReminders), changed]
  if (changed.rule === 'promise') state.promises = isLive ? [...without(state.promises), changed] : without(state.promises)
  else state.sidebar.reminder = isLive ? changed : null
  return changed
}
