import { numberOr, textOr } from '../../contact/contact-settings.rules.ts'
import { addMs, minuteMs } from '../../time.ts'
import type { ReminderRule } from '../candidate.ts'
import { dayAndTime } from '../words.rules.ts'

const said: Record<string, string> = { browse: '看了商品', click: '点开了链接', claim: '领了东西', keyword: '问了关键词', visit: '到了店里' }

/** She browsed, clicked, claimed or asked a keyword: a word within 30 minutes, at any hour; nothing when somebody has spoken to her since. */
export const behaviour: ReminderRule = ({ facts, params, now }) => {
  const { events, follow, touches } = facts
  const kinds = Array.isArray(params.kinds) ? params.kinds as unknown[] : Object.keys(said)
  const event = events.find(({ kind }) => kinds.includes(kind))
  if (!event || !follow || follow.lostAt || touches.some(({ lastAt }) => lastAt >= event.happenedAt)) return null
  const windowEndAt = addMs(event.happenedAt, numberOr(params.withinMinutes, 30) * minuteMs)
  if (windowEndAt <= now) return null
  return {
    rule: 'behaviour', contactClass: 'she_moved', title: textOr(params.title, '她刚看过，趁热回一句'), reason: `${dayAndTime(event.happenedAt, now)}${said[event.kind] ?? '有动静'}，半小时内回一句`,
    changes: ['问她想了解什么，别急着报价'], windowStartAt: event.happenedAt, dueAt: event.happenedAt, windowEndAt, pull: 1, facts: { kind: event.kind, happenedAt: event.happenedAt.toISOString() },
  }
}
