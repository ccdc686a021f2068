import type { CustomerId, RepId } from '../../contract/ids.ts'
import type { ContactSettings } from '../contact/contact-settings.rules.ts'
import { weekdayOf } from '../contact/hours.rules.ts'
import { dayAfter } from '../reminders/calendar.rules.ts'
import { tenOn } from '../reminders/words.rules.ts'
import { dayOf } from '../time.ts'

/** Who is to be written to alone: by whom, not before `from`; `value`: what that is expected to bring, yuan. */
export interface TaskWish { externalUserId: CustomerId, userId: RepId, from: Date, value: number }

export const dayKey = (userId: string, day: string): string => `${userId} ${day}`

/**
 * The day of each, ten o'clock, or null where none is left: the most valuable first, each on the first working day from tomorrow on on which she may be
 * written to and her member has room. `taken`: how many tasks each member (`dayKey`) has on a day already; `perDay` is all that a day takes.
 */
export function spreadTasks(
  wishes: readonly TaskWish[], taken: ReadonlyMap<string, number>, { personalTasks: { perDay, days }, workingDays }: Pick<ContactSettings, 'personalTasks' | 'workingDays'>, now: Date,
): Map<CustomerId, Date | null> {
  const used = new Map(taken)
  const today = dayOf(now)
  const ahead = Array.from({ length: days }, (_, index) => tenOn(dayAfter(today, index + 1))).filter(at => workingDays.includes(weekdayOf(at)))
  const spread = new Map<CustomerId, Date | null>()
  for (const { externalUserId, userId, from } of [...wishes].sort((a, b) => b.value - a.value || (a.externalUserId < b.externalUserId ? -1 : 1))) {
    const keyOn = (at: Date): string => dayKey(userId, dayOf(at))
    const dueAt = ahead.find(at => at >= from && (used.get(keyOn(at)) ?? 0) < perDay) ?? null
    if (dueAt) used.set(keyOn(dueAt), (used.get(keyOn(dueAt)) ?? 0) + 1)
    spread.set(externalUserId, dueAt)
  }
  return spread
}
