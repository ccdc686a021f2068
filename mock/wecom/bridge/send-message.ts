import { mediaLifeSeconds } from '../api/attachments.ts'
import { type Platform, followKey } from '../platform.ts'
import { isMutual } from '../visibility.ts'
import { type BridgeResult } from './configure.ts'
import { type BridgeContext } from './context.ts'

type Message = Record<string, unknown>

/** Why the client would not take this message at all; null when it may be shown to the member. */
export function refusedMessage(platform: Platform, context: BridgeContext, message: Message): BridgeResult | null {
  const fault = messageFault(platform, message)
  if (fault) return { err_msg: `sendChatMessage:fail ${fault}` }
  if (context.entry === 'group_chat_tools') return platform.groupChats.get(context.group) ? null : { err_msg: 'sendChatMessage:fail without context of external contact' }
  const follow = platform.follows.get(followKey(context.member, context.customer))
  return follow && isMutual(follow) ? null : { err_msg: 'sendChatMessage:fail' }
}

/** The member pressed 发送: the message stands in the chat. */
export function deliverMessage(platform: Platform, context: BridgeContext, message: Message): BridgeResult {
  const msgtype = String(message.msgtype)
  const payload = message[msgtype] as Message
  platform.messages.put({
    id: platform.newId('msg', 24),
    userid: context.member,
    external_userid: context.entry === 'group_chat_tools' ? context.group : context.customer,
    from: 'member',
    msgtype,
    content: msgtype === 'text' ? String(payload.content) : JSON.stringify(payload),
    at: platform.clock.now().getTime(),
    via: 'bridge',
  })
  return { err_msg: 'sendChatMessage:ok' }
}

function messageFault(platform: Platform, message: Message): string | null {
  const msgtype = String(message.msgtype ?? '')
  const payload = message[msgtype]
  if (typeof payload !== 'object' || payload === null) return 'invalid msgtype'
  const field = (name: string): string => {
    const value = (payload as Message)[name]
    return typeof value === 'string' ? value : ''
  }
  switch (msgtype) {
    case 'text': return field('content') === '' ? 'invalid content' : null
    case 'image': case 'video': case 'file': return mediaFault(platform, field('mediaid'), msgtype)
    case 'news':
      if (!/^https?:\/\//.test(field('link'))) return 'invalid link'
      return field('imgUrl') !== '' && !/^https?:\/\//.test(field('imgUrl')) ? 'invalid imgUrl' : null
    case 'miniprogram': return field('appid') === '' || !/\.html(\?|$)/.test(field('page')) ? 'invalid page' : null
    default: return 'invalid msgtype'
  }
}

/** Media by `media/upload` live three days; attachments of moments are none. */
function mediaFault(platform: Platform, mediaid: string, type: string): string | null {
  const media = platform.media.get(mediaid)
  return media && media.type === type && !media.attachmentType && media.createdAt + mediaLifeSeconds > platform.nowSeconds ? null : 'invalid mediaid'
}
