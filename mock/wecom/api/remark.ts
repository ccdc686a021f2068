import { PlatformError } from '../platform-error.ts'
import { findContactMember, findFollow } from '../visibility.ts'
import { type ApiEndpoint, limitedText, requiredText, text, texts } from './endpoint.ts'

const fields = ['remark', 'description', 'remark_company', 'remark_mobiles', 'remark_pic_mediaid']

/**
 * wecom.md §2.5: remark ≤ 20 characters, description ≤ 150, company ≤ 20 and only for WeChat users;
 * `remark_mobiles` overwrites, `[""]` clears; not all may be empty. Fires no callback.
 */
export const remarkEndpoint: ApiEndpoint = {
  method: 'POST',
  path: 'externalcontact/remark',
  needsCustomerContact: true,
  handle: ({ platform, body }) => {
    const member = findContactMember(platform, requiredText(body, 'userid', 41009))
    const follow = findFollow(platform, member.userid, text(body, 'external_userid'))
    if (fields.every(field => body[field] === undefined)) throw new PlatformError(40063)
    const remark = limitedText(body, 'remark', 20)
    const description = limitedText(body, 'description', 150)
    const company = limitedText(body, 'remark_company', 20)
    const mobiles = texts(body, 'remark_mobiles', 10)
    const picture = text(body, 'remark_pic_mediaid')
    if (picture !== '' && !platform.media.get(picture)) throw new PlatformError(40007)
    const isWechatUser = platform.contacts.get(follow.external_userid)?.type === 1
    platform.follows.put({
      ...follow,
      ...(body.remark === undefined ? {} : { remark }),
      ...(body.description === undefined ? {} : { description }),
      ...(body.remark_company === undefined || !isWechatUser ? {} : { remark_corp_name: company }),
      ...(mobiles.length === 0 ? {} : { remark_mobiles: mobiles.filter(mobile => mobile !== '') }),
    })
    return {}
  },
}
