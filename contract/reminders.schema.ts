import Type, { type Static } from 'typebox'
import type { CustomerId, ReminderId } from './ids.ts'
import { Cursor, DayRange, idOf, Instant, line, orNull, words } from './schema.ts'
import { contactClasses, reminderKeys, reminderStates, skipReasons, tiers } from './words.ts'

export const Reminder = Type.Object({
  reminderId: idOf<ReminderId>(),
  rule: words(reminderKeys),
  contactClass: words(contactClasses),
  state: words(reminderStates),
  /** 该补货了 */
  title: Type.String(),
  /** One line with the figures that led to it. */
  reason: Type.String(),
  /** Further reasons to touch her now. */
  moreReasons: Type.Array(Type.String()),
  /** What would change the proposal: 客户说还有，就按她说的日子改. */
  changes: Type.Array(Type.String()),
  dueAt: Instant,
  /** Null: stays until done (promises, after-sale, first talks). */
  windowEndAt: orNull(Instant),
  snoozedUntil: orNull(Instant),
})
export type Reminder = Static<typeof Reminder>

/** A reminder in a list across customers. */
export const DueReminder = Type.Interface([Reminder], {
  externalUserId: idOf<CustomerId>(),
  customerName: Type.String(),
  tier: words(tiers),
  oneToOne: Type.Boolean(),
  /** Whose it is, when it is not the viewer's own: a lead sees the team's. */
  repName: orNull(Type.String()),
  /** Since when it has been with the lead (a first talk not made in time). */
  escalatedAt: orNull(Instant),
})
export type DueReminder = Static<typeof DueReminder>

const customer = Type.Object({ id: idOf<CustomerId>() })
const reminder = Type.Object({ id: idOf<ReminderId>() })

/** What may be done today is `due`: of today and of the days before. `escalated`: what a lead is to look at. */
export const reminderViews = ['due', 'today', 'overdue', 'upcoming', 'escalated', 'open'] as const
export type ReminderView = (typeof reminderViews)[number]
/** Lists that somebody works through: what a group of reminders is named by. */
export const workViews = ['due', 'overdue', 'upcoming'] as const
export type WorkView = (typeof workViews)[number]

export const listRemindersWire = {
  summary: 'Reminders of the one who asks, and for a lead of the team. `due`, `today` and `overdue` by rank, `upcoming` and `open` by day; `rule` keeps to one reason, `customer` to one customer',
  query: Type.Object({
    view: words(reminderViews), rule: Type.Optional(words(reminderKeys)), customer: Type.Optional(idOf<CustomerId>()),
    cursor: Type.Optional(Cursor), limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
  }),
  reply: Type.Object({ items: Type.Array(DueReminder), nextCursor: orNull(Cursor), total: Type.Integer() }),
  errors: ['bad-request', 'not-signed-in'],
} as const
export const countRemindersWire = {
  summary: 'How many are due, overdue and upcoming, by reason, and how many of them make a day\'s work',
  reply: Type.Object({
    due: Type.Integer(), overdue: Type.Integer(), upcoming: Type.Integer(), escalated: Type.Integer(),
    /** The first so many of `due`, by rank, are for today; the rest stands below them. */
    forToday: Type.Integer(),
    /** Settled today by who asks. */
    settledToday: Type.Integer(),
    byRule: Type.Array(Type.Object({ rule: words(reminderKeys), due: Type.Integer(), overdue: Type.Integer(), upcoming: Type.Integer() })),
  }),
  errors: ['not-signed-in'],
} as const
/** What is put off at once can be taken back at once. */
export const mostSnoozedAtOnce = 5000
export const snoozeRemindersWire = {
  summary: 'Several later at once: those named, or a whole group. First talks, visits and open complaints are kept, one decides them one by one',
  body: Type.Object({
    until: Instant,
    reminderIds: Type.Optional(Type.Array(idOf<ReminderId>(), { minItems: 1, maxItems: 500, uniqueItems: true })),
    group: Type.Optional(Type.Object({ view: words(workViews), rule: Type.Optional(words(reminderKeys)) }, { additionalProperties: false })),
  }, { additionalProperties: false }),
  /** `kept`: named, and not put off: must be decided one by one, or no longer live. `more`: of a group beyond the first 5,000 of the list, left as they are. */
  reply: Type.Object({ snoozed: Type.Array(idOf<ReminderId>(), { maxItems: mostSnoozedAtOnce }), kept: Type.Integer(), more: Type.Integer() }),
  errors: ['not-signed-in', 'not-allowed', 'invalid-value', 'wrong-origin', 'idempotency-mismatch'],
} as const
export const reopenRemindersWire = {
  summary: 'Undo of snoozing several: each as it was before; `left` were changed by something else meanwhile',
  body: Type.Object({ reminderIds: Type.Array(idOf<ReminderId>(), { minItems: 1, maxItems: mostSnoozedAtOnce, uniqueItems: true }) }, { additionalProperties: false }),
  reply: Type.Object({ reopened: Type.Integer(), left: Type.Integer() }),
  errors: ['not-signed-in', 'not-allowed', 'wrong-origin', 'idempotency-mismatch'],
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
  /** Null takes the member's own last word back (the undo): the estimate before it counts again. */
  body: Type.Object({ leftDays: orNull(Type.Integer({ minimum: 0, maximum: 365 })) }),
  reply: Type.Object({ leftDays: orNull(DayRange), reminder: orNull(Reminder) }),
  errors: ['not-signed-in', 'not-allowed', 'customer-not-found', 'state-conflict', 'wrong-origin', 'idempotency-mismatch'],
} as const
