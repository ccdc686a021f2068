import { PlatformError } from '../platform-error.ts'
import { memberVersion } from '../happenings/groups.ts'
import { isVisible } from '../visibility.ts'
import { type ApiEndpoint, nested, requiredText, text, texts, whole } from './endpoint.ts'
import { pageOf, sortable } from './paging.ts'

/** wecom.md §2.10. */
export const groupEndpoints: ApiEndpoint[] = [
  {
    method: 'POST',
    path: 'externalcontact/groupchat/list',
    needsCustomerContact: true,
    handle: ({ platform, body }) => {
      if (body.limit === undefined) throw new PlatformError(40058, 'invalid Request Parameter: missing limit')
      const limit = whole(body, 'limit', 0)
      if (limit < 1 || limit > 1000) throw new PlatformError(40058, 'invalid Request Parameter: limit should be 1..1000')
      const status = whole(body, 'status_filter', 0)
      const owners = texts(nested(body, 'owner_filter'), 'userid_list', 100).map(userid => userid.toLowerCase())
      const visible = platform.members.all().filter(member => isVisible(platform, member))
      if (owners.length === 0 && visible.length > 1000) throw new PlatformError(81017)
      const seen = new Set(visible.map(member => member.userid.toLowerCase()))
      const rows = platform.groupChats.all().filter(({ owner, status: its }) =>
        seen.has(owner.toLowerCase()) && (status === 0 || its === status) && (owners.length === 0 || owners.includes(owner.toLowerCase())))
      const { page, nextCursor } = pageOf(rows, group => `${sortable(group.create_time)} ${group.chat_id}`, text(body, 'cursor'), limit)
      return { group_chat_list: page.map(({ chat_id, status: its }) => ({ chat_id, status: its })), ...(nextCursor ? { next_cursor: nextCursor } : {}) }
    },
  },
  {
    method: 'POST',
    path: 'externalcontact/groupchat/get',
    needsCustomerContact: true,
    handle: ({ platform, body }) => {
      const group = platform.groupChats.get(requiredText(body, 'chat_id'))
      if (!group) throw new PlatformError(90501, 'not external chat')
      const isNamed = whole(body, 'need_name', 0) === 1
      const { status: _, member_list, ...shown } = group
      return { group_chat: { ...shown, member_list: member_list.map(({ name, ...member }) => isNamed ? { ...member, name } : member), member_version: memberVersion(group) } }
    },
  },
]
