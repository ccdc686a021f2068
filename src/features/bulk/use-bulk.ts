import { useInfiniteQuery, useQuery } from '@pinia/colada'
import { computed } from 'vue'
import { getBulk, listBulk, listBulkRecipients } from '../../../contract/bulk.endpoints.ts'
import type { BulkOutcome, listBulkRecipientsWire, listBulkWire } from '../../../contract/bulk.schema.ts'
import type { ReplyOf } from '../../../contract/endpoint.ts'
import { call } from '../../api/call.ts'
import { readingFailureOf } from '../../stores/reading-failure.ts'
import { usePaged } from '../../stores/use-paged.ts'

/** Mass messages so far, newest first. */
export function useBulkList() {
  return usePaged(useInfiniteQuery(() => ({
    key: ['bulk', 'list'],
    query: ({ pageParam, signal }) => call(listBulk, { query: { ...(pageParam && { cursor: pageParam }) }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last: ReplyOf<typeof listBulkWire>) => last.nextCursor,
    staleTime: 5_000,
  })))
}

/** What came of one of them. */
export function useBulkResult(bulkId: () => string) {
  const result = useQuery({ key: () => ['bulk', 'one', bulkId()], query: ({ signal }) => call(getBulk, { params: { bulkId: bulkId() }, signal }), staleTime: 5_000 })
  return {
    result: computed(() => result.data.value), failure: computed(() => result.error.value ? readingFailureOf(result.error.value) : null),
    isReading: computed(() => result.asyncStatus.value === 'loading'), again: () => void result.refetch(),
  }
}

/** Its customers with one outcome. */
export function useBulkRecipients(bulkId: () => string, outcome: () => BulkOutcome) {
  return usePaged(useInfiniteQuery(() => ({
    key: ['bulk', 'one', bulkId(), outcome()],
    query: ({ pageParam, signal }) => call(listBulkRecipients, { params: { bulkId: bulkId() }, query: { outcome: outcome(), ...(pageParam && { cursor: pageParam }) }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last: ReplyOf<typeof listBulkRecipientsWire>) => last.nextCursor,
    staleTime: 5_000,
  })))
}
