import { type Follow, type Member } from './company.ts'
import { followKey, type Platform } from './platform.ts'
import { PlatformError } from './platform-error.ts'

/** Department ids inside the app's visible range, with all below them. */
export function visibleDepartmentIds(platform: Platform): Set<number> {
  const all = platform.departments.all()
  const { visibleDepartments } = platform.corp
  if (!visibleDepartments) return new Set(all.map(d => d.id))
  const visible = new Set(visibleDepartments)
  let grew = true
  while (grew) {
    const below = all.filter(d => visible.has(d.parentid) && !visible.has(d.id))
    below.forEach(d => visible.add(d.id))
    grew = below.length > 0
  }
  return visible
}

export function isVisible(platform: Platform, member: Member): boolean {
  if (!platform.corp.visibleDepartments) return true
  const visible = visibleDepartmentIds(platform)
  return member.department.some(id => visible.has(id))
}

/** Case does not matter in a userid. Unknown or left: 60111; outside the visible range: 60011. */
export function findVisibleMember(platform: Platform, userid: string): Member {
  const member = platform.members.get(userid.toLowerCase())
  if (!member || member.status === 5) throw new PlatformError(60111)
  if (!isVisible(platform, member)) throw new PlatformError(60011)
  return member
}

/** A member whose customers the app may see: has the customer-contact function, and the app may call these APIs (48002). */
export function findContactMember(platform: Platform, userid: string): Member {
  const member = findVisibleMember(platform, userid)
  if (!member.hasCustomerContact) throw new PlatformError(84074)
  return member
}

export function requireCustomerContactApp(platform: Platform): void {
  if (platform.corp.mayCallCustomerContact === false) throw new PlatformError(48002)
}

/**
 * A relation that the API knows: not one that the member has still to confirm. A customer who deleted the member stays a one-way
 * relation, which every customer-contact API still takes (errcode 84061 on document/path/90313, data/wecom/errcodes.json).
 */
export function isRelation(follow: Follow): boolean {
  return !follow.isHalf
}

/** Both sides have each other: only then does a message arrive. */
export function isMutual(follow: Follow): boolean {
  return isRelation(follow) && !follow.deleted_by_customer
}

/** The relation between member and customer: 40096 for an id that is none, 84061 where there is no relation. */
export function findFollow(platform: Platform, userid: string, externalUserid: string): Follow {
  requireExternalUserid(externalUserid)
  const follow = platform.follows.get(followKey(userid, externalUserid))
  if (!follow || !isRelation(follow)) throw new PlatformError(84061)
  return follow
}

/** wm… are WeChat users, wo… WeCom users. */
export function requireExternalUserid(externalUserid: string): void {
  if (externalUserid === '') throw new PlatformError(41035)
  if (!/^w[mo][\w-]{4,62}$/.test(externalUserid)) throw new PlatformError(40096)
}
