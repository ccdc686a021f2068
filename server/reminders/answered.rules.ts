import type { ReminderKey, RuleKey } from '../../contract/words.ts'
import type { FactsReminder } from '../customers/customer-facts.ts'
import { addMs, dayMs } from '../time.ts'

export interface TouchThatAnswers {
  now: Date
  /** The reminder it was made from, if it was. */
  reminderId: string | null
  /** The question that was asked, if one was. */
  questionKey: string | null
  /** Rules that the script sent is written for; null: typed by hand. */
  scriptRules: readonly RuleKey[] | null
}

/** Reminders that any word to her answers, whenever it comes: there is nothing left to begin. */
const byAnyTouch: readonly ReminderKey[] = ['first_contact', 'after_sale', 'behaviour']

/**
 * Is the reminder done by this touch itself? The one it was made from always; a promise and an open question only by what was meant for them;
 * any other when it is due (or within a day), or when the script was written for its rule.
 */
export function isAnsweredBy(reminder: Pick<FactsReminder, 'reminderId' | 'rule' | 'dueAt' | 'state' | 'snoozedUntil'>, touch: TouchThatAnswers): boolean {
  if (reminder.reminderId === touch.reminderId) return true
  if (reminder.rule === 'promise') return false
  if (reminder.rule === 'questions_open') return touch.questionKey !== null
  if (byAnyTouch.includes(reminder.rule)) return true
  if (touch.scriptRules?.some(rule => rule === reminder.rule)) return true
  return (reminder.snoozedUntil ?? reminder.dueAt) <= addMs(touch.now, dayMs)
}
