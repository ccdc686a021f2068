import type { ReminderSheets } from '../features/today/reminder-sheets-key.ts'

/** The list of what is due uses the sheets of a customer's reminders. */
export const reminderSheets: ReminderSheets = {
  later: () => import('../features/reminders/LaterSheet.vue').then(m => m.default),
  skip: () => import('../features/reminders/SkipSheet.vue').then(m => m.default),
  touch: () => import('../features/touches/touch-actions.ts').then(m => m.recordTouch),
}
