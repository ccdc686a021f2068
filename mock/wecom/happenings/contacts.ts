import { type EventField } from '../callbacks/xml.ts'
import { type Follow, type Member } from '../company.ts'
import { type EventOf, ImpossibleEvent } from '../events.ts'
import { type Platform, followKey } from '../platform.ts'

/** An event as it goes into the callback; the caller fires them in this order. */
export type Fired = EventField[][]

const welcomeLifeSeconds = 20

export function contactEvent(changeType: string, userid: string, externalUserid: string, more: EventField[] = []): EventField[] {
  return [['Event', 'change_external_contact'], ['ChangeType', changeType], ...more.filter(([name]) => name === 'FailReason'), ['UserID', userid], ['ExternalUserID', externalUserid], ...more.filter(([name]) => name !== 'FailReason')]
}

export function addCustomer(platform: Platform, event: EventOf<'customer-added'>): Fired {
  const member = requireMember(platform, event.userid)
  if (!member.hasCustomerContact) throw new ImpossibleEvent(`${member.userid} does not have the customer-contact function.`)
  const externalUserid = event.external_userid ?? platform.newId('wm', 32)
  const before = platform.follows.get(followKey(member.userid, externalUserid))
  if (before && !before.deleted_by_customer) throw new ImpossibleEvent(`${member.userid} has ${externalUserid} already.`)
  const known = platform.contacts.get(externalUserid)
  if (!known && platform.contacts.size >= (platform.limits.customerLimit ?? 50_000)) throw new ImpossibleEvent('The company holds as many customers as it may: the customer can not be added.')

  platform.contacts.put({
    type: externalUserid.startsWith('wo') ? 2 : 1, avatar: '', gender: 0, name: '微信用户',
    ...known,
    external_userid: externalUserid,
    ...given({ name: event.name, avatar: event.avatar, gender: event.gender, unionid: event.unionid }),
  })
  const state = scannedState(platform, event, member.userid) ?? event.state ?? ''
  platform.follows.put({
    userid: member.userid, external_userid: externalUserid,
    remark: event.remark ?? event.name ?? known?.name ?? '微信用户', description: '', createtime: platform.nowSeconds, tag_id: [],
    remark_mobiles: event.remark_mobiles ?? [], oper_userid: externalUserid, add_way: event.add_way ?? 1,
    ...(state ? { state } : {}), ...(event.isHalf ? { isHalf: true } : {}),
  })
  const code = event.hasOwnWelcome ? undefined : platform.newId('', 43)
  if (code) platform.welcomeCodes.put({ code, userid: member.userid, external_userid: externalUserid, expiresAt: platform.nowSeconds + welcomeLifeSeconds, isUsed: false })
  return [contactEvent(event.isHalf ? 'add_half_external_contact' : 'add_external_contact', member.userid, externalUserid, [['State', state], ['WelcomeCode', code]])]
}

/** The channel of the contact way that was scanned; null when none was. */
function scannedState(platform: Platform, { config_id }: EventOf<'customer-added'>, userid: string): string | null {
  if (config_id === undefined) return null
  const way = platform.contactWays.get(config_id)
  if (!way) throw new ImpossibleEvent(`There is no contact way ${config_id}.`)
  if (!way.user.includes(userid) && way.party.length === 0) throw new ImpossibleEvent(`The contact way ${config_id} does not lead to ${userid}.`)
  return way.state
}

/** The member confirmed one who was added by half. */
export function confirmCustomer(platform: Platform, { userid, external_userid }: EventOf<'customer-confirmed'>): Fired {
  const { isHalf, ...follow } = requireFollow(platform, userid, external_userid)
  if (!isHalf) throw new ImpossibleEvent(`${external_userid} is confirmed already.`)
  platform.follows.put(follow)
  return [contactEvent('add_external_contact', follow.userid, external_userid, [['State', follow.state]])]
}

export function deletedByCustomer(platform: Platform, { userid, external_userid }: EventOf<'customer-deleted-us'>): Fired {
  const follow = requireFollow(platform, userid, external_userid)
  if (follow.deleted_by_customer) throw new ImpossibleEvent(`${external_userid} has deleted ${userid} already.`)
  platform.follows.put({ ...follow, deleted_by_customer: true })
  return [contactEvent('del_follow_user', follow.userid, external_userid, [['State', follow.state]])]
}

export function deletedByMember(platform: Platform, { userid, external_userid }: EventOf<'member-deleted-customer'>): Fired {
  const follow = requireFollow(platform, userid, external_userid)
  platform.follows.delete(followKey(userid, external_userid))
  return [contactEvent('del_external_contact', follow.userid, external_userid)]
}

export function editCustomer(platform: Platform, event: EventOf<'member-edited'>): Fired {
  const follow = requireFollow(platform, event.userid, event.external_userid)
  const unknown = event.tag_id?.find(id => !platform.tagGroups.all().some(group => group.tag.some(tag => tag.id === id)))
  if (unknown) throw new ImpossibleEvent(`There is no tag ${unknown}.`)
  const { remark, description, remark_mobiles, tag_id } = event
  platform.follows.put({ ...follow, ...given({ remark, description, remark_mobiles, tag_id }) })
  const isOnlyPhones = remark === undefined && description === undefined && tag_id === undefined
  return isOnlyPhones ? [] : [contactEvent('edit_external_contact', follow.userid, event.external_userid, [['State', follow.state]])]
}

/** Messages between the two fire nothing: the platform tells no app what is said. */
export function addMessage(platform: Platform, event: EventOf<'customer-replied' | 'member-typed'>): Fired {
  const follow = requireFollow(platform, event.userid, event.external_userid)
  if (follow.deleted_by_customer) throw new ImpossibleEvent(`${event.external_userid} and ${event.userid} are no contacts any more.`)
  platform.messages.put({
    id: platform.newId('msg', 24), userid: follow.userid, external_userid: event.external_userid,
    from: event.kind === 'customer-replied' ? 'customer' : 'member', msgtype: 'text', content: event.text, at: platform.clock.now().getTime(),
  })
  return []
}

export function requireMember(platform: Platform, userid: string): Member {
  const member = platform.members.get(userid.toLowerCase())
  if (!member || member.status === 5) throw new ImpossibleEvent(`There is no member ${userid}.`)
  return member
}

export function requireFollow(platform: Platform, userid: string, externalUserid: string): Follow {
  const follow = platform.follows.get(followKey(requireMember(platform, userid).userid, externalUserid))
  if (!follow) throw new ImpossibleEvent(`${userid} does not have the customer ${externalUserid}.`)
  return follow
}

/** The fields that were given; absent ones stay as they were. */
export function given<T extends object>(fields: T): Partial<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<T>
}
