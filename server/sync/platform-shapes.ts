/** Answers of the platform, as far as we read them (developer.work.weixin.qq.com/document/path/92114, 92994, 90208, 90201, 92117). */
export interface PlatformDepartment { id: number, name: string, parentid: number, department_leader?: string[] }

export interface PlatformMember {
  userid: string
  name: string
  department: number[]
  is_leader_in_dept?: number[]
  direct_leader?: string[]
  /** 1 active, 2 disabled, 4 not activated, 5 left. */
  status: number
}

export interface PlatformContact { external_userid: string, name: string, avatar?: string, type: number, gender?: number, unionid?: string }

interface FollowFields {
  userid: string
  remark?: string
  description?: string
  /** Seconds since 1970. */
  createtime: number
  remark_mobiles?: string[]
  oper_userid?: string
  add_way?: number
  state?: string
}
/** As `externalcontact/get` has it: tags as objects, without an id for a member's personal tags. */
export interface PlatformFollowUser extends FollowFields { tags?: { tag_id?: string }[] }
/** As `externalcontact/batch/get_by_user` has it: tags as ids. */
export interface PlatformFollowInfo extends FollowFields { tag_id?: string[] }

export interface GetReply { external_contact: PlatformContact, follow_user: PlatformFollowUser[], next_cursor?: string }
export interface BatchReply { external_contact_list: { external_contact: PlatformContact, follow_info: PlatformFollowInfo }[], next_cursor?: string }
export interface TagListReply { tag_group: { group_id: string, group_name: string, order?: number, tag: { id: string, name: string, order?: number }[] }[] }
export interface GroupListReply { group_chat_list: { chat_id: string, status: number }[], next_cursor?: string }
/** `type` 1: a member of the company, 2: somebody from outside (document/path/92122). Times in seconds since 1970. */
export interface GroupReply { group_chat: { chat_id: string, name: string, owner: string, create_time: number, member_list: { userid: string, type: number, join_time: number }[] } }

/** One relation of a member to a customer, whichever call told it. Member ids are lower-cased, as the platform compares them. */
export interface Relation {
  contact: PlatformContact
  userId: string
  remark: string
  description: string
  addedAt: Date
  mobiles: string[]
  operUserId: string | null
  addWay: number
  state: string
  tagIds: string[]
}

export function relationOf(contact: PlatformContact, follow: PlatformFollowUser | PlatformFollowInfo): Relation {
  return {
    contact,
    userId: follow.userid.toLowerCase(),
    remark: follow.remark ?? '',
    description: follow.description ?? '',
    addedAt: new Date(follow.createtime * 1000),
    mobiles: follow.remark_mobiles ?? [],
    operUserId: follow.oper_userid || null,
    addWay: follow.add_way ?? 0,
    state: follow.state ?? '',
    tagIds: 'tag_id' in follow ? follow.tag_id ?? [] : ((follow as PlatformFollowUser).tags ?? []).flatMap(tag => tag.tag_id ?? []),
  }
}
