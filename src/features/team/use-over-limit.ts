import { useInfiniteQuery } from '@pinia/colada'
import type { ReplyOf } from '../../../contract/endpoint.ts'
import { listOverLimit } from '../../../contract/over-limit.endpoints.ts'
import type { listOverLimitWire } from '../../../contract/over-limit.schema.ts'
import { call } from '../../api/call.ts'
import { usePaged } from '../../stores/use-paged.ts'

/** Contacts outside the rules of the last 30 days, newest first. */
export function useOverLimit() {
  return usePaged(useInfiniteQuery(() => ({
    key: ['team', 'over-limit'],
    query: ({ pageParam, signal }) => call(listOverLimit, { query: { ...(pageParam && { cursor: pageParam }) }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last: ReplyOf<typeof listOverLimitWire>) => last.nextCursor,
    staleTime: 30_000,
  })))
}
