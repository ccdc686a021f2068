import { numberOr, textOr } from '../../contact/contact-settings.rules.ts'
import { inWorkingHours } from '../../contact/hours.rules.ts'
import { addMs, dayMs } from '../../time.ts'
import type { ReminderRule } from '../candidate.ts'
import { dayAndTime, tenOClock } from '../words.rules.ts'

const kinds = { complaint: '投诉', return: '退货', exchange: '换货' } as const
/** The first word is said and the case still open: look again after this time. */
const followUpMs = dayMs
const careWindowDays = 7

/** A complaint, return or exchange waits for its handler; seven days after it closed, a care touch to the owner. */
export const afterSale: ReminderRule = ({ facts, settings, params, now }) => {
  const found = facts.serviceCase
  if (!found) return null
  const answered = facts.touches.filter(({ startedAt, lastAt }) => startedAt > found.openedAt || lastAt > found.openedAt).map(({ lastAt }) => lastAt.getTime())
  if (found.closedAt) {
    const dueAt = tenOClock(addMs(found.closedAt, settings.calmAfterComplaintMs + dayMs))
    const windowEndAt = addMs(dueAt, careWindowDays * dayMs)
    if (windowEndAt <= now || answered.some(at => at >= addMs(found.closedAt ?? now, settings.calmAfterComplaintMs).getTime()) || !facts.follow || facts.follow.lostAt) return null
    return {
      rule: 'after_sale', contactClass: 'service', title: '售后办完了，问候一声', reason: `${kinds[found.kind]}在 ${dayAndTime(found.closedAt, now)} 办完，过了 7 天，问一句是否都妥当`,
      changes: ['只问候，不推荐东西'], windowStartAt: found.closedAt, dueAt, windowEndAt, pull: 0.3, facts: { caseId: found.caseId, closedAt: found.closedAt.toISOString() },
    }
  }
  const last = answered.length > 0 ? new Date(Math.max(...answered)) : null
  const dueAt = inWorkingHours(last ? addMs(last, followUpMs) : found.openedAt, settings)
  return {
    rule: 'after_sale', contactClass: 'service', title: last ? '售后还没办完' : textOr(params.title, '售后没回，先处理'),
    reason: last
      ? `${kinds[found.kind]}还开着，上次回她是 ${dayAndTime(last, now)}`
      : `${dayAndTime(found.openedAt, now)}开的${kinds[found.kind]}，${numberOr(params.workingHours, 4)} 个工作小时内（${dayAndTime(found.dueAt, now)}前）要回`,
    changes: ['关单后停 7 天再问候；期间不推荐东西'], windowStartAt: last ?? found.openedAt, dueAt, windowEndAt: null, pull: 0.5,
    userId: found.handlerUserId, facts: { caseId: found.caseId, openedAt: found.openedAt.toISOString(), deadlineAt: found.dueAt.toISOString() },
  }
}
