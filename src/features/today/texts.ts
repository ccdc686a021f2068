import type { DueReminder } from '../../../contract/reminders.schema.ts'
import { dayText, hourText } from '../../utils/date-text.ts'

export const dueViews = ['today', 'overdue', 'upcoming'] as const
export type DueView = (typeof dueViews)[number]

export const viewWords: Record<DueView, string> = { today: '今日', overdue: '过期', upcoming: '接下来' }
export const emptyWords: Record<DueView, { text: string, action: string }> = {
  today: { text: '今天没有该跟的客户了。', action: '看接下来的' },
  overdue: { text: '没有过期的，都跟上了。', action: '看今日的' },
  upcoming: { text: '接下来还没有安排。', action: '去找客户' },
}

/** When to act: 今天 10:00 起, 到6月22日; without an end it stays until done. */
export function windowText({ dueAt, snoozedUntil, windowEndAt }: Pick<DueReminder, 'dueAt' | 'snoozedUntil' | 'windowEndAt'>, nowMs: number): string {
  const at = snoozedUntil ?? dueAt
  const from = `${hourText(at, nowMs)}起`
  return windowEndAt ? `${from}，到${dayText(windowEndAt, nowMs)}` : `${from}，办完为止`
}
