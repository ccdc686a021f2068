import type { UseInfiniteQueryReturn } from '@pinia/colada'
import { useEventListener } from '@vueuse/core'
import { computed, watch } from 'vue'
import type { PagedState } from '../ui/paged-state.ts'
import { readingFailureOf } from './reading-failure.ts'

interface ListPage<Item> { items: Item[], nextCursor: string | null, total: number }

/** A list that is read page by page, as one state. `more` may be called at any time; after a network failure it reads again by itself. */
export function usePaged<Item>(list: UseInfiniteQueryReturn<ListPage<Item>, Error, string | null>) {
  let isWanted = false

  const state = computed((): PagedState<Item> => {
    const pages = list.data.value?.pages
    const failure = list.error.value ? readingFailureOf(list.error.value) : null
    if (!pages) return failure ? { status: 'failed', failure } : { status: 'loading' }
    return {
      status: 'ready', items: pages.flatMap(page => page.items), total: pages[0]?.total ?? 0, failure,
      hasMore: list.hasNextPage.value, isLoading: list.asyncStatus.value === 'loading',
    }
  })

  function more(): void {
    if (!list.hasNextPage.value) return
    isWanted = list.asyncStatus.value === 'loading'
    if (!isWanted) void list.loadNextPage({ cancelRefetch: false })
  }
  function again(): void {
    void (list.data.value && list.hasNextPage.value ? list.loadNextPage() : list.refetch())
  }

  // Asked for more while a page was under way: that page first.
  watch(list.asyncStatus, (status) => {
    if (status !== 'idle' || !isWanted) return
    isWanted = false
    if (!list.error.value) more()
  })
  useEventListener(window, 'online', () => list.error.value && again())

  return { state, more, again, reload: () => void list.refetch() }
}
