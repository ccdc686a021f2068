import { PlatformError } from '../platform-error.ts'
import { type Platform } from '../platform.ts'
import { type AppMessage } from '../platform-records.ts'
import { isVisible } from '../visibility.ts'
import { type ApiCall, type ApiEndpoint, type Json, nested, text, whole } from './endpoint.ts'
import { checkedMessage, needsAnswer } from './message-content.ts'

/** A member gets so many a minute and an hour, the rest is dropped without a word; an app sends 200 a day for each member (wecom.md §2.12). */
const perMinute = 30
const perHour = 1000
const perMemberADay = 200
const day = 86_400_000

/**
 * wecom.md §2.12: messages of the app to members (text, textcard, template_card, image, file). Part of the receivers
 * being wrong is still errcode 0, their ids in lower case; all being wrong is 81013.
 */
export const messageEndpoint: ApiEndpoint = { method: 'POST', path: 'message/send', handle: send }

function send({ platform, body }: ApiCall): object {
  requireOwnAgent(platform, body)
  const msgtype = text(body, 'msgtype')
  const content = checkedMessage(platform, msgtype, nested(body, msgtype || 'msgtype_missing'))
  const { found, invalidUsers, invalidParties } = receivers(platform, body)
  if (found.length === 0) throw new PlatformError(81013)
  const sentToday = sentSince(platform, day).reduce((sum, { to }) => sum + to.length, 0)
  if (sentToday + found.length > platform.members.size * perMemberADay) throw new PlatformError(45009)
  const task_id = text(content, 'task_id')
  const message: AppMessage = {
    msgid: platform.newId('', 43), to: found.filter(userid => mayReceive(platform, userid) && !isRepeated(platform, { body, msgtype, content, userid })), msgtype, content, at: platform.clock.now().getTime(),
    ...(task_id ? { task_id } : {}),
    ...(msgtype === 'template_card' && needsAnswer(content) ? { response_code: platform.newId('rc', 43) } : {}),
  }
  platform.appMessages.put(message)
  return {
    ...(invalidUsers.length > 0 ? { invaliduser: invalidUsers.join('|').toLowerCase() } : {}),
    ...(invalidParties.length > 0 ? { invalidparty: invalidParties.join('|') } : {}),
    msgid: message.msgid,
    ...(message.response_code ? { response_code: message.response_code } : {}),
  }
}

/** 301002 for the app of somebody else. */
export function requireOwnAgent(platform: Platform, body: Json): void {
  if (String(body.agentid ?? '') !== platform.corp.agentId) throw new PlatformError(301002)
}

function sentSince(platform: Platform, ms: number): AppMessage[] {
  const since = platform.clock.now().getTime() - ms
  return platform.appMessages.all().filter(message => message.at > since)
}

function mayReceive(platform: Platform, userid: string): boolean {
  const gotIn = (ms: number): number => sentSince(platform, ms).filter(({ to }) => to.includes(userid)).length
  return gotIn(60_000) < (platform.limits.messagesPerMinute ?? perMinute) && gotIn(3_600_000) < perHour
}

/** enable_duplicate_check: the same to the same within the interval (30 min, at most 4 h) is answered and not sent again. */
function isRepeated(platform: Platform, { body, msgtype, content, userid }: { body: Json, msgtype: string, content: Json, userid: string }): boolean {
  if (whole(body, 'enable_duplicate_check', 0) !== 1) return false
  const interval = Math.min(whole(body, 'duplicate_check_interval', 1800), 4 * 3600)
  const same = JSON.stringify(content)
  return sentSince(platform, interval * 1000).some(message => message.to.includes(userid) && message.msgtype === msgtype && JSON.stringify(message.content) === same)
}

function receivers(platform: Platform, body: Json): { found: string[], invalidUsers: string[], invalidParties: string[] } {
  const visible = platform.members.all().filter(member => member.status === 1 && isVisible(platform, member))
  const users = list(body, 'touser')
  const parties = list(body, 'toparty')
  if (users.length === 0 && parties.length === 0) throw new PlatformError(82001)
  if (users.length > 1000) throw new PlatformError(40032)
  if (users.includes('@all')) return { found: visible.map(member => member.userid), invalidUsers: [], invalidParties: [] }
  const byId = new Map(visible.map(member => [member.userid.toLowerCase(), member.userid]))
  const direct = users.map(user => ({ user, userid: byId.get(user.toLowerCase()) }))
  const ofParties = parties.map(party => ({ party, userids: visible.filter(member => member.department.includes(Number(party))).map(member => member.userid) }))
  return {
    found: [...new Set([...direct.flatMap(({ userid }) => userid ?? []), ...ofParties.flatMap(({ userids }) => userids)])],
    invalidUsers: direct.filter(({ userid }) => userid === undefined).map(({ user }) => user),
    invalidParties: ofParties.filter(({ party }) => !platform.departments.get(party)).map(({ party }) => party),
  }
}

function list(body: Json, field: string): string[] {
  return text(body, field).split('|').filter(Boolean)
}
