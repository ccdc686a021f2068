import * as endpoints from '../../../contract/rules.endpoints.ts'
import type { Rule, RuleChange } from '../../../contract/rules.schema.ts'
import { mock, Refusal, type MockHandler } from '../mock.ts'
import { sampleRules } from '../sample-rules.ts'
import type { MockState } from '../state.ts'

/** Rules are the company's, not the one customer's: remembered here. */
export function ruleHandlers(state: MockState): MockHandler[] {
  const rules = sampleRules()
  const changes = new Map<string, RuleChange[]>()
  const find = (key: string): Rule => {
    const found = rules.find(rule => rule.key === key)
    if (!found) throw new Refusal('not-found')
    return found
  }
  const keep = ({ key, version, isEnabled, params, overrides, updatedAt, updatedByName }: Rule): void => {
    changes.set(key, [{ version, isEnabled, params, overrides, changedAt: updatedAt, changedByName: updatedByName }, ...changes.get(key) ?? []])
  }
  return [
    mock(endpoints.listRules, () => ({ items: rules, families: [{ value: 'nest', label: '燕窝' }, { value: 'fish_maw', label: '花胶' }], channels: [{ value: 'tmall-parcel', label: '天猫包裹卡' }] })),
    mock(endpoints.changeRule, ({ params, body: { basedOn, params: settings, ...rest } }) => {
      const rule = find(params.key)
      if (rule.version !== basedOn) throw new Refusal('state-conflict', '这条规则刚被别人改过，请看看现在的设置再改', rule)
      if (!changes.has(rule.key)) keep(structuredClone(rule))
      Object.assign(rule, { ...rest, params: { ...rule.params, ...settings }, version: rule.version + 1, updatedAt: state.now(), updatedByName: state.sidebar.session.name })
      keep(structuredClone(rule))
      return rule
    }),
    mock(endpoints.listRuleChanges, ({ params }) => ({ items: changes.get(find(params.key).key) ?? [] })),
    mock(endpoints.countRuleReach, ({ params }) => ({ live: state.sidebar.reminder?.rule === find(params.key).key ? 1 : 0, customers: 1 })),
  ]
}
