import { numberOr, textOr } from '../../contact/contact-settings.rules.ts'
import { inWorkingHours, isWorkingTime } from '../../contact/hours.rules.ts'
import { addMs, hourMs, minuteMs } from '../../time.ts'
import type { ReminderRule } from '../candidate.ts'
import { dayAndTime } from '../words.rules.ts'

/** Added, nothing said yet: within 10 minutes in working hours, 24 h at the latest. Stays until done; only for those added in the first week. */
export const firstContact: ReminderRule = ({ facts, settings, params, now }) => {
  const { follow, wasEverTouched, reminders } = facts
  if (!follow || follow.lostAt || wasEverTouched) return null
  const isKept = reminders.some(({ rule }) => rule === 'first_contact')
  if (!isKept && now >= addMs(follow.addedAt, settings.onboardingMs)) return null
  const wait = numberOr(params.withinMinutes, 10) * minuteMs
  const dueAt = isWorkingTime(follow.addedAt, settings) ? addMs(follow.addedAt, wait) : addMs(inWorkingHours(follow.addedAt, settings), wait)
  const deadlineAt = addMs(follow.addedAt, numberOr(params.deadlineHours, 24) * hourMs)
  return {
    rule: 'first_contact', contactClass: 'onboarding', title: textOr(params.title, '新加的客户，先打个招呼'),
    reason: `${dayAndTime(follow.addedAt, now)}加的${follow.channel ? `，来自${follow.channel}` : ''}，还没说过话；${dayAndTime(deadlineAt, now)}前要聊上`,
    changes: ['发出第一句话就算完成'], windowStartAt: follow.addedAt, dueAt, windowEndAt: null, pull: 0.5,
    facts: { addedAt: follow.addedAt.toISOString(), deadlineAt: deadlineAt.toISOString(), tellLeadHours: numberOr(params.tellLeadHours, 20) },
  }
}
