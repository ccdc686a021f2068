import Type, { type TSchema } from 'typebox'
import { Check } from 'typebox/value'
import { Season, type RuleField } from '../../../contract/rules.schema.ts'
import { words } from '../../../contract/schema.ts'
import type { RuleKey } from '../../../contract/words.ts'
import type { Rule } from '../../catalogue/catalogue-holder.ts'
import { ruleDescriptions } from './rule-fields.rules.ts'

export type RuleParams = Record<string, unknown>

/** What decides which overrides are a customer's: the families it is about, and the channel she came by. */
export interface RuleSubject { families: readonly string[], channel: string | null }

/** The rule as it is for this customer. Overrides are laid over it in their order; of several that fit a later one wins. */
export function ruleSettingsFor({ isEnabled, params, overrides }: Rule, { families, channel }: RuleSubject): { isEnabled: boolean, params: RuleParams } {
  let settings = { isEnabled, params }
  for (const override of overrides) {
    const isMeant = (override.families.length === 0 || override.families.some(family => families.includes(family)))
      && (override.channels.length === 0 || (channel !== null && override.channels.includes(channel)))
    if (isMeant) settings = { isEnabled: override.isEnabled ?? settings.isEnabled, params: { ...settings.params, ...override.params } }
  }
  return settings
}

const schemaOf = ({ kind, unit, min, max, options }: RuleField): TSchema => {
  if (kind === 'text') return Type.String({ minLength: min ?? 0, maxLength: max ?? 200, pattern: '\\S' })
  if (kind === 'number') return unit === 'times' ? Type.Number({ minimum: min ?? 0, maximum: max ?? 100 }) : Type.Integer({ minimum: min ?? 0, maximum: max ?? 1e9 })
  if (kind === 'seasons') return Type.Array(Season, { maxItems: max ?? 30 })
  return Type.Array(words(options.map(({ value }) => value)), { minItems: min ?? 0, uniqueItems: true })
}

const paramSchemas = Object.fromEntries(Object.entries(ruleDescriptions).map(([key, { fields }]) =>
  [key, new Map(fields.map(field => [field.key, schemaOf(field)]))])) as Record<RuleKey, Map<string, TSchema>>

function isValid(key: RuleKey, name: string, value: unknown): boolean {
  const schema = paramSchemas[key].get(name)
  return schema !== undefined && Check(schema, value)
}

/** What is wrong with these settings, in words for who typed them; null: nothing. `params` need not name every setting. */
export function problemOfParams(key: RuleKey, params: RuleParams): string | null {
  for (const [name, value] of Object.entries(params)) {
    const field = ruleDescriptions[key].fields.find(each => each.key === name)
    if (!field) return `这条规则没有“${name}”这一项，请刷新后再改`
    if (!isValid(key, name, value)) return `“${field.label}”${limitsOf(field)}`
  }
  return null
}

/** Settings that fit one by one may still not fit each other. `params` are all of them, as they would be in force. */
export function problemOfWhole(key: RuleKey, params: RuleParams): string | null {
  const [from, to] = [Number(params.fromDays), Number(params.toDays)]
  const isBefore = key === 'festival_gift' || key === 'birthday'
  if (isBefore && from < to) return '“起”要早于“止”：节前的天数，起要比止大'
  if (!isBefore && from >= to) return '“止”要晚于“起”：请把止的天数改大'
  if (Number(params.tellLeadHours) > Number(params.deadlineHours)) return '告诉主管要早于最晚期限：请把小时数改小'
  const seasons = Array.isArray(params.seasons) ? params.seasons as Season[] : []
  const half = seasons.find(({ from: start, to: end }) => (start === null) !== (end === null))
  if (half) return `“${half.label}”的起止日期要么都填，要么都不填（按历法）`
  return null
}

const units = { minutes: '分钟', hours: '小时', days: '天', times: '倍', fen: '分' } as const

function limitsOf({ kind, unit, min, max }: RuleField): string {
  if (kind === 'text') return `要写 ${min}–${max} 个字`
  if (kind === 'number') return `要在 ${min}–${max} ${unit ? units[unit] : ''}之间`
  return kind === 'choices' ? '至少要选一项，只能从列出的里选' : '里有一项没填完整：名称、地区和要留意的都要有'
}

/** The settings an operator sees: those with a field, the stored one where it is valid, else the default. */
export function shownParams(key: RuleKey, stored: RuleParams, defaults: RuleParams): RuleParams {
  return Object.fromEntries(ruleDescriptions[key].fields.map(({ key: name }) =>
    [name, isValid(key, name, stored[name]) ? stored[name] : defaults[name] ?? null]))
}
