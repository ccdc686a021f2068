import { endpoint } from './endpoint.ts'
import type {
  addPromiseWire, correctSupplyWire, finishReminderWire, listRemindersWire, reopenReminderWire, skipReminderWire, snoozeReminderWire,
} from './reminders.schema.ts'

export const listReminders = endpoint<typeof listRemindersWire>('listReminders', 'GET', '/api/reminders')
export const addPromise = endpoint<typeof addPromiseWire>('addPromise', 'POST', '/api/customers/:id/reminders')
export const snoozeReminder = endpoint<typeof snoozeReminderWire>('snoozeReminder', 'POST', '/api/reminders/:id/snooze')
export const skipReminder = endpoint<typeof skipReminderWire>('skipReminder', 'POST', '/api/reminders/:id/skip')
export const finishReminder = endpoint<typeof finishReminderWire>('finishReminder', 'POST', '/api/reminders/:id/done')
export const reopenReminder = endpoint<typeof reopenReminderWire>('reopenReminder', 'POST', '/api/reminders/:id/reopen')
export const correctSupply = endpoint<typeof correctSupplyWire>('correctSupply', 'POST', '/api/customers/:id/supply')
