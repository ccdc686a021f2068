import { removeTags } from '../api/tags.ts'
import { type EventField } from '../callbacks/xml.ts'
import { type Member } from '../company.ts'
import { type EventOf, ImpossibleEvent } from '../events.ts'
import { type Platform } from '../platform.ts'
import { type Fired, given, requireMember } from './contacts.ts'

function tagEvent(id: string, tagType: 'tag' | 'tag_group', changeType: 'create' | 'update' | 'delete'): EventField[] {
  return [['Event', 'change_external_tag'], ['Id', id], ['TagType', tagType], ['ChangeType', changeType]]
}

export function createTag(platform: Platform, { group_name, name, id }: EventOf<'tag-created'>): Fired {
  const group = platform.tagGroups.all().find(candidate => candidate.group_name === group_name)
  if (group?.tag.some(tag => tag.name === name)) throw new ImpossibleEvent(`The group ${group_name} has a tag ${name} already.`)
  const create_time = platform.nowSeconds
  const tag = { id: id ?? platform.newId('et', 32), name, order: 0, create_time }
  if (group) {
    platform.tagGroups.put({ ...group, tag: [...group.tag, tag] })
    return [tagEvent(tag.id, 'tag', 'create')]
  }
  const made = platform.tagGroups.put({ group_id: platform.newId('et', 32), group_name, order: 0, create_time, tag: [tag] })
  return [tagEvent(made.group_id, 'tag_group', 'create'), tagEvent(tag.id, 'tag', 'create')]
}

export function renameTag(platform: Platform, { id, name }: EventOf<'tag-renamed'>): Fired {
  const group = platform.tagGroups.all().find(candidate => candidate.tag.some(tag => tag.id === id))
  if (!group) throw new ImpossibleEvent(`There is no tag ${id}.`)
  platform.tagGroups.put({ ...group, tag: group.tag.map(tag => tag.id === id ? { ...tag, name } : tag) })
  return [tagEvent(id, 'tag', 'update')]
}

export function deleteTag(platform: Platform, { id }: EventOf<'tag-deleted'>): Fired {
  if (!platform.tagGroups.all().some(group => group.tag.some(tag => tag.id === id))) throw new ImpossibleEvent(`There is no tag ${id}.`)
  removeTags(platform, [id])
  return [tagEvent(id, 'tag', 'delete')]
}

/**
 * DOC 92130 (企业客户标签事件): one `shuffle` for all, with the group's id when it is that group's tags, without one when it is the groups.
 * A larger `order` stands further ahead.
 */
export function reorderTags(platform: Platform, { group_id, ids }: EventOf<'tags-reordered'>): Fired {
  const group = group_id === undefined ? null : platform.tagGroups.get(group_id)
  if (group === undefined) throw new ImpossibleEvent(`There is no tag group ${group_id}.`)
  const known = group ? group.tag.map(tag => tag.id) : platform.tagGroups.all().map(each => each.group_id)
  if (known.length !== ids.length || known.some(id => !ids.includes(id))) throw new ImpossibleEvent('The new order names each of them once.')
  const orderOf = (id: string): number => ids.length - ids.indexOf(id)
  if (group) platform.tagGroups.put({ ...group, tag: group.tag.map(tag => ({ ...tag, order: orderOf(tag.id) })) })
  else for (const each of platform.tagGroups.all()) platform.tagGroups.put({ ...each, order: orderOf(each.group_id) })
  return [[['Event', 'change_external_tag'], ['Id', group_id], ['ChangeType', 'shuffle']]]
}

/** DOC 90970 (成员变更通知): change_contact with what was changed. */
export function changeMember(platform: Platform, event: EventOf<'member-changed'>): Fired {
  const before = platform.members.get(event.userid.toLowerCase())
  const unknown = event.department?.find(id => !platform.departments.get(String(id)))
  if (unknown !== undefined) throw new ImpossibleEvent(`There is no department ${unknown}.`)
  const { name, department, is_leader_in_dept, hasCustomerContact, status } = event
  if (!before && (!name || !department)) throw new ImpossibleEvent(`${event.userid} is new: name and department are needed.`)
  const fresh: Member = { userid: event.userid, name: '', department: [], is_leader_in_dept: [], direct_leader: [], position: '', status: 1, hasCustomerContact: true }
  const after = { ...fresh, ...before, ...given({ name, department, is_leader_in_dept, hasCustomerContact, status }) }
  platform.members.put({ ...after, is_leader_in_dept: after.department.map((_, index) => after.is_leader_in_dept[index] ?? 0) })
  return [[
    ['Event', 'change_contact'], ['ChangeType', before ? 'update_user' : 'create_user'], ['UserID', after.userid],
    ['Name', name], ['Department', department?.join(',')], ['IsLeaderInDept', is_leader_in_dept?.join(',')], ['Status', status],
  ]]
}

export function removeMember(platform: Platform, { userid }: EventOf<'member-left'>): Fired {
  const member = requireMember(platform, userid)
  platform.members.put({ ...member, status: 5, hasCustomerContact: false })
  return [[['Event', 'change_contact'], ['ChangeType', 'delete_user'], ['UserID', member.userid]]]
}

/** DOC 90971 (部门变更通知). A department unknown so far is created. */
export function changeDepartment(platform: Platform, event: EventOf<'department-changed'>): Fired {
  const before = platform.departments.get(String(event.id))
  if (!before && !event.name) throw new ImpossibleEvent(`Department ${event.id} is new: a name is needed.`)
  const { name, parentid, department_leader } = event
  platform.departments.put({ name: '', parentid: 1, order: 0, department_leader: [], ...before, id: event.id, ...given({ name, parentid, department_leader }) })
  return [[['Event', 'change_contact'], ['ChangeType', before ? 'update_party' : 'create_party'], ['Id', event.id], ['Name', name], ['ParentId', parentid]]]
}
