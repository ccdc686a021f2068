import type { DueReminder, ReminderView } from '../../../contract/reminders.schema.ts'
import type { ReminderKey } from '../../../contract/words.ts'
import { dateText, dayText, daysSince, hourText } from '../../utils/date-text.ts'

/** The lists of the page, in the order of their tabs. */
export const dueViews = ['due', 'overdue', 'upcoming'] as const satisfies readonly ReminderView[]
export type DueView = (typeof dueViews)[number]

export const viewWords: Record<DueView, string> = { due: '今日', overdue: '逾期', upcoming: '接下来' }
export const emptyWords: Record<DueView, { text: string, action: string }> = {
  due: { text: '今天没有该跟的客户了。', action: '看接下来的' },
  overdue: { text: '没有逾期的，都跟上了。', action: '看今日的' },
  upcoming: { text: '接下来还没有安排。', action: '去找客户' },
}

/** Reasons by their short names, in the order of the house: what cannot wait first. */
export const ruleWords: Record<ReminderKey, string> = {
  promise: '答应的事', after_sale: '售后', behaviour: '刚看过', first_contact: '首聊', questions_open: '三问', trial_follow_up: '小样', usage_check: '用法',
  replenishment: '补货', drifting: '走远', cadence: '久未聊', personal_task: '1V1 任务', festival_gift: '节礼', birthday: '生日', seasonal_care: '节令',
}
export const rulesInOrder = Object.keys(ruleWords) as ReminderKey[]

/** Until when to act, or from when: 到6月22日, 办完为止, 今天 15:00起; what was due on an earlier day says so. */
export function windowText({ dueAt, snoozedUntil, windowEndAt }: Pick<DueReminder, 'dueAt' | 'snoozedUntil' | 'windowEndAt'>, nowMs: number): string {
  const at = snoozedUntil ?? dueAt
  if (Date.parse(at) > nowMs) return `${hourText(at, nowMs)}起`
  const until = windowEndAt ? `到${dayText(windowEndAt, nowMs)}` : '办完为止'
  const late = daysSince(at, nowMs)
  return late > 0 ? `晚了 ${late} 天，${until}` : until
}

/** Since when the lead has it. */
export const escalatedText = (at: string, nowMs: number): string => `${dateText(at, nowMs)}转给你看`
