import { useInfiniteQuery } from '@pinia/colada'
import { computed } from 'vue'
import type { CustomerId } from '../../../contract/ids.ts'
import { listTimeline } from '../../../contract/touches.endpoints.ts'
import type { TimelineEntry } from '../../../contract/touches.schema.ts'
import { messageOf } from '../../api/api-error.ts'
import { call } from '../../api/call.ts'

const pageSize = 20
type TimelineState = 'loading' | 'failed' | 'empty' | 'ready'

/** Everything that happened, newest first; older pages are only ever appended. */
export function useTimeline(customerId: () => CustomerId | null) {
  const query = useInfiniteQuery({
    key: () => ['customer', customerId() ?? '', 'timeline'],
    query: ({ pageParam, signal }) =>
      call(listTimeline, { params: { id: customerId() as CustomerId }, query: { limit: pageSize, ...(pageParam && { cursor: pageParam }) }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: page => page.nextCursor,
    enabled: () => customerId() !== null,
  })
  const entries = computed((): TimelineEntry[] => query.data.value?.pages.flatMap(({ items }) => items) ?? [])
  const state = computed((): TimelineState => {
    if (!query.data.value) return query.error.value ? 'failed' : 'loading'
    return entries.value.length === 0 ? 'empty' : 'ready'
  })
  const older = computed(() => {
    if (query.error.value) return 'failed'
    if (query.asyncStatus.value === 'loading') return 'loading'
    return query.hasNextPage.value ? 'offered' : 'none'
  })

  return {
    entries, state, older, failure: computed(() => messageOf(query.error.value)), reload: () => query.refetch(),
    showOlder: () => { if (older.value === 'offered' || older.value === 'failed') void query.loadNextPage() },
    /** Scrolling asks by itself, but never again and again for what has just failed. */
    reachEnd: () => { if (older.value === 'offered') void query.loadNextPage() },
  }
}
