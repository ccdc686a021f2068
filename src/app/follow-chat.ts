import { useQueryCache } from '@pinia/colada'
import type { CustomerId } from '../../contract/ids.ts'
import { useConversationStore } from '../stores/conversation.ts'
import { useFirstViewStore } from '../stores/first-view.ts'
import { closeAllSheets } from '../ui/sheet-stack.ts'
import type { Bridge } from '../wecom/bridge.ts'

/**
 * Makes the functions that keep the page with the chat on the screen: `show` moves it to a customer, `askAgain` asks the client who it is.
 * The former customer's questions are cancelled and its sheets closed; of two answers under way only the newest counts.
 */
export function createFollowChat(bridge: Bridge) {
  const conversation = useConversationStore()
  const view = useFirstViewStore()
  const queries = useQueryCache()
  let lastAsked = 0

  function show(next: CustomerId | null): void {
    const former = conversation.customerId
    if (former === next) return
    if (former) queries.cancelQueries({ key: ['customer', former] })
    closeAllSheets()
    view.reset()
    conversation.show(next)
  }

  async function askAgain(): Promise<void> {
    if (conversation.entry === 'workbench') return
    const asked = ++lastAsked
    const current = await bridge.currentCustomer()
    if (current && asked === lastAsked) show(current)
  }

  return { show, askAgain }
}
