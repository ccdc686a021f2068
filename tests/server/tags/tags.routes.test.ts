import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { CustomerTags } from '../../../contract/tags.schema.ts'
import { runJob } from '../../../server/jobs/run-job.ts'
import { wecomWorld, type WecomWorld } from '../../support/wecom-world.ts'

let world: WecomWorld
beforeAll(async () => {
  world = await wecomWorld()
  await runJob(world.server.context, 'synchronise', { kind: 'full' })
  await world.harness.simulator.emit({ kind: 'tag-created', group_name: '口味', name: '清甜', id: 'etSweet' })
  await world.harness.simulator.emit({ kind: 'tag-created', group_name: '口味', name: '无糖', id: 'etPlain' })
  await world.deliver()
})
afterAll(() => world.close())
beforeEach(async () => {
  await world.harness.control('faults', {})
  world.server.queued.length = 0
})

const url = '/api/customers/wmDemo0001/tags'
const as = (userId = 'rep-chen') => world.server.as(userId)
const change = (add: string[], remove: string[] = [], userId = 'rep-chen') => as(userId)('PATCH', url, { add, remove })
const theirs = (userid = 'rep-chen'): string[] => world.harness.simulator.company.follows.find(follow => follow.userid === userid && follow.external_userid === 'wmDemo0001')?.tag_id ?? []
const outbox = () => world.server.db.selectFrom('outbox').select(['kind', 'deliveredAt', 'givenUpAt']).orderBy('id').execute()

describe('changing the tags of a customer', () => {
  it.each([
    ['who is not a follower', 'lead-lin', { add: ['etSweet'], remove: [] }, 403, 'not-allowed'],
    ['whom the customer is hidden from', 'guest', { add: ['etSweet'], remove: [] }, 404, 'customer-not-found'],
    ['a tag that there is not', 'rep-chen', { add: ['etNobody'], remove: [] }, 422, 'invalid-value'],
    ['a body without both lists', 'rep-chen', { add: ['etSweet'] }, 422, undefined],
  ])('refuses %s, and writes nothing', async (_what, userId, body, status, code) => {
    const reply = await as(userId)('PATCH', url, body)
    expect([400, 422, status]).toContain(reply.statusCode)
    if (code) expect(reply.json()).toMatchObject({ code })
    expect(await outbox()).toEqual([])
  })

  it('says who may, to who may not', async () => {
    expect((await change(['etSweet'], [], 'lead-lin')).json()).toMatchObject({ message: expect.stringContaining('请让加了客户的同事来改') as string })
  })

  it('shows the company\'s tags by group, own ones and colleagues\' apart', async () => {
    expect((await as('rep-zhou')('GET', url)).json<CustomerTags>()).toEqual({
      groups: [{ groupId: 'etGroup', name: '等级', tags: [{ tagId: 'etVip', name: 'VIP' }] }, { groupId: expect.any(String), name: '口味', tags: [{ tagId: 'etSweet', name: '清甜' }, { tagId: 'etPlain', name: '无糖' }] }],
      mine: [], others: ['etVip'], most: 3000, isWaitingForWecom: false,
    })
  })

  it('shows them in the order that an admin gives them, at once', async () => {
    const named = async () => (await as()('GET', url)).json<CustomerTags>().groups.map(({ name, tags }) => [name, ...tags.map(tag => tag.tagId)])
    const taste = world.harness.simulator.company.tagGroups.find(group => group.group_name === '口味')?.group_id ?? ''
    await world.harness.simulator.emit({ kind: 'tags-reordered', group_id: taste, ids: ['etPlain', 'etSweet'] })
    await world.harness.simulator.emit({ kind: 'tags-reordered', ids: [taste, 'etGroup'] })
    await world.deliver()
    expect(await named()).toEqual([['口味', 'etPlain', 'etSweet'], ['等级', 'etVip']])
  })

  it('writes them to WeCom by add and remove, and says meanwhile that they are on their way', async () => {
    const reply = (await change(['etSweet'], ['etVip'])).json<CustomerTags>()
    expect(reply).toMatchObject({ mine: ['etSweet'], isWaitingForWecom: true })
    await world.runQueued()
    expect(theirs()).toEqual(['etSweet'])
    expect((await as()('GET', url)).json()).toMatchObject({ mine: ['etSweet'], isWaitingForWecom: false })
    const audit = await world.server.db.selectFrom('audit').select(['userId', 'action', 'details']).execute()
    expect(audit).toEqual([{ userId: 'rep-chen', action: 'customer-changed', details: { changes: { tags: { from: ['VIP'], to: ['清甜'] } } } }])
    const { items } = (await as()('GET', '/api/customers/wmDemo0001/timeline')).json<{ items: { title: string }[] }>()
    expect(items.map(item => item.title)).toContain('改了标签')
  })

  it('goes back by the reverse, and what is so already is no change', async () => {
    await change(['etVip'], ['etSweet'])
    await change(['etVip'], ['etSweet'])
    await world.runQueued()
    expect(theirs()).toEqual(['etVip'])
    expect((await outbox()).filter(row => row.kind === 'wecom-tags')).toHaveLength(2)
  })

  it('leaves a colleague\'s tags alone', async () => {
    await change(['etVip', 'etPlain'], [], 'rep-zhou')
    await world.runQueued()
    expect([theirs('rep-chen'), theirs('rep-zhou')]).toEqual([['etVip'], ['etVip', 'etPlain']])
  })

  it('is not undone by a callback or a page that still has the old ones', async () => {
    await world.harness.control('faults', { api: [{ path: 'externalcontact/mark_tag', errcode: 45033 }] })
    await change(['etSweet'])
    await world.runQueued()
    await world.move(60)
    await runJob(world.server.context, 'synchronise', { kind: 'nightly' })
    expect((await as()('GET', url)).json()).toMatchObject({ mine: expect.arrayContaining(['etSweet', 'etVip']) as string[], isWaitingForWecom: true })
    await world.harness.control('faults', {})
    await runJob(world.server.context, 'deliver-outbox', {})
    expect(theirs().sort()).toEqual(['etSweet', 'etVip'])
  })

  it('shows the platform\'s own again when it refuses for good', async () => {
    await world.harness.control('faults', { api: [{ path: 'externalcontact/mark_tag', errcode: 40068 }] })
    await change(['etPlain'])
    await world.runQueued()
    expect((await as()('GET', url)).json<CustomerTags>().mine.sort()).toEqual(theirs().sort())
    expect((await outbox()).at(-1)?.givenUpAt).not.toBeNull()
  })
})

describe('while WeCom is away', () => {
  it('reading works, a remark and tags wait in their order, the app is told so, and all arrives afterwards', async () => {
    await world.harness.control('faults', { platformAway: true })
    const remark = await as()('PATCH', '/api/customers/wmDemo0001', { remark: '鹿小姐' })
    expect([remark.statusCode, remark.json()]).toMatchObject([200, { remark: '鹿小姐', isWaitingForWecom: true }])
    expect((await change(['etPlain'])).json()).toMatchObject({ isWaitingForWecom: true })
    await world.runQueued()
    const sidebar = await as()('GET', '/api/customers/wmDemo0001/sidebar')
    expect(sidebar.json()).toMatchObject({ profile: { remark: '鹿小姐', isWaitingForWecom: true } })
    expect((await as()('POST', '/api/customers/search', { q: '鹿小姐' })).json()).toMatchObject({ total: 1 })
    expect(theirs()).not.toContain('etPlain')
    await world.harness.control('faults', {})
    await world.move(120)
    await runJob(world.server.context, 'deliver-outbox', {})
    const follow = world.harness.simulator.company.follows.find(row => row.userid === 'rep-chen' && row.external_userid === 'wmDemo0001')
    expect(follow).toMatchObject({ remark: '鹿小姐', tag_id: expect.arrayContaining(['etPlain']) as string[] })
    expect((await as()('GET', '/api/customers/wmDemo0001/sidebar')).json()).toMatchObject({ profile: { isWaitingForWecom: false } })
  })
})
