import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readDirectory } from '../../../server/sync/directory.rules.ts'

const config = { adminUsers: ['Admin-Xu'], operatorUsers: ['operator-he'], guideDepartments: ['门店'] }
const departments = [
  { id: 1, name: '公司', parentid: 0, department_leader: [] as string[] }, { id: 2, name: '一部', parentid: 1, department_leader: ['lead-lin'] },
  { id: 3, name: '一部一组', parentid: 2, department_leader: [] }, { id: 4, name: '门店', parentid: 1, department_leader: [] }, { id: 5, name: '南京路店', parentid: 4, department_leader: [] },
]
const member = (userid: string, department: number[], more: object = {}) => ({ userid, name: userid, department, status: 1, ...more })
const roles = (members: ReturnType<typeof member>[]) => Object.fromEntries(readDirectory(departments, members, config).reps.map(rep => [rep.userId, rep.role]))
const seenBy = (members: ReturnType<typeof member>[], viewerId: string) => readDirectory(departments, members, config).scopes
  .filter(scope => scope.viewerId === viewerId).map(scope => scope.userId).sort()

describe('who is what', () => {
  it('takes the configuration before the platform, and a guide from the department or one above it', () => {
    expect(roles([member('admin-xu', [2], { is_leader_in_dept: [1] }), member('operator-he', [1]), member('lead-lin', [2]), member('guide-fang', [5]), member('rep-chen', [3])]))
      .toEqual({ 'admin-xu': 'admin', 'operator-he': 'operator', 'lead-lin': 'lead', 'guide-fang': 'guide', 'rep-chen': 'rep' })
  })

  it('knows a lead by the department, by the member, and by direct reports', () => {
    expect(roles([member('a', [3], { is_leader_in_dept: [1] }), member('b', [4]), member('c', [4], { direct_leader: ['B'] })])).toMatchObject({ a: 'lead', b: 'lead', c: 'guide' })
  })

  it('lets only active members in', () => {
    const reps = readDirectory(departments, [1, 2, 4, 5].map(status => member(`m${status}`, [1], { status })), config).reps
    expect(reps.filter(rep => rep.isActive).map(rep => rep.userId)).toEqual(['m1'])
  })
})

describe('who sees whose customers', () => {
  it('is the subtree for who leads it, direct reports besides, and oneself for everybody', () => {
    const members = [member('lead-lin', [2]), member('rep-chen', [3]), member('rep-zhou', [4]), member('far', [5], { direct_leader: ['lead-lin'] })]
    expect(seenBy(members, 'lead-lin')).toEqual(['far', 'lead-lin', 'rep-chen'])
    expect(seenBy(members, 'rep-chen')).toEqual(['rep-chen'])
  })

  it('does not walk for ever where departments form a circle', () => {
    const circle = [{ id: 1, name: 'a', parentid: 2, department_leader: ['x'] }, { id: 2, name: 'b', parentid: 1 }]
    expect(readDirectory(circle, [member('x', [1]), member('y', [2])], config).scopes.filter(scope => scope.viewerId === 'x').map(scope => scope.userId).sort()).toEqual(['x', 'y'])
  })

  it('never shows anything beyond oneself to who leads nobody, whatever the directory', () => {
    const someMembers = fc.uniqueArray(fc.record({
      userid: fc.constantFrom('a', 'b', 'c', 'd', 'E'), name: fc.constant('x'), department: fc.uniqueArray(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 3 }),
      is_leader_in_dept: fc.array(fc.constantFrom(0, 1), { maxLength: 3 }), direct_leader: fc.array(fc.constantFrom('a', 'b', 'e'), { maxLength: 2 }), status: fc.constantFrom(1, 5),
    }), { selector: item => item.userid, maxLength: 5 })
    fc.assert(fc.property(someMembers, (members) => {
      const { reps, scopes } = readDirectory(departments, members, { adminUsers: [], operatorUsers: [], guideDepartments: [] })
      for (const rep of reps.filter(one => one.role !== 'lead')) expect(scopes.filter(scope => scope.viewerId === rep.userId)).toEqual([{ viewerId: rep.userId, userId: rep.userId }])
      expect(scopes.every(scope => reps.some(rep => rep.userId === scope.userId))).toBe(true)
    }))
  })
})
