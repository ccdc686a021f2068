import { PlatformError } from '../platform-error.ts'
import { type Platform } from '../platform.ts'
import { isVisible } from '../visibility.ts'
import { requireMedia } from './attachments.ts'
import { type ApiCall, type ApiEndpoint, type Json, nested, text } from './endpoint.ts'

const longestTextBytes = 2048

/**
 * wecom.md §2.12: messages of the app to members (text, textcard, template_card, image, file). Part of the receivers
 * being wrong is still errcode 0, their ids in lower case; all being wrong is 81013.
 */
export const messageEndpoint: ApiEndpoint = { method: 'POST', path: 'message/send', handle: send }

function send({ platform, body }: ApiCall): object {
  if (String(body.agentid ?? '') !== platform.corp.agentId) throw new PlatformError(301002)
  const msgtype = text(body, 'msgtype')
  checkContent(platform, msgtype, nested(body, msgtype || 'msgtype_missing'))
  const { found, invalidUsers, invalidParties } = receivers(platform, body)
  if (found.length === 0) throw new PlatformError(81013)
  const msgid = platform.newId('', 43)
  platform.appMessages.put({ msgid, to: found, msgtype, content: nested(body, msgtype), at: platform.clock.now().getTime() })
  const hasButtons = msgtype === 'template_card' && ['button_interaction', 'vote_interaction', 'multiple_interaction'].includes(text(nested(body, msgtype), 'card_type'))
  return {
    ...(invalidUsers.length > 0 ? { invaliduser: invalidUsers.join('|').toLowerCase() } : {}),
    ...(invalidParties.length > 0 ? { invalidparty: invalidParties.join('|') } : {}),
    msgid,
    ...(hasButtons ? { response_code: platform.newId('rc', 43) } : {}),
  }
}

function receivers(platform: Platform, body: Json): { found: string[], invalidUsers: string[], invalidParties: string[] } {
  const visible = platform.members.all().filter(member => member.status === 1 && isVisible(platform, member))
  const users = list(body, 'touser')
  const parties = list(body, 'toparty')
  if (users.length === 0 && parties.length === 0) throw new PlatformError(40063)
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

function checkContent(platform: Platform, msgtype: string, payload: Json): void {
  switch (msgtype) {
    case 'text': return checkText(text(payload, 'content'))
    case 'textcard':
      if (text(payload, 'title') === '' || text(payload, 'description') === '' || !/^https?:\/\//.test(text(payload, 'url'))) {
        throw new PlatformError(40058, 'invalid Request Parameter: textcard needs title, description and url')
      }
      return
    case 'template_card': return checkCard(payload)
    case 'image': case 'file': return requireMedia(platform, text(payload, 'media_id'))
    default: throw new PlatformError(40008, 'invalid message type')
  }
}

function checkText(content: string): void {
  if (content === '') throw new PlatformError(44004)
  if (Buffer.byteLength(content) > longestTextBytes) throw new PlatformError(45002)
}

/** A task id is needed where something can be pressed; it is made of digits, letters and `_-@`, 128 bytes at most. */
function checkCard(card: Json): void {
  const type = text(card, 'card_type')
  const known = ['text_notice', 'news_notice', 'button_interaction', 'vote_interaction', 'multiple_interaction']
  if (!known.includes(type)) throw new PlatformError(40058, 'invalid Request Parameter: card_type')
  const taskId = text(card, 'task_id')
  const needsTask = type.endsWith('interaction') || card.action_menu !== undefined
  if (needsTask && taskId === '') throw new PlatformError(40058, 'invalid Request Parameter: missing task_id')
  if (!/^[\w@-]{0,128}$/.test(taskId)) throw new PlatformError(40058, 'invalid Request Parameter: task_id')
  if (type.endsWith('notice') && nested(card, 'card_action').type === undefined) throw new PlatformError(40058, 'invalid Request Parameter: missing card_action')
}

function list(body: Json, field: string): string[] {
  return text(body, field).split('|').filter(Boolean)
}
