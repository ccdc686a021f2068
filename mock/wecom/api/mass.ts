import { PlatformError } from '../platform-error.ts'
import { type Platform, followKey } from '../platform.ts'
import { type MassMessage, type MassRecipient } from '../platform-records.ts'
import { findContactMember, isRelation } from '../visibility.ts'
import { checkedContent } from './attachments.ts'
import { customersOf } from './customers.ts'
import { type ApiCall, type ApiEndpoint, type Json, nested, requiredText, text, texts } from './endpoint.ts'

const mostRecipients = 10_000

const mostGroups = 2000

/** wecom.md §2.6. A task for the members, which each of them sends or not (event `mass-confirmed`). */
export const massEndpoints: ApiEndpoint[] = [
  { method: 'POST', path: 'externalcontact/add_msg_template', needsCustomerContact: true, handle: addTask },
  {
    method: 'POST',
    path: 'externalcontact/remind_groupmsg_send',
    needsCustomerContact: true,
    handle: ({ platform, body }) => {
      const message = findMessage(platform, body)
      const recent = message.reminders.filter(at => at > platform.nowSeconds - 86_400)
      if (message.isCancelled) throw new PlatformError(41093)
      if (recent.length >= 3) throw new PlatformError(41094)
      platform.massMessages.put({ ...message, reminders: [...recent, platform.nowSeconds] })
      return {}
    },
  },
  {
    method: 'POST',
    path: 'externalcontact/cancel_groupmsg_send',
    needsCustomerContact: true,
    handle: ({ platform, body }) => {
      const message = findMessage(platform, body)
      if (message.isCancelled) throw new PlatformError(41093)
      platform.massMessages.put({ ...message, isCancelled: true })
      return {}
    },
  },
]

export function findMessage(platform: Platform, body: Json): MassMessage {
  const message = platform.massMessages.get(requiredText(body, 'msgid', 41046))
  if (!message) throw new PlatformError(41047)
  return message
}

function addTask({ platform, body }: ApiCall): object {
  const chatType = text(body, 'chat_type') || 'single'
  if (chatType !== 'single' && chatType !== 'group') throw new PlatformError(40058, 'invalid Request Parameter: chat_type')
  return chatType === 'single' ? addCustomerTask(platform, body) : addGroupTask(platform, body)
}

function addCustomerTask(platform: Platform, body: Json): object {
  const sender = text(body, 'sender')
  const named = texts(body, 'external_userid')
  if (named.length > mostRecipients) throw new PlatformError(81017)
  if (sender === '' && named.length === 0) throw new PlatformError(40063)
  const content = checkedContent(platform, body)
  const member = sender ? findContactMember(platform, sender).userid : null

  const wanted = named.length > 0 ? named : customersOf(platform, member ?? '').map(follow => follow.external_userid)
  const filtered = named.length > 0 ? wanted : wanted.filter(id => hasWantedTags(platform, member ?? '', id, body))
  const recipients = filtered.map(id => ({ id, userid: senderFor(platform, member, id) }))
  const reached = recipients.flatMap(({ id, userid }): MassRecipient[] => userid ? [{ userid, external_userid: id, status: 0, send_time: 0 }] : [])
  if (reached.length === 0) throw new PlatformError(41048)

  const { msgid } = keepTask(platform, 'single', content, reached)
  return { fail_list: recipients.filter(({ userid }) => userid === null).map(({ id }) => id), msgid }
}

/** To groups: a sender is needed, who reaches those that he owns; named ones (`chat_id_list`) or all. */
function addGroupTask(platform: Platform, body: Json): object {
  const member = findContactMember(platform, requiredText(body, 'sender', 41009)).userid
  const named = texts(body, 'chat_id_list')
  if (named.length > mostGroups) throw new PlatformError(81017)
  const content = checkedContent(platform, body)
  const own = new Set(platform.groupChats.all().filter(group => group.owner === member).map(group => group.chat_id))
  const wanted = named.length > 0 ? [...new Set(named)] : [...own]
  const reached = wanted.filter(id => own.has(id)).map((chat_id): MassRecipient => ({ userid: member, chat_id, status: 0, send_time: 0 }))
  if (reached.length === 0) throw new PlatformError(41048)
  const { msgid } = keepTask(platform, 'group', content, reached)
  return { fail_list: wanted.filter(id => !own.has(id)), msgid }
}

function keepTask(platform: Platform, chat_type: MassMessage['chat_type'], content: ReturnType<typeof checkedContent>, recipients: MassRecipient[]): MassMessage {
  return platform.massMessages.put({
    msgid: platform.newId('msg', 32), creator: '', create_type: 0, create_time: platform.nowSeconds, chat_type, ...content,
    tasks: [...new Set(recipients.map(({ userid }) => userid))].map(userid => ({ userid, status: 0, send_time: 0 })),
    recipients, isCancelled: false, reminders: [],
  })
}

/** Without a sender the platform takes the member who last chatted with the customer; we fall back on who was added last. */
function senderFor(platform: Platform, member: string | null, externalUserid: string): string | null {
  const follows = platform.follows.by(1, externalUserid).filter(isRelation)
  if (member) return follows.some(follow => follow.userid === member) ? member : null
  const lastSaid = (userid: string): number => platform.messages.by(0, followKey(userid, externalUserid)).at(-1)?.at ?? 0
  const sorted = [...follows].sort((a, b) => lastSaid(b.userid) - lastSaid(a.userid) || b.createtime - a.createtime)
  return sorted[0]?.userid ?? null
}

/** Groups of `tag_filter` must all be met, by any tag of each. */
function hasWantedTags(platform: Platform, userid: string, externalUserid: string, body: Json): boolean {
  const groups = nested(body, 'tag_filter').group_list
  if (!Array.isArray(groups)) return true
  const own = platform.follows.get(followKey(userid, externalUserid))?.tag_id ?? []
  return groups.every(group => texts(group as Json, 'tag_list').some(id => own.includes(id)))
}
