import type { ReminderView } from '../../contract/reminders.schema.ts'
import type { ReminderKey } from '../../contract/words.ts'
import type { Catalogue } from '../catalogue/catalogue-holder.ts'
import { fieldsOf, numberOr } from '../contact/contact-settings.rules.ts'

/** What a list of reminders is sorted by, and where it goes on. */
export interface QueuePlace { rank: number, at: Date, id: string }

/** Lists one works through from the strongest; the others go by day. */
export const isRanked = (view: ReminderView): boolean => view === 'due' || view === 'today' || view === 'overdue'

/** Reminders of more than this rank cannot wait (arbitration: complaints, visits, promises, first talks, open questions, first use). */
export const mustDoScore = 2e6
const dayListDefault = 45

/** How many conversations make a working day: 30–60 for a full book. */
export const dayListOf = ({ settings }: Pick<Catalogue, 'settings'>): number => Math.min(200, Math.max(5, Math.round(numberOr(fieldsOf(settings.queue).dayList, dayListDefault))))

/** The first so many of what is due are for today: all that cannot wait, and as much of the rest as the day still holds. The others stand below them. */
export function forToday({ due, mustDo, settled }: { due: number, mustDo: number, settled: number }, dayList: number): number {
  return Math.min(due, Math.max(mustDo, dayList - settled))
}

/** A group is never put off with these in it: each is decided by itself, or it is pointless later. */
export function isDecidedAlone({ rule, windowEndAt }: { rule: string, windowEndAt: Date | null }): boolean {
  return rule === 'first_contact' || rule === 'behaviour' || (rule === 'after_sale' && windowEndAt === null)
}

/** Short names of reasons, as a rep reads them in lists and messages. */
export const ruleWords: Record<ReminderKey, string> = {
  promise: '答应的事', after_sale: '售后', behaviour: '刚看过', first_contact: '首聊', questions_open: '三问', trial_follow_up: '小样', usage_check: '用法',
  replenishment: '补货', drifting: '走远', cadence: '久未聊', personal_task: '1V1 任务', festival_gift: '节礼', birthday: '生日', seasonal_care: '节令',
}
