import { type ChatMessage } from '../company.ts'
import { PlatformError } from '../platform-error.ts'
import { type Platform } from '../platform.ts'
import { findContactMember } from '../visibility.ts'
import { subtree } from './members.ts'
import { type ApiCall, type ApiEndpoint, texts, whole } from './endpoint.ts'

const day = 86_400
const chinaOffset = 8 * 3600

/**
 * wecom.md §2.8: figures a day, several members summed into one series; at most 30 days, within the last 180.
 * Single chats only. A day's share of replies and waiting time are there only when there were chats.
 */
export const behaviourEndpoint: ApiEndpoint = {
  method: 'POST',
  path: 'externalcontact/get_user_behavior_data',
  needsCustomerContact: true,
  handle: (call) => {
    const { platform } = call
    const members = wantedMembers(call)
    const start = dayStart(whole(call.body, 'start_time', 0))
    const end = dayStart(whole(call.body, 'end_time', 0))
    const today = dayStart(platform.nowSeconds)
    if (end < start || end - start > 30 * day || start < today - 180 * day || end > today) throw new PlatformError(600018, 'invalid time range')
    const messages = platform.messages.all().filter(message => members.has(message.userid) && /^w[mo]/.test(message.external_userid))
    return { behavior_data: Array.from({ length: (end - start) / day + 1 }, (_, index) => dayFigures(platform, members, messages, start + index * day)) }
  },
}

function wantedMembers({ platform, body }: ApiCall): Set<string> {
  const userids = texts(body, 'userid', 100)
  const parties = Array.isArray(body.partyid) ? body.partyid.map(Number) : []
  if (userids.length === 0 && parties.length === 0) throw new PlatformError(41009)
  const below = new Set(parties.flatMap(id => [...subtree(platform, id)]))
  const ofParties = platform.members.all().filter(member => member.hasCustomerContact && member.department.some(id => below.has(id)))
  return new Set([...userids.map(userid => findContactMember(platform, userid).userid), ...ofParties.map(member => member.userid)])
}

function dayFigures(platform: Platform, members: Set<string>, messages: ChatMessage[], start: number): object {
  const ofDay = messages.filter(message => message.at >= start * 1000 && message.at < (start + day) * 1000)
  const chats = grouped(ofDay)
  const begun = chats.filter(chat => chat[0]?.from === 'member')
  const asked = chats.filter(chat => chat.some(message => message.from === 'customer'))
  const answered = asked.flatMap((chat) => {
    const first = chat.find(message => message.from === 'customer')
    const reply = chat.find(message => message.from === 'member' && first && message.at > first.at)
    return first && reply ? [(reply.at - first.at) / 60_000] : []
  })
  const added = platform.follows.all().filter(follow => members.has(follow.userid) && follow.createtime >= start && follow.createtime < start + day)
  return {
    stat_time: start,
    chat_cnt: begun.length,
    message_cnt: ofDay.filter(message => message.from === 'member').length,
    ...(asked.length > 0 ? { reply_percentage: Math.round(answered.length / asked.length * 10_000) / 100 } : {}),
    ...(answered.length > 0 ? { avg_reply_time: Math.round(answered.reduce((sum, minutes) => sum + minutes, 0) / answered.length) } : {}),
    negative_feedback_cnt: 0,
    new_apply_cnt: added.length,
    new_contact_cnt: added.length,
  }
}

function grouped(messages: ChatMessage[]): ChatMessage[][] {
  const chats = new Map<string, ChatMessage[]>()
  for (const message of messages) chats.set(chatOf(message), [...chats.get(chatOf(message)) ?? [], message])
  return [...chats.values()]
}

function chatOf({ userid, external_userid }: ChatMessage): string {
  return `${userid} ${external_userid}`
}

/** 00:00 in China of the day that holds this second. */
function dayStart(seconds: number): number {
  return Math.floor((seconds + chinaOffset) / day) * day - chinaOffset
}
