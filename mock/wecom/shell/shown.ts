import { type ChatMessage, type Follow, type GroupChat } from '../company.ts'
import { type Platform, followKey } from '../platform.ts'

const chatsShown = 200
const messagesShown = 200

/** A row of the list at the left. */
interface ShownChat {
  id: string
  kind: 'customer' | 'group'
  name: string
  remark: string
  avatar: string
  people: number
  isHalf: boolean
  hasDeletedUs: boolean
  last: Pick<ChatMessage, 'from' | 'content' | 'msgtype'> | null
  at: number
}

export function chatsOf(platform: Platform, member: string, query: string): ShownChat[] {
  const wanted = query.trim().toLowerCase()
  const groups = platform.groupChats.all().filter(group => group.member_list.some(({ userid }) => userid === member))
  const rows = [...platform.follows.by(0, member).map(follow => customerChat(platform, follow)), ...groups.map(group => groupChat(platform, group))]
  const found = wanted ? rows.filter(row => `${row.name} ${row.remark} ${row.id}`.toLowerCase().includes(wanted)) : rows
  return found.sort((a, b) => b.at - a.at).slice(0, chatsShown)
}

function customerChat(platform: Platform, follow: Follow): ShownChat {
  const contact = platform.contacts.get(follow.external_userid)
  const last = platform.messages.by(0, followKey(follow.userid, follow.external_userid)).at(-1)
  return {
    id: follow.external_userid, kind: 'customer', name: contact?.name ?? follow.external_userid, remark: follow.remark, avatar: contact?.avatar ?? '', people: 0,
    isHalf: follow.isHalf === true, hasDeletedUs: follow.deleted_by_customer === true, last: shortOf(last), at: last?.at ?? follow.createtime * 1000,
  }
}

function groupChat(platform: Platform, group: GroupChat): ShownChat {
  const last = platform.messages.by(1, group.chat_id).at(-1)
  return {
    id: group.chat_id, kind: 'group', name: group.name, remark: '', avatar: '', people: group.member_list.length,
    isHalf: false, hasDeletedUs: false, last: shortOf(last), at: last?.at ?? group.create_time * 1000,
  }
}

function shortOf(message: ChatMessage | undefined): ShownChat['last'] {
  return message ? { from: message.from, content: message.content, msgtype: message.msgtype } : null
}

export function messagesOf(platform: Platform, member: string, chat: string): object[] {
  const group = platform.groupChats.get(chat)
  if (!group) return platform.messages.by(0, followKey(member, chat)).slice(-messagesShown)
  const nameOf = (userid: string): string => platform.members.get(userid.toLowerCase())?.name ?? platform.contacts.get(userid)?.name ?? userid
  return platform.messages.by(1, chat).slice(-messagesShown).map(message => ({ ...message, author: nameOf(message.userid), isOwn: message.userid === member }))
}

export function groupOf(platform: Platform, chat: string): object | null {
  const group = platform.groupChats.get(chat)
  return group ? { id: chat, name: group.name, owner: group.owner, people: group.member_list.map(({ userid, type, name }) => ({ userid, type, name })) } : null
}

export function pendingOf(platform: Platform, member: string): object {
  const massMessages = platform.massMessages.all().filter(message => !message.isCancelled && message.tasks.some(task => task.userid === member && task.status === 0))
  return {
    massMessages: massMessages.map(({ msgid, chat_type, text, attachments, recipients }) => ({
      msgid, chat_type, text: text?.content ?? `${attachments.length} 个附件`, receivers: recipients.filter(recipient => recipient.userid === member).length,
    })),
    transfers: platform.transfers.all().filter(transfer => transfer.status === 2).map(({ external_userid, handover_userid, takeover_userid }) => ({
      external_userid, handover_userid, takeover_userid, name: platform.contacts.get(external_userid)?.name ?? external_userid,
    })),
  }
}
