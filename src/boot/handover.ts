import type { getContext, getCurExternalContact, openEnterpriseChat, sendChatMessage, setClipboardData } from '@wecom/jssdk'
import type { Sidebar } from '../../contract/customers.schema.ts'
import type { CustomerId } from '../../contract/ids.ts'
import type { Failure } from '../ui/first-view/failure-kinds.ts'

/** The calls of the one SDK instance, which boot owns. */
export interface WecomSdk {
  getContext: typeof getContext
  getCurExternalContact: typeof getCurExternalContact
  sendChatMessage: typeof sendChatMessage
  setClipboardData: typeof setClipboardData
  openEnterpriseChat: typeof openEnterpriseChat
}

/** Where the page was opened: beside a chat (may send), in a contact's profile (copies), from the workbench (lists). */
export type Entry = 'chat' | 'profile' | 'workbench'

export interface KeptAction { name: string, dataset: Record<string, string> }

export type BootStart =
  | { status: 'customer', customerId: CustomerId, sidebar: Sidebar, /** performance.now when it arrived */ arrivedMs: number }
  /** The server gave no sidebar: the app asks again, fetches from WeCom what is not known yet, and says what is wrong. */
  | { status: 'unread', customerId: CustomerId }
  | { status: 'route', path: string }
  /** Nobody can be shown. `detail`: the platform's own words. */
  | { status: 'failed', failure: Failure, detail: string }

/** What boot hands to the app as `window.zhikeBoot`. */
export interface BootHandover {
  sdk: WecomSdk
  entry: Entry
  start: BootStart
  /** Markup of the loading state, as it stands in the HTML. */
  skeleton: string
  /** Stops boot's listeners and returns the taps that came before the app was there. */
  takeOver: () => KeptAction[]
}

declare global {
  interface Window { zhikeBoot?: BootHandover }
}
