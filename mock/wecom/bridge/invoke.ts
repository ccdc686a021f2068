import { type Platform } from '../platform.ts'
import { isVisible } from '../visibility.ts'
import { type BridgeResult, type Invocation, agentConfig, isAuthorised, preVerify } from './configure.ts'
import { bridgeFunctions } from './functions.ts'
import { deliverMessage, refusedMessage } from './send-message.ts'

/** Either the answer, or a message that the member is to confirm first. */
export type Outcome = { kind: 'answer', result: BridgeResult } | { kind: 'ask', message: Record<string, unknown> }

const customerFunctions = new Set(Object.entries(bridgeFunctions).filter(([, { permission }]) => permission === 'customer').map(([name]) => name))

export async function invoke(platform: Platform, invocation: Invocation): Promise<Outcome> {
  const { name } = invocation
  const { missing, slowMs } = platform.faults.bridge
  const wait = slowMs[name]
  if (wait) await new Promise(resolve => setTimeout(resolve, wait))
  if (missing.includes(name)) return answer({ err_msg: `${name}:function not exist` })
  if (name === 'agentConfig') return answer(agentConfig(platform, invocation))
  if (name === 'preVerifyJSAPI') return answer(preVerify(platform, invocation))
  const refusal = refused(platform, invocation)
  return refusal ? answer(refusal) : perform(platform, invocation)
}

function refused(platform: Platform, invocation: Invocation): BridgeResult | null {
  const { name, context } = invocation
  const wanted = bridgeFunctions[name]
  if (!wanted) return { err_msg: `${name}:function not exist` }
  const noPermission = { err_msg: `${name}:fail no permission` }
  if (platform.faults.bridge.noPermission && customerFunctions.has(name)) return noPermission
  if (wanted.permission !== 'none') {
    const by: ('agent' | 'corp')[] = wanted.permission === 'config' ? ['agent', 'corp'] : ['agent']
    if (!isAuthorised(platform, invocation, by)) return noPermission
  }
  if (wanted.permission === 'customer') {
    const member = platform.members.get(context.member.toLowerCase())
    if (platform.corp.mayCallCustomerContact === false || !member?.hasCustomerContact || !isVisible(platform, member)) return noPermission
  }
  if (wanted.entries && !wanted.entries.includes(entryOf(platform, invocation))) return withoutContext(name)
  return null
}

function perform(platform: Platform, invocation: Invocation): Outcome {
  const { name, context, params } = invocation
  const ok = (more: Record<string, unknown> = {}): Outcome => answer({ err_msg: `${name}:ok`, ...more })
  switch (name) {
    case 'getContext': return ok({ entry: entryOf(platform, invocation), shareTicket: '' })
    case 'getCurExternalContact': return context.customer ? ok({ userId: context.customer }) : answer(withoutContext(name))
    case 'getCurExternalChat': return context.group ? ok({ chatId: context.group }) : answer(withoutContext(name))
    case 'sendChatMessage': return sendMessage(platform, invocation)
    case 'openEnterpriseChat': return openChat(platform, invocation)
    case 'openUserProfile': return isKnown(platform, String(params.userid ?? '')) ? ok() : answer({ err_msg: `${name}:fail invalid userid` })
    case 'selectExternalContact': return ok({ userIds: platform.follows.by(0, context.member).slice(0, 1).map(follow => follow.external_userid) })
    case 'checkJsApi': {
      const names = Array.isArray(params.jsApiList) ? params.jsApiList.map(String) : []
      return ok({ checkResult: Object.fromEntries(names.map(each => [each, each in bridgeFunctions && !platform.faults.bridge.missing.includes(each)])) })
    }
    case 'setClipboardData': {
      platform.clipboards.set(context.id, String(params.data ?? ''))
      return ok()
    }
    case 'getClipboardData': return ok({ data: platform.clipboards.get(context.id) ?? '' })
    case 'getNetworkType': return answer({ err_msg: 'network_type:wifi' })
    default: return ok()
  }
}

/** An existing chat by its id, or one of members and customers who are named, joined by `;` (wecom.md §1.5). */
function openChat(platform: Platform, { name, params }: Invocation): Outcome {
  const chatId = String(params.chatId ?? '')
  const people = [params.userIds, params.externalUserIds].flatMap(value => String(value ?? '').split(';').filter(Boolean))
  if (chatId === '' && (people.length === 0 || !people.every(id => isKnown(platform, id)))) return answer({ err_msg: `${name}:fail invalid userids` })
  return answer({ err_msg: `${name}:ok`, chatId: chatId || platform.newId('wr', 32) })
}

function isKnown(platform: Platform, id: string): boolean {
  return platform.members.get(id.toLowerCase()) !== undefined || platform.contacts.get(id) !== undefined
}

function sendMessage(platform: Platform, { context, params }: Invocation): Outcome {
  const refusal = refusedMessage(platform, context, params)
  if (refusal) return answer(refusal)
  if (platform.faults.bridge.cancel) return answer({ err_msg: 'sendChatMessage:cancel' })
  return context.isAsked ? { kind: 'ask', message: params } : answer(deliverMessage(platform, context, params))
}

function entryOf(platform: Platform, { context }: Invocation): Invocation['context']['entry'] {
  return platform.faults.bridge.wrongEntry ? 'normal' : context.entry
}

function withoutContext(name: string): BridgeResult {
  return { err_msg: name === 'hideChatAttachmentMenu' ? `${name}:without context of chat_attachment` : `${name}:fail without context of external contact` }
}

function answer(result: BridgeResult): Outcome {
  return { kind: 'answer', result }
}
