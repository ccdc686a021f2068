import { useQuery, useQueryCache } from '@pinia/colada'
import { computed } from 'vue'
import { changeRule, countRuleReach, listRuleChanges, listRules } from '../../../contract/rules.endpoints.ts'
import type { Rule, RuleOverride } from '../../../contract/rules.schema.ts'
import type { RuleKey } from '../../../contract/words.ts'
import { call } from '../../api/call.ts'
import { readingFailureOf } from '../../stores/reading-failure.ts'

const listKey = ['rules', 'list'] as const
export interface RuleSettings { isEnabled: boolean, params: Record<string, unknown>, overrides: RuleOverride[] }

/** The thirteen rules, and how one is changed: `write` returns it as it is then. */
export function useRules() {
  const queries = useQueryCache()
  const list = useQuery({ key: [...listKey], query: ({ signal }) => call(listRules, { signal }), staleTime: 5_000 })

  async function write(rule: Pick<Rule, 'key' | 'version'>, settings: RuleSettings, idempotencyKey?: string): Promise<Rule> {
    const changed = await call(changeRule, { params: { key: rule.key }, body: { basedOn: rule.version, ...settings }, idempotencyKey })
    show(changed)
    void Promise.resolve(queries.invalidateQueries({ key: ['rules'] })).catch(() => {})
    return changed
  }

  function show(changed: Rule): void {
    const before = list.data.value
    if (before) queries.setQueryData([...listKey], { ...before, items: before.items.map(rule => rule.key === changed.key ? changed : rule) })
  }

  return {
    data: computed(() => list.data.value), failure: computed(() => list.error.value ? readingFailureOf(list.error.value) : null),
    again: () => void list.refetch(), write,
  }
}

/** Who changed it when, newest first, and whom a change would reach. */
export function useRuleHistory(key: () => RuleKey, isOwner: () => boolean) {
  const changes = useQuery({ key: () => ['rules', 'changes', key()], query: ({ signal }) => call(listRuleChanges, { params: { key: key() }, signal }), staleTime: 2_000 })
  const reach = useQuery({ key: () => ['rules', 'reach', key()], enabled: () => isOwner(), query: ({ signal }) => call(countRuleReach, { params: { key: key() }, signal }), staleTime: 30_000 })
  return { changes: computed(() => changes.data.value?.items ?? []), reach: computed(() => reach.data.value) }
}
