import Type, { type Static } from 'typebox'
import { Instant, line, orNull, Rate, words } from './schema.ts'
import { contactClasses, ruleKeys } from './words.ts'

/** A season of `seasonal_care`: by its days (MM-DD), or without them by its name in the calendar (三伏, 冬至 …). */
export const Season = Type.Object({
  key: line(40, 1),
  label: line(10, 1),
  /** First and last day, MM-DD; null: the calendar's own. */
  from: orNull(Type.String({ pattern: '^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$' })),
  to: orNull(Type.String({ pattern: '^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$' })),
  /** Provinces or cities as they stand in addresses; empty: everywhere. */
  regions: Type.Array(line(20, 1), { maxItems: 40 }),
  /** What of her products must need: keep_dry, refrigerate … */
  needs: Type.Array(line(20, 1), { minItems: 1, maxItems: 10 }),
}, { additionalProperties: false })
export type Season = Static<typeof Season>

/** How one setting of a rule is shown and checked. */
export const RuleField = Type.Object({
  key: Type.String(),
  /** Chinese. */
  label: Type.String(),
  kind: words(['text', 'number', 'choices', 'seasons'] as const),
  unit: orNull(words(['minutes', 'hours', 'days', 'times', 'fen'] as const)),
  min: orNull(Type.Number()),
  max: orNull(Type.Number()),
  /** Of `choices` (several may be taken) and of a season's `needs`. */
  options: Type.Array(Type.Object({ value: Type.String(), label: Type.String() })),
})
export type RuleField = Static<typeof RuleField>

const Params = Type.Record(Type.String(), Type.Unknown())

/** Other settings for some: of these families (any of them bought, or the one the reminder is about) and these channels; empty lists mean all. */
export const RuleOverride = Type.Object({
  families: Type.Array(line(40, 1), { maxItems: 40 }),
  channels: Type.Array(line(60, 1), { maxItems: 200 }),
  /** Null: as the rule. */
  isEnabled: orNull(Type.Boolean()),
  /** Only what differs. */
  params: Params,
}, { additionalProperties: false })
export type RuleOverride = Static<typeof RuleOverride>

export const Rule = Type.Object({
  key: words(ruleKeys),
  /** 补货 */
  name: Type.String(),
  /** One Chinese sentence: when it speaks. */
  about: Type.String(),
  contactClass: words(contactClasses),
  isEnabled: Type.Boolean(),
  /** By the keys of `fields`. */
  params: Params,
  /** The same as a new installation has them. */
  defaults: Params,
  fields: Type.Array(RuleField),
  /** In order: of several that fit a later one wins. */
  overrides: Type.Array(RuleOverride),
  version: Type.Integer(),
  updatedAt: Instant,
  updatedByName: orNull(Type.String()),
})
export type Rule = Static<typeof Rule>

export const RuleChange = Type.Object({
  version: Type.Integer(),
  isEnabled: Type.Boolean(),
  params: Params,
  overrides: Type.Array(RuleOverride),
  changedAt: Instant,
  changedByName: orNull(Type.String()),
})
export type RuleChange = Static<typeof RuleChange>

const Clock = Type.String({ pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$' })
const Hours = { start: Clock, end: Clock }
const days = (maximum: number, minimum = 0) => Type.Integer({ minimum, maximum })

/** The rules of contact as the company has them (product.md has the defaults). */
export const ContactSettings = Type.Object({
  quietHours: Type.Object(Hours, { additionalProperties: false }),
  /** 1 Monday … 7 Sunday. */
  workingHours: Type.Object({ ...Hours, weekdays: Type.Array(days(7, 1), { minItems: 1, maxItems: 7, uniqueItems: true }) }, { additionalProperties: false }),
  /** Proactive conversations: at most `max` in `days`, `apartDays` apart; free for so many hours after she moved. */
  cadence: Type.Object({ max: days(10, 1), days: days(90, 7), apartDays: days(60, 1), freeAfterMoveHours: days(168), freeAtAnyHourMinutes: days(120) }, { additionalProperties: false }),
  silence: Type.Object({ doubleAfter: days(10, 1), coolAfter: days(10, 1) }, { additionalProperties: false }),
  complaint: Type.Object({ calmDays: days(60) }, { additionalProperties: false }),
  /** Days before and after the Spring Festival without couriers. */
  springFestivalStop: Type.Object({ daysBefore: days(30), daysAfter: days(30) }, { additionalProperties: false }),
  /** Share of customers whose proactive proposals are held back, so that what touching brings can be known. */
  holdoutShare: Rate,
}, { additionalProperties: false })
export type ContactSettings = Static<typeof ContactSettings>

const ContactSettingsReply = Type.Object({ settings: ContactSettings, version: Type.Integer() })
const rule = Type.Object({ key: words(ruleKeys) })
const named = Type.Array(Type.Object({ value: Type.String(), label: Type.String() }))

export const listRulesWire = {
  summary: 'The thirteen rules of a next touch with their settings; the families and channels that overrides may name',
  reply: Type.Object({ items: Type.Array(Rule), families: named, channels: named }), errors: ['not-signed-in', 'not-allowed'],
} as const
export const changeRuleWire = {
  summary: 'Switch or tune a rule, then plan everybody anew; `state-conflict` carries the rule as it now is when `basedOn` is not its version', params: rule,
  body: Type.Object({
    basedOn: Type.Integer(), isEnabled: Type.Optional(Type.Boolean()), params: Type.Optional(Params), overrides: Type.Optional(Type.Array(RuleOverride, { maxItems: 50 })),
  }, { additionalProperties: false }),
  reply: Rule, errors: ['not-signed-in', 'not-allowed', 'not-found', 'invalid-value', 'state-conflict', 'wrong-origin', 'idempotency-mismatch'],
} as const
export const listRuleChangesWire = {
  summary: 'What the rule was before, newest first', params: rule,
  reply: Type.Object({ items: Type.Array(RuleChange) }), errors: ['not-signed-in', 'not-allowed', 'not-found'],
} as const
export const getContactSettingsWire = {
  summary: 'Working hours, quiet hours and limits of contact', reply: ContactSettingsReply, errors: ['not-signed-in', 'not-allowed'],
} as const
export const changeContactSettingsWire = {
  summary: 'Change some of them, then plan everybody anew; `state-conflict` carries them as they now are when `basedOn` is not their version',
  body: Type.Object({ basedOn: Type.Integer(), settings: Type.Partial(ContactSettings) }, { additionalProperties: false }),
  reply: ContactSettingsReply, errors: ['not-signed-in', 'not-allowed', 'invalid-value', 'state-conflict', 'wrong-origin', 'idempotency-mismatch'],
} as const

export const countRuleReachWire = {
  summary: 'Whom a change of the rule would reach: reminders of it that are live now, and all customers, who are planned anew', params: rule,
  reply: Type.Object({ live: Type.Integer(), customers: Type.Integer() }), errors: ['not-signed-in', 'not-allowed', 'not-found'],
} as const
