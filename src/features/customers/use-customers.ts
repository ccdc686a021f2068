import { useInfiniteQuery } from '@pinia/colada'
import { refDebounced } from '@vueuse/core'
import { computed, toRef } from 'vue'
import { searchCustomers } from '../../../contract/customers.endpoints.ts'
import type { searchCustomersWire } from '../../../contract/customers.schema.ts'
import type { ReplyOf } from '../../../contract/endpoint.ts'
import { call } from '../../api/call.ts'
import { usePaged } from '../../stores/use-paged.ts'
import { useCustomerSearch } from './customer-search.ts'

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
  return { typed, word, ...usePaged(list) }
}
