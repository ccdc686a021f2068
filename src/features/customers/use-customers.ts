import { useInfiniteQuery } from '@pinia/colada'
import { refDebounced, useEventListener } from '@vueuse/core'
import { computed, toRef } from 'vue'
import { searchCustomers } from '../../../contract/customers.endpoints.ts'
import type { CustomerRow, searchCustomersWire } from '../../../contract/customers.schema.ts'
import type { ReplyOf } from '../../../contract/endpoint.ts'
import { call } from '../../api/call.ts'
import { type ReadingFailure, readingFailureOf } from '../../stores/reading-failure.ts'
import { useCustomerSearch } from './customer-search.ts'

export type CustomersState =
  | { status: 'loading' }
  | { status: 'failed', failure: ReadingFailure }
  | { status: 'ready', items: CustomerRow[], total: number, hasMore: boolean, isLoading: boolean, failure: ReadingFailure | null }

const typingMs = 250
const pageSize = 60
const minuteMs = 60_000

/** Customers in scope by what is typed. Each word is its own key: a late answer for a former word is never shown. */
export function useCustomers() {
  const typed = toRef(useCustomerSearch(), 'typed')
  const settled = refDebounced(typed, typingMs)
  const word = computed(() => typed.value.trim() === '' ? '' : settled.value.trim())
  const list = useInfiniteQuery(() => ({
    key: ['customers', word.value],
    query: ({ pageParam, signal }) => call(searchCustomers, { body: { q: word.value, limit: pageSize, ...(pageParam && { cursor: pageParam }) }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last: ReplyOf<typeof searchCustomersWire>) => last.nextCursor,
    // Coming back finds the list as it was left; a page read again would move what stands below.
    staleTime: 5 * minuteMs, gcTime: 30 * minuteMs, refetchOnWindowFocus: false,
  }))

  const state = computed((): CustomersState => {
    const pages = list.data.value?.pages
    const failure = list.error.value ? readingFailureOf(list.error.value) : null
    if (!pages) return failure ? { status: 'failed', failure } : { status: 'loading' }
    return {
      status: 'ready', items: pages.flatMap(page => page.items), total: pages[0]?.total ?? 0, failure,
      hasMore: list.hasNextPage.value, isLoading: list.asyncStatus.value === 'loading',
    }
  })
  const more = () => void (list.hasNextPage.value && list.loadNextPage({ cancelRefetch: false }))
  const again = () => void (list.data.value ? list.loadNextPage() : list.refetch())
  useEventListener(window, 'online', () => list.error.value && again())

  return { typed, word, state, more, again, reload: () => void list.refetch() }
}
