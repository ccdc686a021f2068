import { rules as starterRules } from '../../../catalogue/catalogue.ts'
import type { Rule, RuleOverride } from '../../../contract/rules.schema.ts'
import type { RuleKey } from '../../../contract/words.ts'
import { writeAudit } from '../../audit/audit.queries.ts'
import { raiseCatalogueVersion } from '../../catalogue/catalogue.queries.ts'
import type { Context } from '../../context.ts'
import type { Trx } from '../../db/database.ts'
import { ApiError } from '../../http/api-error.ts'
import type { Viewer } from '../../session/viewer.ts'
import { ruleDescriptions } from './rule-fields.rules.ts'
import { keepRuleState, lockRule, updateRule, type RuleRow } from './rule-settings.queries.ts'
import { problemOfParams, problemOfWhole, shownParams } from './rule-settings.rules.ts'

const defaultsOf = (key: RuleKey): Record<string, unknown> => starterRules.find(rule => rule.key === key)?.params ?? {}

/** A rule as the contract has it. */
export function ruleView({ key, isEnabled, params, overrides, version, updatedAt, updatedByName }: RuleRow): Rule {
  const { name, about, contactClass, fields } = ruleDescriptions[key]
  const defaults = shownParams(key, defaultsOf(key), {})
  return {
    key, name, about, contactClass, isEnabled, params: shownParams(key, params, defaults), defaults, fields: [...fields], overrides, version,
    updatedAt: updatedAt.toISOString(), updatedByName,
  }
}

export interface RuleWish { basedOn: number, isEnabled?: boolean, params?: Record<string, unknown>, overrides?: RuleOverride[] }

/** Switches or tunes a rule; the reply is the rule as it now is. Everybody is planned anew by a job. Throws `state-conflict` (with the rule as it is), `invalid-value`. */
export async function changeRule(context: Pick<Context, 'clock' | 'jobs'>, trx: Trx, viewer: Viewer, key: RuleKey, wish: RuleWish): Promise<Rule> {
  const row = await lockRule(trx, key)
  if (!row) throw new ApiError('not-found')
  if (row.version !== wish.basedOn) throw new ApiError('state-conflict', `这条规则刚被${row.updatedByName ?? '别人'}改过，请看看现在的设置再改`, ruleView(row))
  const before = ruleView(row)
  const params = { ...before.params, ...wish.params }
  const overrides = wish.overrides ?? row.overrides
  refuse(problemOfParams(key, wish.params ?? {}) ?? problemOfWhole(key, params))
  for (const override of overrides) refuse(problemOfParams(key, override.params) ?? problemOfWhole(key, { ...params, ...override.params }))
  const now = context.clock.now()
  const next = { key, version: row.version + 1, isEnabled: wish.isEnabled ?? row.isEnabled, params: { ...row.params, ...params }, overrides, changedAt: now, changedBy: viewer.userId }
  await keepRuleState(trx, { key, version: row.version, isEnabled: row.isEnabled, params: before.params, overrides: row.overrides, changedAt: row.updatedAt, changedBy: null })
  await updateRule(trx, next)
  await keepRuleState(trx, { ...next, params })
  await writeAudit(trx, { at: now, userId: viewer.userId, action: 'rule-changed', externalUserId: null, details: { key, version: next.version, before: { isEnabled: row.isEnabled, params: before.params, overrides: row.overrides }, after: { isEnabled: next.isEnabled, params, overrides } } })
  await raiseCatalogueVersion(trx)
  await context.jobs.add(trx, 'plan-everyone', {})
  return ruleView({ ...row, ...next, updatedAt: now, updatedByName: viewer.name })
}

export function refuse(problem: string | null): void {
  if (problem !== null) throw new ApiError('invalid-value', problem)
}
