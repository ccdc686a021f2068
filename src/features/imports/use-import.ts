import { useQuery, useQueryCache } from '@pinia/colada'
import { useEventListener } from '@vueuse/core'
import { computed, ref } from 'vue'
import type { ImportId } from '../../../contract/ids.ts'
import { cancelImport, commitImport, getImport } from '../../../contract/imports.endpoints.ts'
import type { Import } from '../../../contract/imports.schema.ts'
import { ApiError, messageOf } from '../../api/api-error.ts'
import { call } from '../../api/call.ts'
import { usePoll } from '../../composables/use-poll.ts'
import { readingFailureOf } from '../../stores/reading-failure.ts'

const everyMs = 1_000
const afterFailureMs = 4_000

/** An import by its id, asked for again while the server works on it. The page may be left and come back: the server goes on alone. */
export function useImport(id: () => ImportId) {
  const queries = useQueryCache()
  const key = () => ['imports', id()]
  const query = useQuery(() => ({ key: key(), query: ({ signal }) => call(getImport, { params: { id: id() }, signal }), staleTime: 0 }))
  const job = computed(() => query.data.value)
  const isBusy = ref(false)
  const refusal = ref('')

  const isUnderWay = computed(() => job.value?.status === 'reading' || job.value?.status === 'committing')
  const mayPass = computed(() => !(query.error.value instanceof ApiError) || query.error.value.mayPass)
  usePoll(() => query.refetch(), () => !isUnderWay.value || !mayPass.value ? null : query.error.value ? afterFailureMs : everyMs)
  useEventListener(window, 'online', () => query.error.value && void query.refetch())

  async function write(change: () => Promise<Import>): Promise<void> {
    if (isBusy.value) return
    isBusy.value = true
    refusal.value = ''
    try {
      queries.setQueryData<Import>(key(), await change())
    }
    catch (error) {
      refusal.value = messageOf(error)
      // Somebody else may have settled it meanwhile.
      void query.refetch()
    }
    finally {
      isBusy.value = false
    }
  }

  return {
    job, isBusy, refusal,
    failure: computed(() => query.error.value ? readingFailureOf(query.error.value) : null),
    commit: () => write(() => call(commitImport, { params: { id: id() } })),
    cancel: () => write(() => call(cancelImport, { params: { id: id() } })),
    again: () => void query.refetch(),
  }
}
