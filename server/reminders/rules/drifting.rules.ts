import { numberOr, textOr } from '../../contact/contact-settings.rules.ts'
import { addMs, chineseDay, dayMs, dayOf } from '../../time.ts'
import { daysApart } from '../calendar.rules.ts'
import type { ReminderRule } from '../candidate.ts'
import { gapPriorDays, ownGapDays } from '../supply-end.rules.ts'
import { noteText, tenOn } from '../words.rules.ts'

/** Distance between two alarms of one silence, and where silence is no longer drifting but lapsed (recall). */
const againAfterDays = 30
const lapsedTimes = 6

/**
 * Of value and silent for twice her own interval (models.md §2; the alarm of models.md §3 takes over when its model runs): within a week, no offer.
 * Needs two purchase days, else there is no rhythm to be late against.
 */
export const drifting: ReminderRule = ({ facts, params, now }) => {
  const { customer, follow, purchaseDays } = facts
  const lastOn = purchaseDays.at(-1)
  const gap = ownGapDays(purchaseDays, gapPriorDays)
  if (!follow || follow.lostAt || !lastOn || gap === null) return null
  if (!customer.highValue && customer.lifetimeSpendFen < numberOr(params.minLifetimeFen, 200_000)) return null
  const alarmDays = Math.round(gap * numberOr(params.timesOwnInterval, 2))
  const windowDays = numberOr(params.windowDays, 7)
  const silent = daysApart(lastOn, dayOf(now))
  let turn = Math.max(0, Math.floor((silent - alarmDays) / againAfterDays))
  const startOf = (n: number): Date => tenOn(addDays(lastOn, alarmDays + n * againAfterDays))
  if (addMs(startOf(turn), windowDays * dayMs) <= now) turn += 1
  const dueAt = startOf(turn)
  const dueSilence = alarmDays + turn * againAfterDays
  if (dueSilence > gap * lapsedTimes + againAfterDays) return null
  const note = noteText(facts, now)
  return {
    rule: 'drifting', contactClass: 'proactive', title: textOr(params.title, '好像走远了，接着聊一句'),
    reason: `上次买是${chineseDay(tenOn(lastOn), now)}，通常 ${Math.round(gap)} 天左右买一次${note ? `；${note}` : ''}`,
    changes: ['先问候，不推荐东西', '她一下单或回话就不算走远'],
    windowStartAt: dueAt, dueAt, windowEndAt: addMs(dueAt, windowDays * dayMs), chance: 0.12, facts: { lastOn, usualGapDays: Math.round(gap), alarmDays, turn },
  }
}

const addDays = (day: string, days: number): string => dayOf(addMs(tenOn(day), days * dayMs))
