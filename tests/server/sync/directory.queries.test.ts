import { afterAll, beforeAll, expect, it } from 'vitest'
import { replaceDirectory } from '../../../server/sync/directory.queries.ts'
import type { Directory } from '../../../server/sync/directory.rules.ts'
import { testDatabase, type TestDatabase } from '../../support/test-database.ts'

let database: TestDatabase
beforeAll(async () => { database = await testDatabase() })
afterAll(() => database.drop())

const now = new Date('2026-06-15T02:00:00Z')
const company = (members: number, departments: number): Directory => {
  const reps = Array.from({ length: members }, (_, at) => ({ userId: `member-${at}`, name: `成员"${at}`, role: 'rep' as const, isActive: true }))
  return {
    departments: Array.from({ length: departments }, (_, at) => ({ id: at + 1, name: `部门${at}`, parentId: at === 0 ? 0 : 1, leaderUserIds: at === 0 ? ['member-0', 'member-1'] : [] })),
    reps,
    repDepartments: reps.map(({ userId }, at) => ({ userId, departmentId: at % departments + 1, isLeader: at === 0 })),
    scopes: reps.map(({ userId }) => ({ viewerId: userId, userId })),
  }
}
const count = async (table: 'rep' | 'repDepartment' | 'department' | 'repScope') => (await database.db.selectFrom(table).select(({ fn }) => fn.countAll<number>().as('count')).executeTakeFirstOrThrow()).count

it('keeps a company of 14,000 members in 50 departments, and who left it', async () => {
  await database.db.transaction().execute(trx => replaceDirectory(trx, company(14_000, 50), now))
  expect([await count('rep'), await count('repDepartment'), await count('department'), await count('repScope')].map(Number)).toEqual([14_000, 14_000, 50, 14_000])
  expect(await database.db.selectFrom('department').select(['name', 'leaderUserIds']).where('id', '=', 1).executeTakeFirst()).toEqual({ name: '部门0', leaderUserIds: ['member-0', 'member-1'] })
  const left = await database.db.transaction().execute(trx => replaceDirectory(trx, company(2, 1), now))
  expect(left).toHaveLength(13_998)
  expect(Number(await count('department'))).toBe(1)
  expect(await database.db.selectFrom('rep').select('name').where('isActive', '=', true).orderBy('userId').execute()).toEqual([{ name: '成员"0' }, { name: '成员"1' }])
})
