import { useInfiniteQuery, useQueryCache, type UseInfiniteQueryData } from '@pinia/colada'
import { computed, ref, watch } from 'vue'
import type { ReplyOf } from '../../../contract/endpoint.ts'
import type { CustomerId } from '../../../contract/ids.ts'
import { changeOrderUse, listOrders, restoreOrder, unbindOrder } from '../../../contract/orders.endpoints.ts'
import type { listOrdersWire, Order } from '../../../contract/orders.schema.ts'
import type { OrderUse } from '../../../contract/words.ts'
import { messageOf } from '../../api/api-error.ts'
import { call } from '../../api/call.ts'
import { useSidebar } from '../../stores/use-sidebar.ts'
import { offerUndo, say } from '../../ui/toast.ts'
import { useWords } from './words.ts'

type Pages = UseInfiniteQueryData<ReplyOf<typeof listOrdersWire>, string | null>
const pageSize = 20
const ordersKey = (id: CustomerId | null) => ['customer', id ?? '', 'orders']

/** Orders of the customer on the screen: five came with the first view, the rest is read once asked for, page by page as the end comes near, and only ever appended. */
export function useOrders() {
  const { customerId, sidebar, patch, refresh } = useSidebar()
  const cache = useQueryCache()
  const isRestWanted = ref(false)
  const rest = useInfiniteQuery({
    key: () => ordersKey(customerId.value),
    query: ({ pageParam, signal }) =>
      call(listOrders, { params: { id: customerId.value as CustomerId }, query: { limit: pageSize, ...(pageParam && { cursor: pageParam }) }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: page => page.nextCursor,
    enabled: () => isRestWanted.value && customerId.value !== null,
    staleTime: 60_000,
  })

  const summary = computed(() => sidebar.value?.orders)
  const orders = computed((): Order[] => {
    const first = summary.value?.lastFive ?? []
    const known = new Set(first.map(({ orderId }) => orderId))
    return [...first, ...(rest.data.value?.pages ?? []).flatMap(({ items }) => items).filter(({ orderId }) => !known.has(orderId))]
  })
  const more = computed(() => {
    if (!isRestWanted.value) return (summary.value?.lastFive.length ?? 0) >= 5 ? 'offered' : 'none'
    if (rest.error.value) return 'failed'
    if (rest.asyncStatus.value === 'loading') return 'loading'
    return rest.hasNextPage.value ? 'offered' : 'none'
  })

  function showMore(): void {
    if (!isRestWanted.value) isRestWanted.value = true
    else void (rest.error.value && !rest.data.value ? rest.refetch() : rest.loadNextPage())
  }

  /** The end of the list came near: from the first 看更早的 on it goes on by itself; a failure waits for a tap. */
  let isEndNear = false
  function goOn(): void {
    if (!isRestWanted.value) return
    isEndNear = more.value === 'loading'
    if (more.value === 'offered') showMore()
  }
  // The end came near while a page was under way: that page first.
  watch(more, (now) => {
    if (now === 'offered' && isEndNear) goOn()
  })

  /** Puts an order as it is now wherever it is shown; returns the way back. */
  function put(id: CustomerId, next: Order): () => void {
    const swap = (order: Order): Order => order.orderId === next.orderId ? next : order
    const key = ordersKey(id)
    const before = cache.getQueryData<Pages>(key)
    const takeBack = patch(id, shown => ({ ...shown, orders: { ...shown.orders, lastFive: shown.orders.lastFive.map(swap) } }))
    if (before) cache.setQueryData(key, { ...before, pages: before.pages.map(page => ({ ...page, items: page.items.map(swap) })) })
    return () => {
      takeBack()
      if (before) cache.setQueryData(key, before)
    }
  }

  /** Shown at once; a refusal puts it back and is said. Five seconds to take it back. */
  async function correctUse(order: Order, use: OrderUse, isUndo = false): Promise<void> {
    const id = customerId.value
    if (!id || order.use === use) return
    const takeBack = put(id, { ...order, use, useReason: '刚更正' })
    try {
      const saved = await call(changeOrderUse, { params: { id, orderId: order.orderId }, body: { use } })
      put(id, saved)
      if (!isUndo) offerUndo(`改成了${useWords[use]}`, () => correctUse(saved, order.use, true))
    }
    catch (error) {
      takeBack()
      say(messageOf(error))
    }
  }

  /** Not hers: gone from what is read again. What had matched by itself is back with one tap as long as the undo stands; what was bound by hand is bound again by its number. */
  async function releaseOrder(order: Order, done: () => void): Promise<void> {
    const id = customerId.value
    if (!id) return
    try {
      await call(unbindOrder, { params: { id, orderId: order.orderId } })
      done()
      if (order.matchedBy === 'hand') say('解除了，这笔不再算在她名下')
      else offerUndo('解除了，这笔不再算在她名下', () => takeBack(id, order))
    }
    catch (error) {
      say(messageOf(error))
    }
    await refresh(id)
  }

  async function takeBack(id: CustomerId, { orderId }: Order): Promise<void> {
    try {
      await call(restoreOrder, { params: { id, orderId } })
    }
    catch (error) {
      say(messageOf(error))
    }
    await refresh(id)
  }

  return { summary, orders, more, failure: computed(() => messageOf(rest.error.value)), showMore, goOn, correctUse, releaseOrder }
}
