import Type, { type Static } from 'typebox'
import { Instant, line, orNull, words } from './schema.ts'
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
export const countRuleReachWire = {
  summary: 'Whom a change of the rule would reach: reminders of it that are live now, and all customers, who are planned anew', params: rule,
  reply: Type.Object({ live: Type.Integer(), customers: Type.Integer() }), errors: ['not-signed-in', 'not-allowed', 'not-found'],
} as const
