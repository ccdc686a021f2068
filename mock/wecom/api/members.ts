import { type Member } from '../company.ts'
import { PlatformError } from '../platform-error.ts'
import { type Platform } from '../platform.ts'
import { findVisibleMember, isVisible, visibleDepartmentIds } from '../visibility.ts'
import { type ApiEndpoint } from './endpoint.ts'

/**
 * wecom.md §2.4. An app made after 2022-06-20 gets no avatar, gender, mobile, mail or address here.
 * Members that left are gone (60111); departments outside the visible range are not named.
 */
export const memberEndpoints: ApiEndpoint[] = [
  {
    method: 'GET',
    path: 'user/get',
    handle: ({ platform, query }) => {
      if (!query.userid) throw new PlatformError(41009)
      return detail(platform, findVisibleMember(platform, query.userid))
    },
  },
  {
    method: 'GET',
    path: 'user/simplelist',
    handle: ({ platform, query }) => ({
      userlist: membersOf(platform, query).map(({ userid, name, department }) => ({ userid, name, department })),
    }),
  },
  {
    method: 'GET',
    path: 'user/list',
    handle: ({ platform, query }) => ({ userlist: membersOf(platform, query).map(member => detail(platform, member)) }),
  },
]

/** `fetch_child=1` takes the departments below as well, as older clients ask. */
function membersOf(platform: Platform, query: Record<string, string>): Member[] {
  const id = Number(query.department_id)
  if (!query.department_id || !Number.isInteger(id)) throw new PlatformError(60123)
  if (!platform.departments.get(String(id))) throw new PlatformError(60003)
  if (!visibleDepartmentIds(platform).has(id)) throw new PlatformError(60011)
  const wanted = query.fetch_child === '1' ? subtree(platform, id) : new Set([id])
  return platform.members.all().filter(member => member.status !== 5 && isVisible(platform, member) && member.department.some(d => wanted.has(d)))
}

export function subtree(platform: Platform, id: number): Set<number> {
  const found = new Set([id])
  for (const department of platform.departments.all().sort((a, b) => a.id - b.id)) if (found.has(department.parentid)) found.add(department.id)
  return found
}

function detail(platform: Platform, member: Member): object {
  const visible = visibleDepartmentIds(platform)
  const shown = member.department.map((id, index) => ({ id, isLeader: member.is_leader_in_dept[index] ?? 0 })).filter(({ id }) => visible.has(id))
  return {
    userid: member.userid,
    name: member.name,
    department: shown.map(({ id }) => id),
    order: shown.map(() => 0),
    position: member.position,
    is_leader_in_dept: shown.map(({ isLeader }) => isLeader),
    direct_leader: member.direct_leader.filter((userid) => {
      const leader = platform.members.get(userid.toLowerCase())
      return leader !== undefined && isVisible(platform, leader)
    }),
    telephone: '',
    alias: '',
    status: member.status,
    main_department: shown[0]?.id ?? 0,
    extattr: { attrs: [] },
  }
}
