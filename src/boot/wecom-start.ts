import type { AgentSignature } from '../../contract/session.schema.ts'
import type { CustomerId } from '../../contract/ids.ts'
import type { Failure } from '../ui/first-view/failure-kinds.ts'
import { TimeLimitError, withTimeLimit } from '../utils/time-limit.ts'
import type { Entry } from './handover.ts'
import type { Loaded } from './server.ts'

/** What boot needs of @wecom/jssdk: the smallest interface, so that tests speak for the client. */
export interface StartSdk {
  env: { isWeCom: boolean }
  register: (options: {
    corpId: string
    agentId: string
    jsApiList: string[]
    getAgentConfigSignature: () => Promise<Pick<AgentSignature, 'timestamp' | 'nonceStr' | 'signature'>>
  }) => void
  getContext: () => Promise<{ entry: string }>
  getCurExternalContact: () => Promise<{ userId: string }>
}

export type Identity =
  | { status: 'known', entry: Entry, customerId: CustomerId | null }
  | { status: 'leaving' }
  | { status: 'failed', failure: Failure, detail: string }

export interface IdentifyParts {
  sdk: StartSdk
  /** Of the HTML; null in development and where the ticket could not be had. */
  signature: AgentSignature | null
  freshSignature: () => Promise<Loaded<AgentSignature>>
  isOnline: () => boolean
}

/** As long as a slow phone may take over agentConfig, which asks WeCom's servers. */
const answerLimitMs = 6_000
const jsApiList = ['getContext', 'getCurExternalContact', 'sendChatMessage', 'setClipboardData', 'openEnterpriseChat']
const signatureRefused = /agentconfig|config:|signature|domain|corpid/i

/** Where the page was opened and who the chat is with. A refused signature is replaced once, then the failure is said. */
export async function identify(parts: IdentifyParts): Promise<Identity> {
  if (!parts.sdk.env.isWeCom) return failed('not-wecom')
  if (parts.signature) {
    const first = await ask(parts.sdk, parts.signature)
    if (first.status !== 'failed' || first.failure !== 'app-refused') return first
  }
  const fresh = await parts.freshSignature()
  switch (fresh.status) {
    case 'ready': return await ask(parts.sdk, fresh.value)
    case 'leaving': return fresh
    case 'not-signed-in': return failed('not-signed-in')
    case 'refused': return failed(parts.isOnline() ? 'server-away' : 'offline')
  }
}

async function ask(sdk: StartSdk, signature: AgentSignature): Promise<Identity> {
  sdk.register({ corpId: signature.corpId, agentId: signature.agentId, jsApiList, getAgentConfigSignature: async () => signature })
  // Both at once: the contact is what the first request waits for. Outside a chat its refusal means nothing.
  const contact = settled(withTimeLimit(sdk.getCurExternalContact(), answerLimitMs, 'getCurExternalContact'))
  const context = await settled(withTimeLimit(sdk.getContext(), answerLimitMs, 'getContext'))
  if (context.status === 'failed') return refusal(context.error)
  switch (context.value.entry) {
    case 'single_chat_tools': return withCustomer('chat', await contact)
    case 'contact_profile': return withCustomer('profile', await contact)
    case 'group_chat_tools': return failed('group-chat')
    default: return { status: 'known', entry: 'workbench', customerId: null }
  }
}

type Settled<T> = { status: 'done', value: T } | { status: 'failed', error: unknown }

function settled<T>(promise: Promise<T>): Promise<Settled<T>> {
  return promise.then(value => ({ status: 'done', value }), (error: unknown) => ({ status: 'failed', error }))
}

function withCustomer(entry: Entry, contact: Settled<{ userId: string }>): Identity {
  return contact.status === 'done' ? { status: 'known', entry, customerId: contact.value.userId as CustomerId } : refusal(contact.error)
}

function refusal(error: unknown): Identity {
  if (error instanceof TimeLimitError) return failed('wecom-away')
  // The SDK rejects with the client's answer, not with an Error.
  const words = typeof error === 'object' && error !== null && 'errMsg' in error ? String(error.errMsg) : String(error)
  return failed(signatureRefused.test(words) ? 'app-refused' : 'no-permission', words)
}

function failed(failure: Failure, detail = ''): Identity {
  return { status: 'failed', failure, detail }
}
