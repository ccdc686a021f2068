import { useQuery, useQueryCache } from '@pinia/colada'
import { computed } from 'vue'
import type { Sidebar } from '../../contract/customers.schema.ts'
import { sidebarKey, sidebarQuery } from '../api/sidebar.query.ts'
import type { CustomerId } from '../../contract/ids.ts'
import { useConversationStore } from './conversation.ts'

/** The sidebar of the customer on the screen: `sidebar` is undefined while it loads, `error` says why it can't. */
export function useSidebar() {
  const conversation = useConversationStore()
  const query = useQuery(() => ({
    ...sidebarQuery(conversation.customerId ?? ('' as CustomerId)),
    enabled: conversation.customerId !== null,
  }))
  const cache = useSidebarCache()
  return {
    customerId: computed(() => conversation.customerId),
    sidebar: computed(() => query.data.value),
    error: computed(() => query.error.value),
    isLoading: computed(() => query.asyncStatus.value === 'loading'),
    reload: () => query.refetch(),
    ...cache,
  }
}

/** What writes do to the first view: `patch` shows a change at once (keep what it returns for the undo), `refresh` reads again. */
export function useSidebarCache() {
  const cache = useQueryCache()

  /** Changes the cached sidebar; returns the way back. Nothing happens where the customer is not cached. */
  function patch(id: CustomerId, change: (sidebar: Sidebar) => Sidebar): () => void {
    const key = [...sidebarKey(id)]
    const before = cache.getQueryData<Sidebar>(key)
    if (!before) return () => {}
    cache.setQueryData(key, change(before))
    return () => cache.setQueryData(key, before)
  }

  /** Never throws: what was written is written, and a failed reading keeps what is on the screen. */
  async function refresh(id: CustomerId): Promise<void> {
    await Promise.resolve(cache.invalidateQueries({ key: ['customer', id] })).catch(() => {})
  }

  return { patch, refresh }
}
