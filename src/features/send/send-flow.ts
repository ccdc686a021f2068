import type { Sidebar } from '../../../contract/customers.schema.ts'
import type { SendId } from '../../../contract/ids.ts'
import type { NewSend } from '../../../contract/sends.schema.ts'
import type { ActionContext } from '../../stores/action-context.ts'
import { openSheet } from '../../ui/sheet-stack.ts'
import { say } from '../../ui/toast.ts'
import { shownName } from '../../ui/first-view/situation-card.ts'
import CopiedSheet from './CopiedSheet.vue'
import { prepare } from './prepare.ts'
import { report } from './report.ts'

/** What went out since this reading of the customer: until the page is read anew it still shows the same words under the same button. */
const sentSince = new WeakMap<Sidebar, Set<string>>()

/**
 * Puts a text into the chat of the customer it was made for and records what the client said (design.md §5, two steps).
 * Resolves to true when it was sent, or copied and said to be sent.
 */
export async function sendText(context: ActionContext, draft: NewSend): Promise<boolean> {
  const { customerId, bridge, sidebar } = context
  if (sentSince.get(sidebar)?.has(draft.text)) {
    say('刚发过这一条')
    return false
  }
  const prepared = await prepare(customerId, draft)
  if (!prepared) return false
  const result = await bridge.sendText(prepared.text, customerId)
  switch (result.status) {
    case 'sent':
      sentSince.set(sidebar, new Set([...sentSince.get(sidebar) ?? [], draft.text, prepared.text]))
      return sent(context, prepared.sendId, `已发给 ${shownName(sidebar.profile).first}`)
    case 'cancelled':
      await report(sidebar.session, prepared.sendId, 'cancelled')
      say('没有发送')
      return false
    case 'other-customer':
      await report(sidebar.session, prepared.sendId, 'failed', 'recipient changed')
      say('聊天已换成另一位客户，没有发送')
      return false
    case 'failed':
      await report(sidebar.session, prepared.sendId, 'failed', result.reason.slice(0, 200))
      say('企业微信没有发出去，请再试一次；文字还在')
      return false
    case 'unsupported':
      return copyInstead(context, prepared.sendId, prepared.text)
  }
}

/** Where the client can't put text into the chat: to the clipboard, then asked once whether it was sent. */
async function copyInstead(context: ActionContext, sendId: SendId, text: string): Promise<boolean> {
  const { bridge, sidebar } = context
  const isCopied = await bridge.copy(text)
  await report(sidebar.session, sendId, 'copied')
  const isSent = await openSheet<boolean>(CopiedSheet, { text, isCopied, name: shownName(sidebar.profile).first })
  if (!isSent) return false
  return sent(context, sendId, '记下了：已发')
}

async function sent({ sidebar, refresh }: ActionContext, sendId: SendId, words: string): Promise<true> {
  // Said first: what went wrong with the record is said after it.
  say(words)
  const isKnown = await report(sidebar.session, sendId, 'sent')
  if (isKnown) await refresh().catch(() => {})
  return true
}
