import { useInfiniteQuery } from '@pinia/colada'
import { listReminders } from '../../../contract/reminders.endpoints.ts'
import { call } from '../../api/call.ts'
import { usePaged } from '../../stores/use-paged.ts'
import type { DueView } from './texts.ts'

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
  return usePaged(list)
}
