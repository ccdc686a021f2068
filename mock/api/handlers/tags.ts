import type { CustomerTags } from '../../../contract/tags.schema.ts'
import * as tags from '../../../contract/tags.endpoints.ts'
import { mock, Refusal, type MockHandler } from '../mock.ts'
import type { MockState } from '../state.ts'

const groups: CustomerTags['groups'] = [
  { groupId: 'g1', name: '关系', tags: [{ tagId: 't1', name: '老客' }, { tagId: 't2', name: '朋友介绍' }] },
  { groupId: 'g2', name: '口味', tags: [{ tagId: 't3', name: '清甜' }, { tagId: 't4', name: '无糖' }] },
]
const known = new Map(groups.flatMap(group => group.tags.map(tag => [tag.tagId, { ...tag, group: group.name }] as const)))

const tagsOf = ({ sidebar: { profile } }: MockState): CustomerTags => ({
  groups, mine: profile.tags.map(tag => tag.tagId), others: [], most: 3000, isWaitingForWecom: profile.isWaitingForWecom,
})

export const tagHandlers = (state: MockState): MockHandler[] => [
  mock(tags.getCustomerTags, () => tagsOf(state)),
  mock(tags.changeCustomerTags, ({ body: { add, remove } }) => {
    if (add.some(id => !known.has(id))) throw new Refusal('invalid-value', '有的标签在企业微信里已经删了，请关掉再打开，重新选')
    const { profile } = state.sidebar
    profile.tags = [...profile.tags.filter(tag => !remove.includes(tag.tagId)), ...add.flatMap(id => known.get(id) ?? [])]
    profile.isWaitingForWecom = true
    return tagsOf(state)
  }),
]
