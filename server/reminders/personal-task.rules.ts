import type { BulkReason } from '../../contract/bulk.schema.ts'
import type { PlanFacts } from '../customers/plan-facts.ts'
import { addMs, chineseDay, dayMs } from '../time.ts'
import { isSettledBy, type Candidate } from './candidate.ts'

/** A 1V1 任务 stays so long after its day; with the days over which tasks are spread (at most 20) less than what the facts remember of closed reminders. */
export const keepTaskMs = 7 * dayMs

/** Why the mass message did not reach her, as the owner reads it. */
const leftOutWords: Partial<Record<BulkReason, string>> = { 'one-to-one': '1V1 不群发', 'onboarding': '当时还在首聊期', 'cadence': '当时刚联系过' }

type TaskFacts = Pick<PlanFacts, 'personalTask' | 'touches'>

/**
 * One candidate more, of class proactive: all rules of contact count. Null without a task, when its time is over, or when somebody has touched her
 * proactively since: then she has had her word.
 */
export function personalTask({ personalTask: task, touches }: TaskFacts, now: Date): Candidate | null {
  if (!task || task.windowEndAt <= now || hadHerWord({ personalTask: task, touches })) return null
  return {
    rule: 'personal_task', contactClass: 'proactive', title: '群发没有发，单独说一句',
    reason: `${chineseDay(task.createdAt, now)}的群发“${task.about}”没有发给客户（${leftOutWords[task.reason] ?? '已剔除'}），可以单独说一句`,
    changes: ['换成对她自己的话再发；主动联系过就不再提醒'],
    windowStartAt: task.createdAt, dueAt: task.dueAt, windowEndAt: task.windowEndAt, pull: 0.3, facts: { bulkId: task.bulkId, leftOutFor: task.reason },
  }
}

/** Has somebody written to her proactively since she was left out? Then nothing is left of it, put off or not. */
export const hadHerWord = ({ personalTask: task, touches }: TaskFacts): boolean =>
  task !== null && touches.some(({ contactClass, startedAt }) => contactClass === 'proactive' && startedAt > task.createdAt)

/** Is one still to be done? Then another mass message leaves no second one. */
export function hasOpenTask(facts: TaskFacts & Pick<PlanFacts, 'closedReminders'>, now: Date): boolean {
  const candidate = personalTask(facts, now)
  return candidate !== null && !facts.closedReminders.some(closed => isSettledBy(closed, candidate))
}

/** Due on `dueAt`, it stays until then. */
export const taskEnd = (dueAt: Date): Date => addMs(dueAt, keepTaskMs)
