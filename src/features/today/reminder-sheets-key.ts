import type { Component, InjectionKey } from 'vue'
import type { CustomerId } from '../../../contract/ids.ts'

/** Asks what was done by hand and records it. Undefined: closed without; `takeBack` null: it went on with an earlier touch, nothing of its own can be taken back. */
export type RecordTouch = (customerId: CustomerId, name: string) => Promise<{ takeBack: (() => Promise<void>) | null } | undefined>
/** The sheets of 晚点提醒 and 这次不联系, and 我已联系. Filled in by src/app/reminder-sheets.ts: a feature never imports another feature. */
export interface ReminderSheets { later: () => Promise<Component>, skip: () => Promise<Component>, touch: () => Promise<RecordTouch> }
export const reminderSheetsKey: InjectionKey<ReminderSheets> = Symbol('reminder sheets')
