import { PlatformError } from '../platform-error.ts'
import { type Platform } from '../platform.ts'
import { type ContactWay } from '../platform-records.ts'
import { findContactMember } from '../visibility.ts'
import { type ApiCall, type ApiEndpoint, type Json, flag, limitedText, nested, requiredText, text, texts, whole } from './endpoint.ts'
import { pageOf, sortable } from './paging.ts'
import { subtree } from './members.ts'

const waysACompany = 500_000
const usersAWay = 100
const longestLifeSeconds = 14 * 86_400
const dayInSeconds = 86_400

/** wecom.md §2.5: QR codes and buttons of members; `state` comes back with the customer who was added that way. */
export const contactWayEndpoints: ApiEndpoint[] = [
  { method: 'POST', path: 'externalcontact/add_contact_way', needsCustomerContact: true, handle: addWay },
  {
    method: 'POST',
    path: 'externalcontact/get_contact_way',
    needsCustomerContact: true,
    handle: ({ platform, body }) => {
      const { createdAt: _, ...way } = findWay(platform, body)
      return { contact_way: way }
    },
  },
  {
    method: 'POST',
    path: 'externalcontact/list_contact_way',
    needsCustomerContact: true,
    handle: ({ platform, body }) => {
      const end = whole(body, 'end_time', platform.nowSeconds)
      const start = whole(body, 'start_time', end - 90 * dayInSeconds)
      const limit = whole(body, 'limit', 100)
      if (limit < 1 || limit > 1000) throw new PlatformError(40058, 'invalid Request Parameter: limit should be 1..1000')
      const rows = platform.contactWays.all().filter(way => way.createdAt >= start && way.createdAt <= end && !way.is_temp)
      const { page, nextCursor } = pageOf(rows, way => `${sortable(way.createdAt)} ${way.config_id}`, text(body, 'cursor'), limit)
      return { contact_way: page.map(({ config_id }) => ({ config_id })), next_cursor: nextCursor }
    },
  },
  {
    method: 'POST',
    path: 'externalcontact/update_contact_way',
    needsCustomerContact: true,
    handle: ({ platform, body }) => {
      const way = findWay(platform, body)
      platform.contactWays.put({ ...way, ...settings(platform, body, way) })
      return {}
    },
  },
  {
    method: 'POST',
    path: 'externalcontact/del_contact_way',
    needsCustomerContact: true,
    handle: ({ platform, body }) => {
      platform.contactWays.delete(findWay(platform, body).config_id)
      return {}
    },
  },
]

function addWay({ platform, body, origin }: ApiCall): object {
  if (body.type === undefined) throw new PlatformError(41037)
  if (body.scene === undefined) throw new PlatformError(41038)
  const type = whole(body, 'type', 0)
  if (type !== 1 && type !== 2) throw new PlatformError(41039)
  const scene = whole(body, 'scene', 0)
  if (scene !== 1 && scene !== 2) throw new PlatformError(41040)
  if (platform.contactWays.size >= waysACompany) throw new PlatformError(41045)
  const config_id = platform.newId('', 32).toLowerCase()
  const way: ContactWay = {
    config_id, type, scene, createdAt: platform.nowSeconds,
    ...settings(platform, body, { type, remark: '', skip_verify: true, state: '', user: [], party: [] }),
    ...(scene === 2 ? { qr_code: `${origin}/simulator/qr/${config_id}` } : {}),
    ...temporary(body),
  }
  if (way.user.length === 0 && way.party.length === 0) throw new PlatformError(41009)
  platform.contactWays.put(way)
  return { config_id, ...(way.qr_code ? { qr_code: way.qr_code } : {}) }
}

type Settings = Pick<ContactWay, 'remark' | 'skip_verify' | 'state' | 'user' | 'party' | 'style' | 'conclusions'>

function settings(platform: Platform, body: Json, before: Settings & Pick<ContactWay, 'type'>): Settings {
  const user = body.user === undefined ? before.user : texts(body, 'user').map(userid => activeMember(platform, userid))
  const party = body.party === undefined ? before.party : numbers(body, 'party')
  if (before.type === 1 && (user.length > 1 || party.length > 0)) throw new PlatformError(41041, 'a single contact way takes one user')
  const reached = new Set([...user, ...party.flatMap(id => membersBelow(platform, id))])
  if (reached.size > usersAWay) throw new PlatformError(41041)
  return {
    remark: body.remark === undefined ? before.remark : limitedText(body, 'remark', 30),
    skip_verify: flag(body, 'skip_verify', before.skip_verify),
    state: body.state === undefined ? before.state : limitedText(body, 'state', 30),
    user, party,
    ...(body.style === undefined ? { style: before.style } : { style: whole(body, 'style', 1) }),
    ...(body.conclusions === undefined ? { conclusions: before.conclusions } : { conclusions: nested(body, 'conclusions') }),
  }
}

function temporary(body: Json): Partial<ContactWay> {
  if (!flag(body, 'is_temp', false)) return {}
  const expires_in = whole(body, 'expires_in', 7 * dayInSeconds)
  const chat_expires_in = whole(body, 'chat_expires_in', dayInSeconds)
  if (expires_in > longestLifeSeconds || chat_expires_in > longestLifeSeconds) throw new PlatformError(40058, 'invalid Request Parameter: expires_in exceed 14 days')
  return { is_temp: true, expires_in, chat_expires_in, unionid: text(body, 'unionid') }
}

/** Only who has activated the account: 41054. */
function activeMember(platform: Platform, userid: string): string {
  const member = findContactMember(platform, userid)
  if (member.status !== 1) throw new PlatformError(41054)
  return member.userid
}

function membersBelow(platform: Platform, id: number): string[] {
  if (!platform.departments.get(String(id))) throw new PlatformError(60003)
  const below = subtree(platform, id)
  return platform.members.all().filter(member => member.status === 1 && member.department.some(d => below.has(d))).map(member => member.userid)
}

function numbers(body: Json, field: string): number[] {
  const value = body[field]
  if (!Array.isArray(value) || value.some(item => typeof item !== 'number')) throw new PlatformError(40058, `invalid Request Parameter: ${field} should be an array of integers`)
  return value as number[]
}

function findWay(platform: Platform, body: Json): ContactWay {
  const way = platform.contactWays.get(requiredText(body, 'config_id', 41043))
  if (!way) throw new PlatformError(41044)
  return way
}
