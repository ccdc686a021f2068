import type { Role } from '../../contract/words.ts'
import type { PlatformDepartment, PlatformMember } from './platform-shapes.ts'

export interface DirectoryConfig { adminUsers: readonly string[], operatorUsers: readonly string[], guideDepartments: readonly string[] }

export interface Directory {
  departments: { id: number, name: string, parentId: number, leaderUserIds: string[] }[]
  reps: { userId: string, name: string, role: Role, isActive: boolean }[]
  repDepartments: { userId: string, departmentId: number, isLeader: boolean }[]
  /** Who sees whose customers; everybody the own ones. */
  scopes: { viewerId: string, userId: string }[]
}

/**
 * Roles and scopes as they follow from the platform's directory and the configuration.
 * A lead leads a department (named in the department, or marked in the member), or is somebody's direct leader; and sees the customers
 * of everybody in the subtree of the departments led, and of the direct reports. The first that fits: admin, operator, lead, guide, rep.
 */
export function readDirectory(departments: readonly PlatformDepartment[], members: readonly PlatformMember[], config: DirectoryConfig): Directory {
  const lower = (ids: readonly string[]): string[] => ids.map(id => id.toLowerCase())
  const known = new Set(departments.map(department => department.id))
  const people = members.map(member => ({ ...member, userId: member.userid.toLowerCase(), departments: member.department.filter(id => known.has(id)) }))
  const leaders = new Map(departments.map(department => [department.id, new Set(lower(department.department_leader ?? []))]))
  for (const member of people) {
    member.department.forEach((id, index) => { if (member.is_leader_in_dept?.[index] === 1) leaders.get(id)?.add(member.userId) })
  }

  const below = childrenOf(departments)
  const scopes = new Map<string, Set<string>>()
  const see = (viewerId: string, userId: string): void => { scopes.set(viewerId, (scopes.get(viewerId) ?? new Set()).add(userId)) }
  const userIds = new Set(people.map(member => member.userId))
  const leads = new Set<string>()
  for (const [departmentId, ids] of leaders) {
    const led = subtree(departmentId, below)
    for (const leader of ids) {
      if (!userIds.has(leader)) continue
      leads.add(leader)
      for (const member of people) if (member.departments.some(id => led.has(id))) see(leader, member.userId)
    }
  }
  for (const member of people) {
    see(member.userId, member.userId)
    for (const leader of lower(member.direct_leader ?? [])) {
      if (!userIds.has(leader) || leader === member.userId) continue
      leads.add(leader)
      see(leader, member.userId)
    }
  }

  const admins = new Set(lower(config.adminUsers))
  const operators = new Set(lower(config.operatorUsers))
  const guideRooms = new Set(departments.filter(department => config.guideDepartments.includes(department.name)).flatMap(({ id }) => [...subtree(id, below)]))
  const roleOf = (userId: string, rooms: readonly number[]): Role => {
    if (admins.has(userId)) return 'admin'
    if (operators.has(userId)) return 'operator'
    if (leads.has(userId)) return 'lead'
    return rooms.some(id => guideRooms.has(id)) ? 'guide' : 'rep'
  }
  return {
    departments: departments.map(({ id, name, parentid }) => ({ id, name, parentId: parentid, leaderUserIds: [...leaders.get(id) ?? []].sort() })),
    reps: people.map(({ userId, name, status, departments: rooms }) => ({ userId, name, role: roleOf(userId, rooms), isActive: status === 1 })),
    repDepartments: people.flatMap(({ userId, departments: rooms }) => [...new Set(rooms)]
      .map(departmentId => ({ userId, departmentId, isLeader: leaders.get(departmentId)?.has(userId) ?? false }))),
    scopes: [...scopes].flatMap(([viewerId, seen]) => [...seen].map(userId => ({ viewerId, userId }))),
  }
}

function childrenOf(departments: readonly PlatformDepartment[]): Map<number, number[]> {
  const children = new Map<number, number[]>()
  for (const { id, parentid } of departments) children.set(parentid, [...children.get(parentid) ?? [], id])
  return children
}

/** The department itself and all below it; a circle in the data ends the walk. */
function subtree(top: number, children: ReadonlyMap<number, number[]>): Set<number> {
  const found = new Set<number>()
  const waiting = [top]
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (found.has(id)) continue
    found.add(id)
    waiting.push(...children.get(id) ?? [])
  }
  return found
}
