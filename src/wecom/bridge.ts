import type { CustomerId } from '../../contract/ids.ts'
import type { Entry, WecomSdk } from '../boot/handover.ts'
import { withTimeLimit } from '../utils/time-limit.ts'
import { copyText } from './copy-text.ts'

export type SendTextResult =
  | { status: 'sent' }
  | { status: 'cancelled' }
  /** The chat on the screen is another customer's by now: nothing was sent. */
  | { status: 'other-customer', customerId: CustomerId }
  | { status: 'failed', reason: string }
  /** This client or entry can't put text into a chat: copy instead. */
  | { status: 'unsupported' }

export interface Bridge {
  entry: Entry
  /** The customer of the chat on the screen now; null where none can be named. */
  currentCustomer: () => Promise<CustomerId | null>
  /** Puts text into the chat of `customerId`, after asking once more that it is the one on the screen. */
  sendText: (text: string, customerId: CustomerId) => Promise<SendTextResult>
  /** False: no way worked, show the text to copy by hand. */
  copy: (text: string) => Promise<boolean>
  /** Opens the chat with a customer (from lists and profiles). */
  openChat: (customerId: CustomerId) => Promise<boolean>
}

const askLimitMs = 5_000
/** The rep confirms in the client: as long as a person may take. */
const confirmLimitMs = 120_000
const unsupported = /not exist|not support|without context|permission/i

export function createBridge(sdk: WecomSdk, entry: Entry): Bridge {
  async function currentCustomer(): Promise<CustomerId | null> {
    if (entry === 'workbench') return null
    try {
      const { userId } = await withTimeLimit(sdk.getCurExternalContact(), askLimitMs, 'getCurExternalContact')
      return userId as CustomerId
    }
    catch {
      return null
    }
  }

  async function sendText(text: string, customerId: CustomerId): Promise<SendTextResult> {
    if (entry !== 'chat') return { status: 'unsupported' }
    const current = await currentCustomer()
    if (current === null) return { status: 'failed', reason: '没能确认现在的聊天是谁，没有发送。' }
    if (current !== customerId) return { status: 'other-customer', customerId: current }
    try {
      await withTimeLimit(sdk.sendChatMessage({ msgtype: 'text', text: { content: text } }), confirmLimitMs, 'sendChatMessage')
      return { status: 'sent' }
    }
    catch (error) {
      return failedSend(wordsOf(error))
    }
  }

  return {
    entry, currentCustomer, sendText,
    copy: text => copyText(text, () => withTimeLimit(sdk.setClipboardData({ data: text }), askLimitMs, 'setClipboardData')),
    openChat: customerId => sdk.openEnterpriseChat({ externalUserIds: [customerId], groupName: '' }).then(() => true, () => false),
  }
}

function failedSend(words: string): SendTextResult {
  if (/cancel/i.test(words)) return { status: 'cancelled' }
  return unsupported.test(words) ? { status: 'unsupported' } : { status: 'failed', reason: words }
}

/** The SDK rejects with the result object, not with an Error. */
function wordsOf(error: unknown): string {
  if (typeof error === 'object' && error !== null && 'errMsg' in error) return String(error.errMsg)
  return error instanceof Error ? error.message : String(error)
}
