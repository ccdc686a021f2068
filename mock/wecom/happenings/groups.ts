import { createHash } from 'node:crypto'
import { type EventField } from '../callbacks/xml.ts'
import { type GroupChat, type GroupMember } from '../company.ts'
import { type EventOf, ImpossibleEvent } from '../events.ts'
import { type Platform } from '../platform.ts'
import { type Fired, requireMember } from './contacts.ts'

function chatEvent(chatId: string, changeType: 'create' | 'update' | 'dismiss', more: EventField[] = []): EventField[] {
  return [['Event', 'change_external_chat'], ['ChatId', chatId], ['ChangeType', changeType], ...more]
}

export function createGroup(platform: Platform, event: EventOf<'group-created'>): Fired {
  const owner = requireMember(platform, event.owner)
  const chatId = event.chat_id ?? platform.newId('wr', 32)
  if (platform.groupChats.get(chatId)) throw new ImpossibleEvent(`There is a group ${chatId} already.`)
  const people = [memberOf(platform, owner.userid, 1), ...event.external_userid.map(id => memberOf(platform, id, 2))]
  platform.groupChats.put({ chat_id: chatId, name: event.name, owner: owner.userid, create_time: platform.nowSeconds, notice: '', member_list: people, admin_list: [], status: 0 })
  return [chatEvent(chatId, 'create')]
}

export function renameGroup(platform: Platform, { chat_id, name }: EventOf<'group-renamed'>): Fired {
  return changed(platform, { ...requireGroup(platform, chat_id), name }, 'change_name')
}

export function changeOwner(platform: Platform, { chat_id, userid }: EventOf<'group-owner-changed'>): Fired {
  const group = requireGroup(platform, chat_id)
  const heir = requireMember(platform, userid)
  if (group.owner === heir.userid) throw new ImpossibleEvent(`${userid} is the owner already.`)
  if (!group.member_list.some(member => member.type === 1 && member.userid === heir.userid)) throw new ImpossibleEvent(`${userid} is not in the group: only somebody in it can become its owner.`)
  return changed(platform, { ...group, owner: heir.userid }, 'change_owner')
}

export function changeNotice(platform: Platform, { chat_id, notice }: EventOf<'group-notice-changed'>): Fired {
  return changed(platform, { ...requireGroup(platform, chat_id), notice }, 'change_notice')
}

/** What leaves the people as they are. The elements are those of a captured change_name (data/wecom/events/chat_update_change_name_real.xml). */
function changed(platform: Platform, group: GroupChat, detail: 'change_name' | 'change_owner' | 'change_notice'): Fired {
  const version = memberVersion(platform.groupChats.put(group))
  return [chatEvent(group.chat_id, 'update', [['UpdateDetail', detail], ['JoinScene', 0], ['MemChangeCnt', 0], ['LastMemVer', version], ['CurMemVer', version]])]
}

export function joinGroup(platform: Platform, { chat_id, userid }: EventOf<'group-joined'>): Fired {
  const group = requireGroup(platform, chat_id)
  if (group.member_list.some(member => member.userid === userid)) throw new ImpossibleEvent(`${userid} is in the group already.`)
  const joined = memberOf(platform, userid, /^w[mo]/.test(userid) ? 2 : 1)
  return changeMembers(platform, group, [...group.member_list, joined], [['UpdateDetail', 'add_member'], ['JoinScene', joined.join_scene]], userid)
}

export function leaveGroup(platform: Platform, { chat_id, userid }: EventOf<'group-left'>): Fired {
  const group = requireGroup(platform, chat_id)
  if (!group.member_list.some(member => member.userid === userid)) throw new ImpossibleEvent(`${userid} is not in the group.`)
  return changeMembers(platform, group, group.member_list.filter(member => member.userid !== userid), [['UpdateDetail', 'del_member'], ['QuitScene', 0]], userid)
}

/** Fires nothing, as every message. */
export function sayInGroup(platform: Platform, { chat_id, userid, text }: EventOf<'group-said'>): Fired {
  const member = requireGroup(platform, chat_id).member_list.find(each => each.userid === userid)
  if (!member) throw new ImpossibleEvent(`${userid} is not in the group.`)
  platform.messages.put({
    id: platform.newId('msg', 24), userid, external_userid: chat_id, from: member.type === 1 ? 'member' : 'customer', msgtype: 'text', content: text, at: platform.clock.now().getTime(),
  })
  return []
}

export function dismissGroup(platform: Platform, { chat_id }: EventOf<'group-dismissed'>): Fired {
  requireGroup(platform, chat_id)
  platform.groupChats.delete(chat_id)
  return [chatEvent(chat_id, 'dismiss')]
}

/** Changes with the group's members, as `member_version` of groupchat/get. */
export function memberVersion(group: GroupChat): string {
  return createHash('md5').update(group.member_list.map(member => `${member.userid}@${member.join_time}`).join()).digest('hex')
}

function changeMembers(platform: Platform, group: GroupChat, member_list: GroupMember[], detail: EventField[], userid: string): Fired {
  const after = platform.groupChats.put({ ...group, member_list })
  return [chatEvent(group.chat_id, 'update', [...detail, ['MemChangeCnt', 1], ['MemChangeList', [userid]], ['LastMemVer', memberVersion(group)], ['CurMemVer', memberVersion(after)]])]
}

function memberOf(platform: Platform, userid: string, type: 1 | 2): GroupMember {
  const name = type === 1 ? requireMember(platform, userid).name : platform.contacts.get(userid)?.name
  if (name === undefined) throw new ImpossibleEvent(`There is no customer ${userid}.`)
  return { userid, type, join_time: platform.nowSeconds, join_scene: 1, group_nickname: '', name }
}

function requireGroup(platform: Platform, chatId: string): GroupChat {
  const group = platform.groupChats.get(chatId)
  if (!group) throw new ImpossibleEvent(`There is no group ${chatId}.`)
  return group
}
