import type { Component, InjectionKey } from 'vue'

/** The sheets of 晚点提醒 and 这次不联系. Filled in by src/app/reminder-sheets.ts: a feature never imports another feature. */
export interface ReminderSheets { later: () => Promise<Component>, skip: () => Promise<Component> }
export const reminderSheetsKey: InjectionKey<ReminderSheets> = Symbol('reminder sheets')
