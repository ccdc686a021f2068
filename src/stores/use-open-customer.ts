import { useRouter } from 'vue-router'
import type { CustomerId } from '../../contract/ids.ts'
import { say } from '../ui/toast.ts'
import { useBridge } from '../wecom/use-bridge.ts'
import { useConversationStore } from './conversation.ts'

/** Another customer from where one is: beside a chat that chat is opened and the sidebar follows it; from a list the customer's page. */
export function useOpenCustomer(): (id: CustomerId) => Promise<void> {
  const bridge = useBridge()
  const router = useRouter()
  const conversation = useConversationStore()
  return async (id) => {
    if (conversation.entry === 'workbench') await router.push(`/customer/${encodeURIComponent(id)}`)
    else if (!await bridge.openChat(id)) say('没能打开聊天，请在企业微信里找到这位客户。')
  }
}
