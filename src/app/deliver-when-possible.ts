import { watch } from 'vue'
import { useSessionStore } from '../stores/session.ts'
import { useConversationStore } from '../stores/conversation.ts'
import { useSidebarCache } from '../stores/use-sidebar.ts'
import { prefetching } from './reload-when-gone.ts'

/** What a lost connection left behind goes out at the start and when the network is back. Call it inside an injection context. */
export function deliverWhenPossible(page: Pick<Window, 'addEventListener'> = window): void {
  const session = useSessionStore()
  const conversation = useConversationStore()
  const { refresh } = useSidebarCache()

  async function deliver(): Promise<void> {
    const key = session.session?.outboxKey
    if (!key) return
    // Nobody waits for it: a server that is away now is asked again when the network is back.
    const delivered = await prefetching(() => import('../api/unsent-writes.ts')).then(({ deliverUnsent }) => deliverUnsent(key)).catch(() => 0)
    if (delivered > 0 && conversation.customerId) await refresh(conversation.customerId)
  }

  page.addEventListener('online', () => void deliver())
  watch(() => session.session?.outboxKey, deliver, { immediate: true })
}
