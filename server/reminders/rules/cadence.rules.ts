import { numberOr, textOr } from '../../contact/contact-settings.rules.ts'
import { unansweredInARow } from '../../contact/contact.rules.ts'
import type { PlanFacts } from '../../customers/plan-facts.ts'
import { addMs, chineseDay, dayMs } from '../../time.ts'
import type { ReminderRule } from '../candidate.ts'
import { noteText, tenOClock } from '../words.rules.ts'

const activeMs = 30 * dayMs

/** Active as product.md means it: also who went on to a private purchase, which is the scene that then shows. */
function isActive({ customer, events }: PlanFacts, now: Date): boolean {
  const moves = [customer.lastReplyAt, customer.lastOrderAt, events[0]?.happenedAt ?? null]
  return customer.scene === 'active' || (customer.scene === 'converted' && moves.some(at => at !== null && now < addMs(at, activeMs)))
}

const startOf = (since: Date, days: number): Date => tenOClock(addMs(since, days * dayMs))

/** High value or active, and no touch for 21 days (42 after two known silences): days 21–30, and again every such period. */
export const cadence: ReminderRule = ({ facts, settings, params, now }) => {
  const { customer, follow } = facts
  if (!follow || follow.lostAt) return null
  const who = Array.isArray(params.who) ? params.who as unknown[] : ['high_value', 'active']
  const isMeant = (who.includes('high_value') && customer.highValue) || (who.includes('active') && isActive(facts, now))
  if (!isMeant) return null
  const since = customer.lastTouchAt ?? follow.addedAt
  const isSilent = unansweredInARow(facts, now) >= settings.silence.doubleAfter
  const periodDays = numberOr(params.fromDays, 21) * (isSilent ? 2 : 1)
  const windowDays = Math.max(1, numberOr(params.toDays, 30) - numberOr(params.fromDays, 21))
  const passed = Math.floor((now.getTime() - since.getTime()) / dayMs)
  let turn = Math.max(1, Math.floor(passed / periodDays))
  if (addMs(startOf(since, turn * periodDays), windowDays * dayMs) <= now) turn += 1
  const dueAt = startOf(since, turn * periodDays)
  const note = noteText(facts, now)
  return {
    rule: 'cadence', contactClass: 'proactive', title: textOr(params.title, '有阵子没聊了'),
    // A date, never a count of days: the words are written once and read on another day.
    reason: `${customer.lastTouchAt ? `上次联系是${chineseDay(since, now)}` : `${chineseDay(since, now)}加的，还没聊过`}，${customer.highValue ? '高价值客户' : '最近一个月活跃'}${note ? `；${note}` : ''}`,
    changes: ['有对她有用的话再发；没有就这次不联系', ...(isSilent ? ['连着两次没回，间隔已加倍'] : [])],
    windowStartAt: dueAt, dueAt, windowEndAt: addMs(dueAt, windowDays * dayMs), pull: 0.3,
    facts: { since: since.toISOString(), periodDays, turn },
  }
}
