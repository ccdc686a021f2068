import { type ExternalContact, type Follow } from '../company.ts'
import { PlatformError } from '../platform-error.ts'
import { type Platform } from '../platform.ts'
import { findContactMember, findVisibleMember, isRelation, isVisible, requireExternalUserid } from '../visibility.ts'
import { type ApiEndpoint, text, texts, whole } from './endpoint.ts'
import { pageOf, sortable } from './paging.ts'
import { namedTags } from './tags.ts'

const followersAPage = 500

/** wecom.md §2.5. */
export const customerEndpoints: ApiEndpoint[] = [
  {
    method: 'GET',
    path: 'externalcontact/get_follow_user_list',
    needsCustomerContact: true,
    handle: ({ platform }) => ({
      follow_user: platform.members.all()
        .filter(member => member.hasCustomerContact && member.status !== 5 && isVisible(platform, member))
        .map(({ userid }) => userid),
    }),
  },
  {
    method: 'GET',
    path: 'externalcontact/list',
    needsCustomerContact: true,
    handle: ({ platform, query }) => {
      if (!query.userid) throw new PlatformError(41009)
      const follows = customersOf(platform, findContactMember(platform, query.userid).userid)
      if (follows.length === 0) throw new PlatformError(84061)
      return { external_userid: follows.map(follow => follow.external_userid) }
    },
  },
  {
    method: 'GET',
    path: 'externalcontact/get',
    needsCustomerContact: true,
    handle: ({ platform, query }) => {
      const id = query.external_userid ?? ''
      requireExternalUserid(id)
      const contact = platform.contacts.get(id)
      const visible = contact ? followersOf(platform, contact) : []
      if (!contact || visible.length === 0) throw new PlatformError(84061)
      const { page, nextCursor } = pageOf(visible, rowKey, query.cursor ?? '', followersAPage)
      return {
        external_contact: shownContact(contact),
        follow_user: page.map(follow => ({ ...shownFollow(follow), tags: namedTags(platform, follow) })),
        ...(nextCursor ? { next_cursor: nextCursor } : {}),
      }
    },
  },
  {
    method: 'POST',
    path: 'externalcontact/batch/get_by_user',
    needsCustomerContact: true,
    handle: ({ platform, body }) => {
      const userids = texts(body, 'userid_list')
      if (userids.length === 0) throw new PlatformError(41009)
      if (userids.length > 100) throw new PlatformError(40032)
      const limit = whole(body, 'limit', 50)
      if (limit < 1 || limit > 100) throw new PlatformError(40058, 'invalid Request Parameter: limit should be 1..100')
      const members = [...new Set(userids.map(userid => findContactMember(platform, findVisibleMember(platform, userid).userid).userid))]
      const rows = members.flatMap(userid => customersOf(platform, userid))
      if (rows.length === 0) throw new PlatformError(84061)
      const { page, nextCursor } = pageOf(rows, rowKey, text(body, 'cursor'), limit)
      return {
        external_contact_list: page.flatMap((follow) => {
          const contact = platform.contacts.get(follow.external_userid)
          return contact ? [{ external_contact: shownContact(contact), follow_info: { ...shownFollow(follow), tag_id: follow.tag_id } }] : []
        }),
        next_cursor: nextCursor,
      }
    },
  },
]

export function customersOf(platform: Platform, userid: string): Follow[] {
  return platform.follows.by(0, userid).filter(follow => isRelation(follow) && platform.contacts.get(follow.external_userid))
}

function followersOf(platform: Platform, contact: ExternalContact): Follow[] {
  return platform.follows.by(1, contact.external_userid).filter((follow) => {
    const member = platform.members.get(follow.userid.toLowerCase())
    return isRelation(follow) && member !== undefined && member.status !== 5 && member.hasCustomerContact && isVisible(platform, member)
  })
}

function rowKey(follow: Follow): string {
  return `${follow.userid.toLowerCase()} ${sortable(follow.createtime)} ${follow.external_userid}`
}

function shownContact({ external_userid, name, avatar, type, gender, unionid }: ExternalContact): object {
  return { external_userid, name, avatar, type, gender, ...(unionid ? { unionid } : {}) }
}

/** Elements that are empty are absent, as in real answers (state, remark_corp_name). */
function shownFollow({ userid, remark, description, createtime, remark_corp_name, remark_mobiles, oper_userid, add_way, state }: Follow): object {
  return {
    userid, remark, description, createtime,
    ...(remark_corp_name ? { remark_corp_name } : {}),
    remark_mobiles, oper_userid, add_way,
    ...(state ? { state } : {}),
  }
}
