import { type EventOf, ImpossibleEvent } from '../events.ts'
import { type Platform, followKey } from '../platform.ts'
import { type MassMessage, type MassRecipient } from '../platform-records.ts'
import { isMutual } from '../visibility.ts'
import { type Fired, requireFollow, requireMember } from './contacts.ts'

/** The member presses 发送 on a task that the company made. */
export function confirmMassMessage(platform: Platform, { userid, msgid }: EventOf<'mass-confirmed'>): Fired {
  const message = platform.massMessages.get(msgid)
  const task = message?.tasks.find(candidate => candidate.userid.toLowerCase() === userid.toLowerCase())
  if (!message || !task) throw new ImpossibleEvent(`${userid} has no mass message ${msgid} to send.`)
  if (message.isCancelled || task.status === 2) throw new ImpossibleEvent(`The mass message ${msgid} is ${message.isCancelled ? 'cancelled' : 'sent'} already.`)
  dispatch(platform, message, task.userid)
  return []
}

/** A mass message that the member starts alone: the API sees it afterwards (filter_type 1). */
export function sendOwnMassMessage(platform: Platform, event: EventOf<'member-mass-sent'>): Fired {
  const member = requireMember(platform, event.userid)
  const recipients = event.external_userid.map(id => ({ userid: requireFollow(platform, member.userid, id).userid, external_userid: id, status: 0 as const, send_time: 0 }))
  const message: MassMessage = {
    msgid: platform.newId('msg', 32), creator: member.userid, create_type: 1, create_time: platform.nowSeconds, chat_type: 'single',
    text: { content: event.text }, attachments: [], tasks: [{ userid: member.userid, status: 0, send_time: 0 }], recipients, isCancelled: false, reminders: [],
  }
  dispatch(platform, message, member.userid)
  return []
}

function dispatch(platform: Platform, message: MassMessage, userid: string): void {
  const now = platform.nowSeconds
  const recipients = message.recipients.map((recipient): MassRecipient => {
    if (recipient.userid !== userid) return recipient
    const status = statusFor(platform, recipient)
    if (status === 1) deliver(platform, message, recipient)
    return { ...recipient, status, send_time: status === 1 ? now : 0 }
  })
  platform.massMessages.put({ ...message, recipients, tasks: message.tasks.map(task => task.userid === userid ? { ...task, status: 2, send_time: now } : task) })
}

function statusFor(platform: Platform, { userid, external_userid = '', chat_id }: MassRecipient): 1 | 2 | 3 {
  const follow = platform.follows.get(followKey(userid, external_userid))
  if (chat_id === undefined ? !follow || !isMutual(follow) : !platform.groupChats.get(chat_id)) return 2
  return receivedInPeriod(platform, chat_id ?? external_userid) < allowedInPeriod(platform) ? 1 : 3
}

/** A group's messages stand under its chat id. */
function deliver(platform: Platform, message: MassMessage, { userid, external_userid: customer = '', chat_id }: MassRecipient): void {
  const external_userid = chat_id ?? customer
  const content = message.text?.content ?? JSON.stringify(message.attachments)
  platform.messages.put({
    id: platform.newId('msg', 24), userid, external_userid, from: 'member', msgtype: message.text ? 'text' : 'mass', content, at: platform.clock.now().getTime(), via: 'mass',
  })
}

/** Chinese time decides which day, week and month it is. */
const chinaOffsetSeconds = 8 * 3600

function allowedInPeriod(platform: Platform): number {
  const { massMessageRule = 'month' } = platform.limits
  if (massMessageRule === 'day') return 1
  return massMessageRule === 'week' ? 7 : daysOfMonth(platform.nowSeconds)
}

function receivedInPeriod(platform: Platform, receiver: string): number {
  const since = periodStart(platform)
  return platform.massMessages.all().flatMap(message => message.recipients)
    .filter(recipient => (recipient.chat_id ?? recipient.external_userid) === receiver && recipient.status === 1 && recipient.send_time >= since).length
}

function periodStart(platform: Platform): number {
  const day = Math.floor((platform.nowSeconds + chinaOffsetSeconds) / 86_400)
  const { massMessageRule = 'month' } = platform.limits
  if (massMessageRule === 'day') return day * 86_400 - chinaOffsetSeconds
  if (massMessageRule === 'week') return (day - (day + 3) % 7) * 86_400 - chinaOffsetSeconds
  const local = new Date((platform.nowSeconds + chinaOffsetSeconds) * 1000)
  return Date.UTC(local.getUTCFullYear(), local.getUTCMonth(), 1) / 1000 - chinaOffsetSeconds
}

function daysOfMonth(nowSeconds: number): number {
  const local = new Date((nowSeconds + chinaOffsetSeconds) * 1000)
  return new Date(Date.UTC(local.getUTCFullYear(), local.getUTCMonth() + 1, 0)).getUTCDate()
}
