import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Harness, startHarness } from './simulator-fixture.ts'

let harness: Harness
beforeEach(async () => { harness = await startHarness() })
afterEach(async () => { await harness.close() })
const call = (path: string, body: object) => harness.api('POST', `externalcontact/${path}`, body)
const tagsOf = async (customer: string) => (await harness.api('GET', 'externalcontact/get', undefined, { external_userid: customer })).follow_user as { tags: { tag_name: string }[] }[]

describe('company tags', () => {
  it('are refused when nameless, too long, doubled in a group or unknown', async () => {
    expect((await call('add_corp_tag', { group_name: '喜好', tag: [] })).errcode).toBe(40058)
    expect((await call('add_corp_tag', { group_name: '喜好', tag: [{ name: '一'.repeat(31) }] })).errcode).toBe(40058)
    expect((await call('add_corp_tag', { group_id: 'etGroup', tag: [{ name: 'VIP' }] })).errcode).toBe(40071)
    expect((await call('edit_corp_tag', { id: 'etNothing', name: 'x' })).errcode).toBe(40068)
    expect((await call('del_corp_tag', {})).errcode).toBe(40063)
    expect((await call('add_corp_tag', { group_name: '喜好', tag: Array.from({ length: 3000 }, (_, i) => ({ name: `第${i}` })) })).errcode).toBe(40126)
    expect((await call('mark_tag', { userid: 'rep-zhou', external_userid: 'wmDemo0002', add_tag: ['etVip'] })).errcode).toBe(84061)
    expect((await call('mark_tag', { userid: 'rep-chen', external_userid: 'nonsense', add_tag: ['etVip'] })).errcode).toBe(40096)
  })

  it('a group of the same name takes the new tags, doubled names once', async () => {
    const first = await call('add_corp_tag', { group_name: '喜好', tag: [{ name: '茶' }, { name: '茶' }] })
    const second = await call('add_corp_tag', { group_name: '喜好', tag: [{ name: '咖啡' }] })
    expect((second.tag_group as { group_id: string }).group_id).toBe((first.tag_group as { group_id: string }).group_id)
    expect(await call('get_corp_tag_list', { group_id: [(first.tag_group as { group_id: string }).group_id] })).toMatchObject({ tag_group: [{ tag: [{ name: '茶' }, { name: '咖啡' }] }] })
  })

  it('are put on and taken off one member\'s customer, and go everywhere when deleted', async () => {
    const added = await call('add_corp_tag', { group_name: '喜好', tag: [{ name: '茶' }] })
    const id = (added.tag_group as { tag: { id: string }[] }).tag[0]?.id ?? ''
    const mark = (more: object) => call('mark_tag', { userid: 'rep-chen', external_userid: 'wmDemo0001', ...more })
    expect((await mark({})).errcode).toBe(40063)
    expect((await mark({ add_tag: ['etNothing'] })).errcode).toBe(40068)
    await mark({ add_tag: [id], remove_tag: ['etVip'] })
    expect((await tagsOf('wmDemo0001'))[0]?.tags).toMatchObject([{ tag_name: '茶' }])
    await call('del_corp_tag', { tag_id: [id] })
    expect((await tagsOf('wmDemo0001'))[0]?.tags).toEqual([])
    expect(JSON.stringify(await call('get_corp_tag_list', {}))).not.toContain('喜好')
    await harness.simulator.settled()
    expect(harness.callbacks).toEqual([])
  })

  it('changed in the console are told by callbacks', async () => {
    await harness.simulator.emit({ kind: 'tag-created', group_name: '等级', name: '金卡', id: 'etGold' })
    await harness.simulator.emit({ kind: 'tag-deleted', id: 'etGold' })
    await harness.simulator.settled()
    expect((await harness.state()).callbacks).toMatchObject([{ event: 'change_external_tag', changeType: 'create' }, { changeType: 'delete' }])
  })
})

describe('customer groups', () => {
  it('need a limit, are found by owner, and name their people only when asked', async () => {
    await harness.simulator.emit({ kind: 'group-created', chat_id: 'wrGroup01', name: '老客群', owner: 'rep-chen', external_userid: ['wmDemo0001'] })
    expect((await call('groupchat/list', {})).errcode).toBe(40058)
    expect(await call('groupchat/list', { limit: 10, owner_filter: { userid_list: ['rep-chen'] } })).toMatchObject({ group_chat_list: [{ chat_id: 'wrGroup01', status: 0 }] })
    expect(await call('groupchat/list', { limit: 10, owner_filter: { userid_list: ['rep-zhou'] } })).toMatchObject({ group_chat_list: [] })
    expect(await call('groupchat/get', { chat_id: 'wrGroup01', need_name: 1 })).toMatchObject({ group_chat: { owner: 'rep-chen', member_list: [{ userid: 'rep-chen', type: 1, name: '陈' }, { userid: 'wmDemo0001', type: 2, name: '小鹿' }] } })
    expect((await call('groupchat/get', { chat_id: 'wrNothing' })).errcode).toBe(90501)
  })

  it('tell of who joined with the versions of the member list', async () => {
    await harness.simulator.emit({ kind: 'group-created', chat_id: 'wrGroup01', name: '老客群', owner: 'rep-chen', external_userid: [] })
    const version = async () => ((await call('groupchat/get', { chat_id: 'wrGroup01' })).group_chat as { member_version: string }).member_version
    const before = await version()
    await harness.simulator.emit({ kind: 'group-joined', chat_id: 'wrGroup01', userid: 'wmDemo0002' })
    expect(await version()).not.toBe(before)
    expect((await harness.state()).callbacks).toMatchObject([{ changeType: 'create' }, { event: 'change_external_chat', changeType: 'update' }])
  })
})

describe('figures of a member\'s work', () => {
  it('are counted by Chinese days, with shares only where there were chats', async () => {
    await harness.simulator.emit({ kind: 'member-typed', userid: 'rep-chen', external_userid: 'wmDemo0001', text: '您好' })
    await harness.simulator.emit({ kind: 'customer-replied', userid: 'rep-chen', external_userid: 'wmDemo0001', text: '在' })
    await harness.move(600)
    await harness.simulator.emit({ kind: 'member-typed', userid: 'rep-chen', external_userid: 'wmDemo0001', text: '好的' })
    const today = new Date('2026-11-20T00:00:00+08:00').getTime() / 1000
    const ask = (start_time: number, end_time: number) => call('get_user_behavior_data', { userid: ['rep-chen'], start_time, end_time })
    const { behavior_data } = await ask(today - 86_400 + 5, today + 5) as { behavior_data: object[] }
    expect(behavior_data).toMatchObject([
      { stat_time: today - 86_400, chat_cnt: 0, message_cnt: 0 },
      { stat_time: today, chat_cnt: 1, message_cnt: 2, reply_percentage: 100, avg_reply_time: 10, new_contact_cnt: 3 },
    ])
    expect(behavior_data[0]).not.toHaveProperty('reply_percentage')
    expect((await ask(today - 31 * 86_400, today)).errcode).toBe(600018)
    expect((await ask(today - 181 * 86_400, today - 170 * 86_400)).errcode).toBe(600018)
  })
})

describe('members and departments changed in the console', () => {
  it('are told by callbacks and seen by the API', async () => {
    await harness.simulator.emit({ kind: 'member-changed', userid: 'rep-new', name: '新', department: [3] })
    await harness.simulator.emit({ kind: 'member-left', userid: 'rep-zhou' })
    await harness.simulator.emit({ kind: 'department-changed', id: 3, name: '二部甲', department_leader: ['rep-new'] })
    expect((await harness.api('GET', 'user/get', undefined, { userid: 'rep-zhou' })).errcode).toBe(60111)
    expect(await harness.api('GET', 'department/get', undefined, { id: '3' })).toMatchObject({ department: { name: '二部甲', department_leader: ['rep-new'] } })
    expect((await harness.state()).callbacks).toMatchObject([{ changeType: 'create_user', userid: 'rep-new' }, { changeType: 'delete_user' }, { changeType: 'update_party' }])
  })
})
