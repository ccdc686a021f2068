import { useQuery } from '@pinia/colada'
import { computed } from 'vue'
import type { CustomerId } from '../../../contract/ids.ts'
import { getOrderRhythm } from '../../../contract/orders.endpoints.ts'
import type { OrderRhythm } from '../../../contract/orders.schema.ts'
import { messageOf } from '../../api/api-error.ts'
import { call } from '../../api/call.ts'
import { useSidebar } from '../../stores/use-sidebar.ts'

export type RhythmState = { status: 'loading' } | { status: 'failed', text: string } | { status: 'ready', rhythm: OrderRhythm }

/** Money by month and rhythm of the customer on the screen; what was read stays while it is read again. */
export function useRhythm() {
  const { customerId } = useSidebar()
  const query = useQuery({
    key: () => ['customer', customerId.value ?? '', 'rhythm'],
    query: ({ signal }) => call(getOrderRhythm, { params: { id: customerId.value as CustomerId }, signal }),
    enabled: () => customerId.value !== null, staleTime: 60_000,
  })
  const state = computed((): RhythmState => {
    if (query.data.value) return { status: 'ready', rhythm: query.data.value }
    return query.error.value ? { status: 'failed', text: messageOf(query.error.value) } : { status: 'loading' }
  })
  return { state, reload: () => void query.refetch() }
}
