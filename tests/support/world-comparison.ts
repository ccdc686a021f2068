import type { Company } from '../../mock/wecom/company.ts'
import type { Context } from '../../server/context.ts'
import { normalisePhone } from '../../server/privacy/vault.ts'

/** Everything of the platform that we keep, in one comparable shape: what an outsider would look at field by field. */
export interface ComparedWorld {
  customers: object[]
  follows: object[]
  members: object[]
  departments: object[]
  tagGroups: object[]
  groups: object[]
}

const sorted = <T extends object>(rows: readonly T[]): T[] => [...rows].sort((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)))
const unique = (values: readonly string[]): string[] => [...new Set(values)].sort()

/**
 * As the server's database has it. Kept here and no part of the platform's world any more: relations of members who left (their lead sees them),
 * and of customers who deleted the member and were deleted in turn (still shown as lost).
 */
export async function ourWorld({ db, vault }: Pick<Context, 'db' | 'vault'>, platform: Company): Promise<ComparedWorld> {
  const named = new Set(platform.follows.filter(row => !row.isHalf).map(row => `${row.userid.toLowerCase()} ${row.external_userid}`))
  const reps = await db.selectFrom('rep').selectAll().where('isActive', '=', true).execute()
  const active = new Set(reps.map(rep => rep.userId))
  const follows = (await db.selectFrom('follow').selectAll().where('endedAt', 'is', null).execute())
    .filter(row => active.has(row.userId) && (row.lostAt === null || named.has(`${row.userId} ${row.externalUserId}`)))
  const followed = new Set(follows.map(row => row.externalUserId))
  const tags = await db.selectFrom('customerTag').selectAll().execute()
  const phones = await db.selectFrom('followPhone').selectAll().execute()
  const rooms = await db.selectFrom('repDepartment').selectAll().execute()
  const people = await db.selectFrom('groupChatMember').selectAll().execute()
  const companyTags = await db.selectFrom('tag').selectAll().execute()
  const isOf = (row: { externalUserId: string, userId: string }) => (other: { externalUserId: string, userId: string }): boolean => row.externalUserId === other.externalUserId && row.userId === other.userId
  return {
    customers: sorted((await db.selectFrom('customer').selectAll().execute()).filter(row => followed.has(row.externalUserId))
      .map(({ externalUserId, name, avatarUrl, gender, kind, unionid }) => ({ externalUserId, name, avatarUrl, gender, kind, unionid }))),
    follows: sorted(follows.map(row => ({
      externalUserId: row.externalUserId, userId: row.userId, remark: row.remark, description: row.description, addedAt: row.addedAt.getTime() / 1000, addWay: row.addWay, state: row.state,
      operUserId: row.operUserId, tags: unique(tags.filter(isOf(row)).map(tag => tag.tagId)), phones: unique(phones.filter(isOf(row)).map(phone => vault.open(phone.phoneCipher))),
    }))),
    members: sorted(reps.map(({ userId, name }) => ({ userId, name, departments: rooms.filter(room => room.userId === userId).map(room => `${room.departmentId}${room.isLeader ? ' leads' : ''}`).sort() }))),
    departments: sorted((await db.selectFrom('department').selectAll().execute()).map(({ id, name, parentId, leaderUserIds }) => ({ id, name, parentId, leaders: unique(leaderUserIds) }))),
    tagGroups: (await db.selectFrom('tagGroup').selectAll().orderBy('position').execute()).map(group => ({
      id: group.id, name: group.name, tags: companyTags.filter(tag => tag.groupId === group.id).sort((a, b) => a.position - b.position).map(({ id, name }) => ({ id, name })),
    })),
    groups: sorted((await db.selectFrom('groupChat').selectAll().where('dismissedAt', 'is', null).execute()).map(({ chatId, name, ownerUserId, createdAt }) => ({
      chatId, name, ownerUserId, createdAt: createdAt.getTime() / 1000, people: unique(people.filter(person => person.chatId === chatId).map(person => person.externalUserId)),
    }))),
  }
}

/** As the simulated company has it. */
export function theirWorld({ contacts, follows, members, departments, tagGroups, groupChats = [] }: Company): ComparedWorld {
  const active = members.filter(member => member.status === 1)
  const ids = new Set(active.map(member => member.userid.toLowerCase()))
  const living = follows.filter(row => !row.isHalf && ids.has(row.userid.toLowerCase()))
  const followed = new Set(living.map(row => row.external_userid))
  const leads = (departmentId: number): string[] => unique([
    ...departments.filter(room => room.id === departmentId).flatMap(room => room.department_leader.map(id => id.toLowerCase())),
    ...members.filter(member => member.status !== 5 && member.department.some((id, index) => id === departmentId && member.is_leader_in_dept[index] === 1)).map(member => member.userid.toLowerCase()),
  ])
  return {
    customers: sorted(contacts.filter(contact => followed.has(contact.external_userid)).map(({ external_userid, name, avatar, gender, type, unionid }) => ({
      externalUserId: external_userid, name, avatarUrl: avatar || null, gender, kind: type, unionid: unionid ?? null,
    }))),
    follows: sorted(living.map(row => ({
      externalUserId: row.external_userid, userId: row.userid.toLowerCase(), remark: row.remark, description: row.description, addedAt: row.createtime, addWay: row.add_way, state: row.state ?? '',
      operUserId: row.oper_userid || null, tags: unique(row.tag_id), phones: unique(row.remark_mobiles.flatMap(mobile => normalisePhone(mobile) ?? [])),
    }))),
    members: sorted(active.map(({ userid, name, department }) => ({ userId: userid.toLowerCase(), name, departments: [...new Set(department)].map(id => `${id}${leads(id).includes(userid.toLowerCase()) ? ' leads' : ''}`).sort() }))),
    departments: sorted(departments.map(({ id, name, parentid }) => ({ id, name, parentId: parentid, leaders: leads(id) }))),
    tagGroups: ahead(tagGroups).map(group => ({ id: group.group_id, name: group.group_name, tags: ahead(group.tag).map(({ id, name }) => ({ id, name })) })),
    groups: sorted(groupChats.map(({ chat_id, name, owner, create_time, member_list }) => ({
      chatId: chat_id, name, ownerUserId: owner.toLowerCase(), createdAt: create_time, people: unique(member_list.filter(person => person.type === 2).map(person => person.userid)),
    }))),
  }
}

/** A larger order stands further ahead. */
const ahead = <T extends { order: number }>(list: readonly T[]): T[] => [...list].sort((a, b) => b.order - a.order)
