import Type, { type Static } from 'typebox'
import { Instant, orNull, words } from './schema.ts'

const Clock = Type.String({ pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$' })
const Hours = { start: Clock, end: Clock }
const whole = (maximum: number, minimum = 0) => Type.Integer({ minimum, maximum })

/** A big sale, on the same day every year. */
export const BigSale = Type.Object({ label: Type.String({ minLength: 1, maxLength: 12, pattern: '\\S' }), on: Type.String({ pattern: '^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$' }) }, { additionalProperties: false })
export type BigSale = Static<typeof BigSale>

/** How often, when and how much: the rules of contact as the company has them (product.md has the defaults), the day's list and the pushes. */
export const ContactSettings = Type.Object({
  quietHours: Type.Object(Hours, { additionalProperties: false }),
  /** 1 Monday … 7 Sunday. */
  workingHours: Type.Object({ ...Hours, weekdays: Type.Array(whole(7, 1), { minItems: 1, maxItems: 7, uniqueItems: true }) }, { additionalProperties: false }),
  /** Proactive conversations: at most `max` in `days`, `apartDays` apart; free for so many hours after she moved. */
  cadence: Type.Object({ max: whole(10, 1), days: whole(90, 7), apartDays: whole(60, 1), freeAfterMoveHours: whole(168), freeAtAnyHourMinutes: whole(120) }, { additionalProperties: false }),
  silence: Type.Object({ doubleAfter: whole(10, 1), coolAfter: whole(10, 1) }, { additionalProperties: false }),
  complaint: Type.Object({ calmDays: whole(60) }, { additionalProperties: false }),
  /** Days after being added in which nothing counts as proactive. */
  onboardingDays: whole(30, 1),
  /** What is sent within so many hours of a conversation's start belongs to it. */
  touchJoinHours: whole(72, 1),
  /** An answer so many hours after the last send is an answer to it. */
  replyWindowHours: whole(168, 1),
  /** Whether an offer may be made unasked to who never bought, and to a lapsed high-value customer; so many days before a big sale it is told rather than sold. */
  offers: Type.Object({ toNeverBought: Type.Boolean(), toLapsedHighValue: Type.Boolean(), holdBeforeSaleDays: whole(60), sales: Type.Array(BigSale, { maxItems: 12 }) }, { additionalProperties: false }),
  /** Days before and after the Spring Festival without couriers. */
  springFestivalStop: Type.Object({ daysBefore: whole(30), daysAfter: whole(30) }, { additionalProperties: false }),
  /** 1V1 任务 that a mass message leaves: at most so many a member and day, over so many days; what does not fit is none. */
  personalTasks: Type.Object({ perDay: whole(50, 1), days: whole(20, 1) }, { additionalProperties: false }),
  /** How many conversations make a working day. */
  queue: Type.Object({ dayList: whole(200, 5) }, { additionalProperties: false }),
  /** When the morning's digest goes out, and how long before the lead a rep is told of a first talk that is about to be late. */
  pushes: Type.Object({ digestAt: Clock, warnHours: whole(12, 1) }, { additionalProperties: false }),
  /** Lifetime spend, net of refunds, that makes a customer 1V1 (no mass message), for good: who has it keeps it. */
  oneToOneFen: whole(100_000_00, 100_00),
  /** Share of all customers, by net spend of the last 365 days, that is of high value. */
  highValueShare: Type.Number({ minimum: 0.01, maximum: 0.5 }),
  /** Share of customers whose proactive proposals are held back, so that what touching brings can be known. */
  holdoutShare: Type.Number({ minimum: 0, maximum: 0.5 }),
}, { additionalProperties: false })
export type ContactSettings = Static<typeof ContactSettings>

/** How one of the settings is shown and checked. */
export const ContactField = Type.Object({
  /** Where it stands in ContactSettings: `cadence.max`. */
  key: Type.String(),
  /** Chinese: under which heading. */
  group: Type.String(),
  label: Type.String(),
  /** `share`: 0–1, shown in per cent; `money`: fen, shown in yuan; `sales`: BigSale[]. */
  kind: words(['number', 'clock', 'weekdays', 'switch', 'share', 'money', 'sales'] as const),
  unit: orNull(words(['minutes', 'hours', 'days', 'times', 'people'] as const)),
  min: orNull(Type.Number()),
  max: orNull(Type.Number()),
})
export type ContactField = Static<typeof ContactField>

export const ContactSettingsView = Type.Object({
  settings: ContactSettings,
  /** As a new installation has them. */
  defaults: ContactSettings,
  fields: Type.Array(ContactField),
  version: Type.Integer(),
})
export type ContactSettingsView = Static<typeof ContactSettingsView>

export const ContactSettingsChange = Type.Object({ version: Type.Integer(), settings: ContactSettings, changedAt: Instant, changedByName: orNull(Type.String()) })
export type ContactSettingsChange = Static<typeof ContactSettingsChange>

export const getContactSettingsWire = {
  summary: 'Limits of contact, hours, the size of the day\'s list and the times of pushes, with their fields, ranges and defaults', reply: ContactSettingsView,
  errors: ['not-signed-in', 'not-allowed'],
} as const
export const changeContactSettingsWire = {
  summary: 'Change some of them, then plan everybody anew where it matters; `state-conflict` carries them as they now are when `basedOn` is not their version',
  body: Type.Object({ basedOn: Type.Integer(), settings: Type.Partial(ContactSettings, { additionalProperties: false, minProperties: 1 }) }, { additionalProperties: false }),
  reply: ContactSettingsView, errors: ['not-signed-in', 'not-allowed', 'invalid-value', 'state-conflict', 'wrong-origin', 'idempotency-mismatch'],
} as const
export const listContactSettingsChangesWire = {
  summary: 'What they were before and who changed them, newest first', reply: Type.Object({ items: Type.Array(ContactSettingsChange) }), errors: ['not-signed-in', 'not-allowed'],
} as const
