import { PlatformError } from '../platform-error.ts'
import { followKey } from '../platform.ts'
import { checkedContent } from './attachments.ts'
import { type ApiEndpoint, requiredText } from './endpoint.ts'

/** wecom.md §2.7: within 20 s of the add event, once; not after the chat has begun (41051). */
export const welcomeEndpoint: ApiEndpoint = {
  method: 'POST',
  path: 'externalcontact/send_welcome_msg',
  needsCustomerContact: true,
  handle: ({ platform, body }) => {
    const code = platform.welcomeCodes.get(requiredText(body, 'welcome_code', 41049))
    if (!code || code.expiresAt <= platform.nowSeconds) throw new PlatformError(41050)
    const chat = platform.messages.by(0, followKey(code.userid, code.external_userid))
    const follow = platform.follows.get(followKey(code.userid, code.external_userid))
    if (code.isUsed || chat.some(message => message.at >= (follow?.createtime ?? 0) * 1000)) throw new PlatformError(41051)
    const { text, attachments } = checkedContent(platform, body)
    platform.welcomeCodes.put({ ...code, isUsed: true })
    const { userid, external_userid } = code
    const at = platform.clock.now().getTime()
    const parts = [...(text ? [{ msgtype: 'text', content: text.content }] : []), ...attachments.map(attachment => ({ msgtype: String((attachment as { msgtype: string }).msgtype), content: JSON.stringify(attachment) }))]
    for (const part of parts) platform.messages.put({ id: platform.newId('msg', 24), userid, external_userid, from: 'member', ...part, at, via: 'welcome' })
    return {}
  },
}
