import { computed, ref, watch } from 'vue'
import type { Rule, RuleChange } from '../../../contract/rules.schema.ts'
import { ApiError } from '../../api/api-error.ts'
import { useSaving } from '../../stores/use-saving.ts'
import { offerUndo } from '../../ui/toast.ts'
import { problemOf } from './texts.ts'
import type { RuleSettings } from './use-rules.ts'

const settingsOf = ({ isEnabled, params, overrides }: RuleSettings): RuleSettings => structuredClone(JSON.parse(JSON.stringify({ isEnabled, params, overrides })) as RuleSettings)

/** A rule as it is being changed: what is wrong stands beside its field, what the server refuses too; saving offers the undo. */
export function useRuleDraft(rule: () => Rule, write: (rule: Rule, settings: RuleSettings, idempotencyKey?: string) => Promise<Rule>) {
  const draft = ref(settingsOf(rule()))
  const isTried = ref(false)
  const { isSaving, failure, save: saving } = useSaving()
  const isDirty = computed(() => JSON.stringify(draft.value) !== JSON.stringify(settingsOf(rule())))

  const local = computed(() => Object.fromEntries(rule().fields.flatMap((field) => {
    const problem = problemOf(draft.value.params[field.key], field)
    return problem ? [[field.key, problem]] : []
  })))
  /** The server names the setting in quotes: its words stand beside that field. */
  const refused = computed(() => rule().fields.find(({ label }) => failure.value.startsWith(`“${label}”`)))
  const problems = computed((): Record<string, string> => ({ ...local.value, ...(refused.value && { [refused.value.key]: failure.value }) }))
  const overridesAreSound = computed(() => draft.value.overrides.every(({ params }) => rule().fields.every(field => !(field.key in params) || problemOf(params[field.key], field) === null)))

  function setParam(key: string, value: unknown): void {
    failure.value = ''
    draft.value.params = { ...draft.value.params, [key]: value }
  }
  function reset(): void {
    failure.value = ''
    isTried.value = false
    draft.value = settingsOf(rule())
  }

  function save(): void {
    isTried.value = true
    if (Object.keys(local.value).length > 0 || !overridesAreSound.value) failure.value = '有几项没填对，红字处改好再保存。'
    else change(settingsOf(draft.value), `改好了：${rule().name}`)
  }
  const restore = (former: RuleChange): void => change(settingsOf(former), `换回了 ${rule().name} 以前的设置`)

  function change(settings: RuleSettings, words: string): void {
    const before = { rule: rule(), settings: settingsOf(rule()) }
    void saving({ settings, version: before.rule.version }, key => write(before.rule, settings, key).catch(explain), (changed) => {
      draft.value = settingsOf(changed)
      offerUndo(words, async () => { draft.value = settingsOf(await write(changed, before.settings)) })
    })
  }

  // Somebody else's change is taken over as long as nothing was typed here.
  watch(() => rule().version, () => { if (!isSaving.value && !isDirty.value) reset() })

  return { draft, isDirty, problems, failure, isSaving, setParam, save, restore, reset }
}

/** Changed by somebody else meanwhile: what to do about it. */
function explain(error: unknown): never {
  if (error instanceof ApiError && error.code === 'state-conflict') throw new ApiError('state-conflict', `${error.message}。点“不改了”看现在的。`, error.details)
  throw error
}
