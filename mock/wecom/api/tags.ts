import { type CorpTag, type CorpTagGroup, type Follow } from '../company.ts'
import { PlatformError } from '../platform-error.ts'
import { type Platform } from '../platform.ts'
import { findContactMember, findFollow } from '../visibility.ts'
import { type ApiEndpoint, type Json, limitedText, requiredText, text, texts, whole } from './endpoint.ts'

const tagsACompany = 3000
const longestName = 30

/** wecom.md §2.5. What the API changes here fires no callback. */
export const tagEndpoints: ApiEndpoint[] = [
  {
    method: 'POST',
    path: 'externalcontact/get_corp_tag_list',
    needsCustomerContact: true,
    handle: ({ platform, body }) => ({ tag_group: selected(platform, texts(body, 'group_id'), texts(body, 'tag_id')) }),
  },
  { method: 'POST', path: 'externalcontact/add_corp_tag', needsCustomerContact: true, handle: ({ platform, body }) => ({ tag_group: addTags(platform, body) }) },
  { method: 'POST', path: 'externalcontact/edit_corp_tag', needsCustomerContact: true, handle: ({ platform, body }) => editTag(platform, body) },
  { method: 'POST', path: 'externalcontact/del_corp_tag', needsCustomerContact: true, handle: ({ platform, body }) => deleteTags(platform, body) },
  { method: 'POST', path: 'externalcontact/mark_tag', needsCustomerContact: true, handle: ({ platform, body }) => markTags(platform, body) },
]

/** `tags` of externalcontact/get: a tag that was deleted meanwhile is not named. */
export function namedTags(platform: Platform, follow: Follow): object[] {
  return follow.tag_id.flatMap((id) => {
    const found = findTag(platform, id)
    return found ? [{ group_name: found.group.group_name, tag_name: found.tag.name, tag_id: id, type: 1 }] : []
  })
}

function findTag(platform: Platform, id: string): { group: CorpTagGroup, tag: CorpTag } | null {
  for (const group of platform.tagGroups.all()) {
    const tag = group.tag.find(candidate => candidate.id === id)
    if (tag) return { group, tag }
  }
  return null
}

/** Both lists empty: everything. When both are given the groups win. */
function selected(platform: Platform, groupIds: string[], tagIds: string[]): object[] {
  const groups = platform.tagGroups.all()
  const chosen = groupIds.length > 0
    ? groups.filter(group => groupIds.includes(group.group_id))
    : tagIds.length === 0
      ? groups
      : groups.map(group => ({ ...group, tag: group.tag.filter(tag => tagIds.includes(tag.id)) })).filter(group => group.tag.length > 0)
  return chosen.map(group => ({ ...group, deleted: false, tag: group.tag.map(tag => ({ ...tag, deleted: false })) }))
}

function addTags(platform: Platform, body: Json): object {
  const wanted = body.tag
  if (!Array.isArray(wanted) || wanted.length === 0) throw new PlatformError(40058, 'invalid Request Parameter: missing tag')
  const names = wanted.map((item: Json) => ({ name: checkedName(limitedText(item, 'name', longestName)), order: whole(item, 'order', 0) }))
  const groupId = text(body, 'group_id')
  const groupName = limitedText(body, 'group_name', longestName)
  if (groupId === '' && groupName === '') throw new PlatformError(40058, 'invalid Request Parameter: missing group_name')
  const group = groupId ? platform.tagGroups.get(groupId) : platform.tagGroups.all().find(candidate => candidate.group_name === groupName)
  if (groupId && !group) throw new PlatformError(40068)
  const count = platform.tagGroups.all().reduce((sum, { tag }) => sum + tag.length, 0)
  if (count + names.length > tagsACompany) throw new PlatformError(40126)

  const now = platform.nowSeconds
  const target = group ?? { group_id: platform.newId('et', 32), group_name: groupName, order: whole(body, 'order', 0), create_time: now, tag: [] }
  const distinct = names.filter(({ name }, index) => names.findIndex(other => other.name === name) === index)
  if (distinct.some(({ name }) => target.tag.some(tag => tag.name === name))) throw new PlatformError(40071)
  const added = distinct.map(({ name, order }) => ({ id: platform.newId('et', 32), name, order, create_time: now }))
  platform.tagGroups.put({ ...target, tag: [...target.tag, ...added] })
  return { ...target, tag: added }
}

function editTag(platform: Platform, body: Json): object {
  const id = requiredText(body, 'id')
  const name = limitedText(body, 'name', longestName)
  const group = platform.tagGroups.get(id)
  const found = findTag(platform, id)
  if (!group && !found) throw new PlatformError(40068)
  if (group) {
    if (name && platform.tagGroups.all().some(other => other.group_id !== id && other.group_name === name)) throw new PlatformError(40071)
    platform.tagGroups.put({ ...group, group_name: name || group.group_name, order: whole(body, 'order', group.order) })
  }
  else if (found) {
    const { group: holder, tag } = found
    if (name && holder.tag.some(other => other.id !== id && other.name === name)) throw new PlatformError(40071)
    const edited = { ...tag, name: name || tag.name, order: whole(body, 'order', tag.order) }
    platform.tagGroups.put({ ...holder, tag: holder.tag.map(other => other.id === id ? edited : other) })
  }
  return {}
}

/** A group without tags disappears; customers lose the tag. */
function deleteTags(platform: Platform, body: Json): object {
  const groupIds = texts(body, 'group_id')
  const tagIds = texts(body, 'tag_id')
  if (groupIds.length === 0 && tagIds.length === 0) throw new PlatformError(40063)
  if (groupIds.some(id => !platform.tagGroups.get(id)) || tagIds.some(id => !findTag(platform, id))) throw new PlatformError(40068)
  removeTags(platform, [...tagIds, ...groupIds.flatMap(id => platform.tagGroups.get(id)?.tag.map(tag => tag.id) ?? [])])
  groupIds.forEach(id => platform.tagGroups.delete(id))
  return {}
}

/** Takes tags out of the library and off every customer. */
export function removeTags(platform: Platform, ids: string[]): void {
  for (const group of platform.tagGroups.all()) {
    const tag = group.tag.filter(candidate => !ids.includes(candidate.id))
    if (tag.length === group.tag.length) continue
    if (tag.length === 0) platform.tagGroups.delete(group.group_id)
    else platform.tagGroups.put({ ...group, tag })
  }
  for (const follow of platform.follows.all()) {
    if (follow.tag_id.some(id => ids.includes(id))) platform.follows.put({ ...follow, tag_id: follow.tag_id.filter(id => !ids.includes(id)) })
  }
}

function markTags(platform: Platform, body: Json): object {
  const member = findContactMember(platform, requiredText(body, 'userid', 41009))
  const follow = findFollow(platform, member.userid, text(body, 'external_userid'))
  const add = texts(body, 'add_tag')
  const remove = texts(body, 'remove_tag')
  if (add.length === 0 && remove.length === 0) throw new PlatformError(40063)
  if ([...add, ...remove].some(id => !findTag(platform, id))) throw new PlatformError(40068)
  const kept = follow.tag_id.filter(id => !remove.includes(id))
  platform.follows.put({ ...follow, tag_id: [...new Set([...kept, ...add])] })
  return {}
}

function checkedName(name: string): string {
  if (name.trim() === '') throw new PlatformError(40058, 'invalid Request Parameter: missing name')
  return name
}
