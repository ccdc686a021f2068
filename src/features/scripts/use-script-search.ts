import { useQuery } from '@pinia/colada'
import { refDebounced } from '@vueuse/core'
import { computed, ref, watch } from 'vue'
import type { FilledScript } from '../../../contract/scripts.schema.ts'
import { messageOf } from '../../api/api-error.ts'
import { foundScriptsQuery } from '../../api/scripts.query.ts'
import type { CustomerId } from '../../../contract/ids.ts'
import { useSidebar } from '../../stores/use-sidebar.ts'

type ScriptList =
  | { status: 'fitting', scripts: FilledScript[] }
  | { status: 'searching' }
  | { status: 'found', q: string, scripts: FilledScript[] }
  | { status: 'failed', message: string }

const typingMs = 300

/** What 话术 shows: the ones that fit now, or what a search found. `asked` is what came from 找答案. */
export function useScriptSearch(asked: () => string) {
  const { customerId, sidebar } = useSidebar()
  const typed = ref(asked())
  const settled = refDebounced(typed, typingMs)
  /** 找答案 and Enter do not wait for the pause in typing. */
  const hurried = ref(asked())
  watch(asked, (q) => { typed.value = hurried.value = q })
  const q = computed(() => (typed.value === hurried.value ? hurried.value : settled.value).trim())
  const query = useQuery(() => ({ ...foundScriptsQuery({ id: customerId.value ?? ('' as CustomerId), q: q.value }), enabled: customerId.value !== null && q.value !== '' }))

  const isSellingHidden = computed(() => sidebar.value?.situation.kind === 'case_open')
  const shown = (scripts: FilledScript[]) => isSellingHidden.value ? scripts.filter(({ kind }) => kind !== 'offer') : scripts
  const list = computed((): ScriptList => {
    if (q.value === '') return { status: 'fitting', scripts: shown(sidebar.value?.scripts ?? []) }
    if (query.data.value) return { status: 'found', q: q.value, scripts: shown(query.data.value.items) }
    return query.error.value ? { status: 'failed', message: messageOf(query.error.value) } : { status: 'searching' }
  })

  return { typed, list, searchNow: () => { hurried.value = typed.value }, clear: () => { typed.value = hurried.value = '' }, retry: () => query.refetch() }
}
