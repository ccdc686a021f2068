import { useInfiniteQuery } from '@pinia/colada'
import { useEventListener } from '@vueuse/core'
import { computed } from 'vue'
import { listReminders } from '../../../contract/reminders.endpoints.ts'
import type { DueReminder } from '../../../contract/reminders.schema.ts'
import { call } from '../../api/call.ts'
import { type ReadingFailure, readingFailureOf } from '../../stores/reading-failure.ts'
import type { DueView } from './texts.ts'

export type DueState =
  | { status: 'loading' }
  | { status: 'failed', failure: ReadingFailure }
  | { status: 'ready', items: DueReminder[], total: number, hasMore: boolean, isLoading: boolean, failure: ReadingFailure | null }

export const dueKey = (view: DueView) => ['reminders', view] as const
const pageSize = 50

/** One view of what is due. Read again whenever the page comes back: a customer's page may have settled it. */
export function useDue(view: DueView) {
  const list = useInfiniteQuery({
    key: [...dueKey(view)],
    query: ({ pageParam, signal }) => call(listReminders, { query: { view, limit: pageSize, ...(pageParam && { cursor: pageParam }) }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: last => last.nextCursor,
    staleTime: 2_000, gcTime: 30 * 60_000,
  })
  const state = computed((): DueState => {
    const pages = list.data.value?.pages
    const failure = list.error.value ? readingFailureOf(list.error.value) : null
    if (!pages) return failure ? { status: 'failed', failure } : { status: 'loading' }
    return {
      status: 'ready', items: pages.flatMap(page => page.items), total: pages[0]?.total ?? 0, failure,
      hasMore: list.hasNextPage.value, isLoading: list.asyncStatus.value === 'loading',
    }
  })
  const again = () => void list.refetch()
  useEventListener(window, 'online', () => list.error.value && again())
  return { state, again, more: () => void (list.hasNextPage.value && list.loadNextPage({ cancelRefetch: false })) }
}
