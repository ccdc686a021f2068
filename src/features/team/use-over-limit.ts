import { useInfiniteQuery } from '@pinia/colada'
import { shallowRef, watch } from 'vue'
import type { ReplyOf } from '../../../contract/endpoint.ts'
import { listOverLimit } from '../../../contract/over-limit.endpoints.ts'
import type { RepId } from '../../../contract/ids.ts'
import type { listOverLimitWire, OverLimitCount } from '../../../contract/over-limit.schema.ts'
import type { OverLimitReason } from '../../../contract/words.ts'
import { call } from '../../api/call.ts'
import { usePaged } from '../../stores/use-paged.ts'

export interface OverLimitChoice { member: RepId | null, reason: OverLimitReason | null }

/** Contacts outside the rules of the last 30 days, newest first, of what is chosen; and how many there are by member and reason, whatever is. */
export function useOverLimit(choice: () => OverLimitChoice) {
  const counts = shallowRef<readonly OverLimitCount[]>([])
  const list = useInfiniteQuery(() => ({
    key: ['team', 'over-limit', choice().member ?? '', choice().reason ?? ''],
    query: ({ pageParam, signal }) => {
      const { member, reason } = choice()
      return call(listOverLimit, { query: { ...(pageParam && { cursor: pageParam }), ...(member && { member }), ...(reason && { reason }) }, signal })
    },
    initialPageParam: null as string | null,
    getNextPageParam: (last: ReplyOf<typeof listOverLimitWire>) => last.nextCursor,
    staleTime: 30_000,
  }))
  // While another choice is read, those of the former stay: they are the same.
  watch(list.data, (data) => { if (data?.pages[0]) counts.value = data.pages[0].counts }, { immediate: true })
  return { ...usePaged(list), counts }
}
