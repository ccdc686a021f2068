import Type, { type Static } from 'typebox'
import type { CustomerId, ReminderId, ScriptId } from './ids.ts'
import { Cursor, DayRange, idOf, Instant, line, orNull, words } from './schema.ts'
import { contactClasses, reminderStates, ruleKeys, skipReasons, tiers } from './words.ts'

export const Reminder = Type.Object({
  reminderId: idOf<ReminderId>(),
  rule: words(ruleKeys),
  contactClass: words(contactClasses),
  state: words(reminderStates),
  /** 该补货了 */
  title: Type.String(),
  /** One line with the figures that led to it. */
  reason: Type.String(),
  /** Further reasons, and what would change the proposal. */
  moreReasons: Type.Array(Type.String()),
  dueAt: Instant,
  /** Null: stays until done (promises, after-sale, first talks). */
  windowEndAt: orNull(Instant),
  snoozedUntil: orNull(Instant),
  scriptId: orNull(idOf<ScriptId>()),
})
export type Reminder = Static<typeof Reminder>

/** A reminder in a list across customers. */
export const DueReminder = Type.Interface([Reminder], {
  externalUserId: idOf<CustomerId>(),
  customerName: Type.String(),
  tier: words(tiers),
  oneToOne: Type.Boolean(),
})
export type DueReminder = Static<typeof DueReminder>

const customer = Type.Object({ id: idOf<CustomerId>() })
const reminder = Type.Object({ id: idOf<ReminderId>() })

export const listRemindersWire = {
  summary: 'Due, overdue or upcoming reminders of the one who asks; `open` is all of them, `customer` keeps to one',
  query: Type.Object({
    view: words(['today', 'overdue', 'upcoming', 'open'] as const), customer: Type.Optional(idOf<CustomerId>()),
    cursor: Type.Optional(Cursor), limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
  }),
  reply: Type.Object({ items: Type.Array(DueReminder), nextCursor: orNull(Cursor), total: Type.Integer() }),
  errors: ['bad-request', 'not-signed-in'],
} as const
export const addPromiseWire = {
  summary: 'A reminder of the rep\'s own (我答应的事)', params: customer, body: Type.Object({ text: line(200, 1), dueAt: Instant }), reply: Reminder, status: 201,
  errors: ['not-signed-in', 'not-allowed', 'customer-not-found', 'invalid-value', 'wrong-origin', 'idempotency-mismatch'],
} as const
export const snoozeReminderWire = {
  summary: 'Later (晚点提醒)', params: reminder, body: Type.Object({ until: Instant }), reply: Reminder,
  errors: ['not-signed-in', 'not-allowed', 'not-found', 'state-conflict', 'invalid-value', 'wrong-origin', 'idempotency-mismatch'],
} as const
export const skipReminderWire = {
  summary: 'Not this time (这次不联系)', params: reminder, body: Type.Object({ reason: words(skipReasons), note: Type.Optional(line(200)) }), reply: Reminder,
  errors: ['not-signed-in', 'not-allowed', 'not-found', 'state-conflict', 'invalid-value', 'wrong-origin', 'idempotency-mismatch'],
} as const
export const finishReminderWire = {
  summary: 'Done by hand', params: reminder, reply: Reminder,
  errors: ['not-signed-in', 'not-allowed', 'not-found', 'state-conflict', 'wrong-origin', 'idempotency-mismatch'],
} as const
export const reopenReminderWire = {
  summary: 'Undo of snooze, skip and done', params: reminder, reply: Reminder,
  errors: ['not-signed-in', 'not-allowed', 'not-found', 'state-conflict', 'wrong-origin', 'idempotency-mismatch'],
} as const
export const correctSupplyWire = {
  summary: 'The customer says there is still some left (客户说还有)', params: customer,
  body: Type.Object({ leftDays: Type.Integer({ minimum: 0, maximum: 365 }) }),
  reply: Type.Object({ leftDays: orNull(DayRange), reminder: orNull(Reminder) }),
  errors: ['not-signed-in', 'not-allowed', 'customer-not-found', 'state-conflict', 'wrong-origin', 'idempotency-mismatch'],
} as const
