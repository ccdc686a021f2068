import { computed, ref } from 'vue'
import type { ContactField, ContactSettings, ContactSettingsChange, ContactSettingsView } from '../../../contract/contact-settings.schema.ts'
import { useSaving } from '../../stores/use-saving.ts'
import { offerUndo } from '../../ui/toast.ts'
import { problemOfValue, valueAt, withValues } from './contact-words.ts'

type Write = (basedOn: number, settings: Partial<ContactSettings>, idempotencyKey?: string) => Promise<ContactSettingsView>
const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other)

/** What was typed, laid over the settings as they now are: it outlives a failed save and another's change. Saving offers the undo. */
export function useSettingsDraft(view: () => ContactSettingsView, write: Write) {
  const typed = ref<Record<string, unknown>>({})
  const { isSaving, failure, save: saving } = useSaving()

  const valueOf = ({ key }: Pick<ContactField, 'key'>): unknown => key in typed.value ? typed.value[key] : valueAt(view().settings, key)
  const changed = computed(() => view().fields.filter(field => field.key in typed.value && !isSame(typed.value[field.key], valueAt(view().settings, field.key))))
  const problems = computed((): Record<string, string> => Object.fromEntries(view().fields.flatMap((field) => {
    const problem = problemOfValue(valueOf(field), field) ?? (failure.value.startsWith(`“${field.label}”`) ? failure.value : null)
    return problem ? [[field.key, problem]] : []
  })))

  function set({ key }: ContactField, value: unknown): void {
    failure.value = ''
    typed.value = { ...typed.value, [key]: value }
  }
  function reset(): void {
    failure.value = ''
    typed.value = {}
  }

  function save(): void {
    failure.value = ''
    if (changed.value.some(field => problems.value[field.key])) failure.value = '有几项没填对，红字处改好再保存。'
    else change(withValues(view().settings, Object.fromEntries(changed.value.map(field => [field.key, typed.value[field.key]]))), '改好了')
  }
  const restore = (former: ContactSettingsChange): void => change(former.settings, '换回了以前的设置')

  function change(wanted: ContactSettings, words: string): void {
    const { settings: before, version } = view()
    const differing = (from: ContactSettings, to: ContactSettings): Partial<ContactSettings> =>
      Object.fromEntries(Object.entries(to).filter(([key, value]) => !isSame(value, from[key as keyof ContactSettings])))
    void saving({ wanted, version }, key => write(version, differing(before, wanted), key), (now) => {
      typed.value = {}
      offerUndo(words, async () => { await write(now.version, differing(wanted, before)) })
    })
  }

  return { valueOf, changed, problems, failure, isSaving, set, reset, save, restore }
}
