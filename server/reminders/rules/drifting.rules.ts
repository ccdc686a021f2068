import { numberOr, textOr } from '../../contact/contact-settings.rules.ts'
import type { PlanFacts } from '../../customers/plan-facts.ts'
import { addMs, chineseDay, dayMs, dayOf } from '../../time.ts'
import { dayAfter, daysApart } from '../calendar.rules.ts'
import type { ReminderRule } from '../candidate.ts'
import { gapPriorDays, ownGapDays } from '../supply-end.rules.ts'
import { noteText, tenOn } from '../words.rules.ts'

/** Distance between two alarms of one silence, and where silence is no longer drifting but lapsed (recall). */
const againAfterDays = 30
const lapsedTimes = 6

/** Day from which she drifts, and what is usual with her. `model`: the alarm of models.md §3, at 5 % false alarms; `interval`: twice her own, until a model has seen her. */
interface Alarm { on: string, usualGapDays: number, by: 'model' | 'interval' }

function alarmOf({ purchaseDays, score }: PlanFacts, lastOn: string, times: number): Alarm | null {
  // What was said before her last purchase is about another silence.
  if (score && dayOf(score.scoredAt) >= lastOn) return score.driftsOn === null ? null : { on: score.driftsOn, usualGapDays: Math.max(1, Math.round(score.expectedGapDays)), by: 'model' }
  const gap = ownGapDays(purchaseDays, gapPriorDays)
  return gap === null ? null : { on: dayAfter(lastOn, Math.round(gap * times)), usualGapDays: Math.round(gap), by: 'interval' }
}

const startOf = ({ on }: Alarm, turn: number): Date => tenOn(dayAfter(on, turn * againAfterDays))

/** Of value and silent against her own rhythm: within a week of the alarm, again every 30 days until she has lapsed. No offer. */
export const drifting: ReminderRule = ({ facts, params, now }) => {
  const { customer, follow, purchaseDays } = facts
  const lastOn = purchaseDays.at(-1)
  // Who bought once has no rhythm to be late against.
  if (!follow || follow.lostAt || !lastOn || purchaseDays.length < 2) return null
  if (!customer.highValue && customer.lifetimeSpendFen < numberOr(params.minLifetimeFen, 200_000)) return null
  const alarm = alarmOf(facts, lastOn, numberOr(params.timesOwnInterval, 2))
  if (!alarm) return null
  const windowDays = numberOr(params.windowDays, 7)
  let turn = Math.max(0, Math.floor(daysApart(alarm.on, dayOf(now)) / againAfterDays))
  if (addMs(startOf(alarm, turn), windowDays * dayMs) <= now) turn += 1
  const dueAt = startOf(alarm, turn)
  if (daysApart(lastOn, alarm.on) + (turn - 1) * againAfterDays > alarm.usualGapDays * lapsedTimes) return null
  const note = noteText(facts, now)
  return {
    rule: 'drifting', contactClass: 'proactive', title: textOr(params.title, '好像走远了，接着聊一句'),
    reason: `上次买是${chineseDay(tenOn(lastOn), now)}，平时 ${alarm.usualGapDays} 天左右买一次，到${chineseDay(tenOn(alarm.on), now)}还没买就算久了${note ? `；${note}` : ''}`,
    changes: ['先问候，不推荐东西', '她一下单或回话就不算走远'],
    windowStartAt: dueAt, dueAt, windowEndAt: addMs(dueAt, windowDays * dayMs), pull: 0.5, facts: { lastOn, usualGapDays: alarm.usualGapDays, alarmOn: alarm.on, alarmBy: alarm.by, turn },
  }
}
