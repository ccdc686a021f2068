import { endpoint } from './endpoint.ts'
import type {
  addPromiseWire, correctSupplyWire, countRemindersWire, finishReminderWire, listRemindersWire, reopenRemindersWire, reopenReminderWire, skipReminderWire, snoozeRemindersWire,
  snoozeReminderWire,
} from './reminders.schema.ts'

export const listReminders = endpoint<typeof listRemindersWire>('listReminders', 'GET', '/api/reminders')
export const countReminders = endpoint<typeof countRemindersWire>('countReminders', 'GET', '/api/reminders/counts')
export const snoozeReminders = endpoint<typeof snoozeRemindersWire>('snoozeReminders', 'POST', '/api/reminders/snooze')
export const reopenReminders = endpoint<typeof reopenRemindersWire>('reopenReminders', 'POST', '/api/reminders/reopen')
export const addPromise = endpoint<typeof addPromiseWire>('addPromise', 'POST', '/api/customers/:id/reminders')
export const snoozeReminder = endpoint<typeof snoozeReminderWire>('snoozeReminder', 'POST', '/api/reminders/:id/snooze')
export const skipReminder = endpoint<typeof skipReminderWire>('skipReminder', 'POST', '/api/reminders/:id/skip')
export const finishReminder = endpoint<typeof finishReminderWire>('finishReminder', 'POST', '/api/reminders/:id/done')
export const reopenReminder = endpoint<typeof reopenReminderWire>('reopenReminder', 'POST', '/api/reminders/:id/reopen')
export const correctSupply = endpoint<typeof correctSupplyWire>('correctSupply', 'POST', '/api/customers/:id/supply')
