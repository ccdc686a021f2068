import { useInfiniteQuery, useQuery, useQueryCache } from '@pinia/colada'
import { computed } from 'vue'
import { changePersonalTasks, getBulk, listBulk, listBulkRecipients, listPersonalTasks } from '../../../contract/bulk.endpoints.ts'
import type { BulkOutcome, listBulkRecipientsWire, listBulkWire, listPersonalTasksWire } from '../../../contract/bulk.schema.ts'
import type { ReplyOf } from '../../../contract/endpoint.ts'
import { call } from '../../api/call.ts'
import { readingFailureOf } from '../../stores/reading-failure.ts'
import { usePaged } from '../../stores/use-paged.ts'
import { useSaving } from '../../stores/use-saving.ts'
import { offerUndo } from '../../ui/toast.ts'

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

/** Who became a task of her owner, by day. */
export function useBulkTasks(bulkId: () => string) {
  return usePaged(useInfiniteQuery(() => ({
    key: ['bulk', 'one', bulkId(), 'tasks'],
    query: ({ pageParam, signal }) => call(listPersonalTasks, { params: { bulkId: bulkId() }, query: { ...(pageParam && { cursor: pageParam }) }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last: ReplyOf<typeof listPersonalTasksWire>) => last.nextCursor,
    staleTime: 5_000,
  })))
}

/** Takes back the tasks that are still to be done, or gives them back. */
export function useTaskChange(bulkId: () => string) {
  const queries = useQueryCache()
  const { isSaving, failure, save } = useSaving()
  const write = (id: string, withdrawn: boolean, idempotencyKey?: string) => call(changePersonalTasks, { params: { bulkId: id }, body: { withdrawn }, idempotencyKey })
  const readAgain = (id: string): void => { void Promise.resolve(queries.invalidateQueries({ key: ['bulk', 'one', id] })).catch(() => {}) }
  return {
    isSaving, failure,
    change: (withdrawn: boolean): void => {
      const id = bulkId()
      void save({ id, withdrawn }, key => write(id, withdrawn, key), () => {
        readAgain(id)
        offerUndo(withdrawn ? '已收回没做的 1V1 任务' : '已恢复 1V1 任务', async () => {
          await write(id, !withdrawn)
          readAgain(id)
        })
      })
    },
  }
}
