import { useQuery, useQueryCache } from '@pinia/colada'
import { computed, watch } from 'vue'
import { getSync } from '../../../contract/team.endpoints.ts'
import { call } from '../../api/call.ts'
import { usePoll } from '../../composables/use-poll.ts'

const everyMs = 3_000

/** One line while customers are being synchronised or when it broke off; empty otherwise. The list is read again at its end. */
export function useSync() {
  const queries = useQueryCache()
  const sync = useQuery({ key: ['sync'], query: ({ signal }) => call(getSync, { signal }), staleTime: everyMs })
  const isRunning = computed(() => sync.data.value?.status === 'running')

  usePoll(() => sync.refetch(), () => isRunning.value ? everyMs : null)
  watch(isRunning, (runs, ran) => ran && !runs && void queries.invalidateQueries({ key: ['customers'] }))

  return computed(() => {
    if (!sync.data.value) return ''
    const { status, repsDone, repsTotal, customers, failure } = sync.data.value
    if (status === 'running') return `正在同步客户：${repsDone}/${repsTotal} 位销售，已到 ${customers} 位`
    return status === 'failed' ? `客户没有同步完，已到的 ${customers} 位都在。${failure ?? ''}` : ''
  })
}
