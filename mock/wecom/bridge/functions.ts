import { type Entry } from './context.ts'

/** What a bridge function asks of the page before it does anything. */
export interface BridgeFunction {
  /** `agent`: agentConfig; `customer`: also the app and the member must have customer contact; `config`: either config. */
  permission: 'none' | 'config' | 'agent' | 'customer'
  /** From where it may be called; anywhere when absent. */
  entries?: Entry[]
}

const singleChat: Entry[] = ['contact_profile', 'single_chat_tools', 'single_kf_tools']
const chats: Entry[] = ['single_chat_tools', 'group_chat_tools', 'single_kf_tools', 'chat_attachment']

/** Names as the client knows them (wecom.md §1.5); what stands here not is `function not exist`. */
export const bridgeFunctions: Record<string, BridgeFunction> = {
  getContext: { permission: 'agent' },
  getCurExternalContact: { permission: 'customer', entries: singleChat },
  getCurExternalChat: { permission: 'customer', entries: ['group_chat_tools'] },
  sendChatMessage: { permission: 'customer', entries: chats },
  openEnterpriseChat: { permission: 'agent' },
  openExistedChatWithMsg: { permission: 'agent' },
  openUserProfile: { permission: 'agent' },
  selectExternalContact: { permission: 'customer' },
  shareToExternalContact: { permission: 'customer' },
  shareToExternalChat: { permission: 'customer' },
  navigateToAddCustomer: { permission: 'customer' },
  hideChatAttachmentMenu: { permission: 'agent', entries: ['chat_attachment'] },
  imagePreview: { permission: 'config' },
  previewFile: { permission: 'config' },
  setClipboardData: { permission: 'config' },
  getClipboardData: { permission: 'config' },
  checkJsApi: { permission: 'none' },
  getNetworkType: { permission: 'none' },
  closeWindow: { permission: 'none' },
  hideOptionMenu: { permission: 'none' },
  showOptionMenu: { permission: 'none' },
  openDefaultBrowser: { permission: 'none' },
}
