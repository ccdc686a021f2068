import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Harness, startHarness } from './simulator-fixture.ts'

let harness: Harness
beforeEach(async () => { harness = await startHarness() })
afterEach(async () => { await harness.close() })
const call = (path: string, body: object) => harness.api('POST', `externalcontact/${path}`, body)
const chatOf = (receiver: string) => harness.simulator.company.messages.filter(message => message.external_userid === receiver)
const results = async (msgid: unknown) => (await call('get_groupmsg_send_result', { msgid, userid: 'rep-chen' })).send_list

describe('mass messages', () => {
  const task = (more: object = {}) => call('add_msg_template', { sender: 'rep-chen', external_userid: ['wmDemo0001', 'wmDemo0002'], text: { content: '活动' }, ...more })

  it('need content and somebody to send to', async () => {
    expect((await task({ text: undefined })).errcode).toBe(40063)
    expect((await task({ sender: '', external_userid: [] })).errcode).toBe(40063)
    expect((await task({ sender: 'rep-zhou', external_userid: ['wmDemo0003'] })).errcode).toBe(41048)
    expect((await call('get_groupmsg_task', { msgid: 'made-up' })).errcode).toBe(41047)
  })

  it('name who can\'t be reached, are still given out at first, and go out when the member confirms', async () => {
    const { msgid, fail_list } = await task({ sender: 'rep-zhou' })
    expect(fail_list).toEqual(['wmDemo0002'])
    expect((await call('get_groupmsg_task', { msgid })).errcode).toBe(41063)
    await harness.move(2)
    expect(await call('get_groupmsg_task', { msgid })).toMatchObject({ task_list: [{ userid: 'rep-zhou', status: 0 }] })
    await harness.simulator.emit({ kind: 'mass-confirmed', userid: 'rep-zhou', msgid: String(msgid) })
    expect(await call('get_groupmsg_send_result', { msgid, userid: 'rep-zhou' })).toMatchObject({ send_list: [{ external_userid: 'wmDemo0001', status: 1 }] })
    expect(chatOf('wmDemo0001')).toMatchObject([{ via: 'mass', content: '活动' }])
  })

  it('reach a customer only as often as the company\'s rule allows, and not one who left', async () => {
    harness.corp.massMessageRule = 'day'
    await harness.simulator.emit({ kind: 'member-mass-sent', userid: 'rep-chen', external_userid: ['wmDemo0001'], text: '早' })
    const { msgid } = await task()
    await harness.simulator.emit({ kind: 'customer-deleted-us', userid: 'rep-chen', external_userid: 'wmDemo0002' })
    await harness.move(2)
    await harness.simulator.emit({ kind: 'mass-confirmed', userid: 'rep-chen', msgid: String(msgid) })
    expect(await results(msgid)).toMatchObject([{ external_userid: 'wmDemo0001', status: 3 }, { external_userid: 'wmDemo0002', status: 2 }])
    await harness.move(86_400)
    const next = await task({ external_userid: ['wmDemo0001'] })
    await harness.move(2)
    await harness.simulator.emit({ kind: 'mass-confirmed', userid: 'rep-chen', msgid: String(next.msgid) })
    expect(await results(next.msgid)).toMatchObject([{ status: 1 }])
  })

  it('that a member started are found by the list, apart from the company\'s', async () => {
    await harness.simulator.emit({ kind: 'member-mass-sent', userid: 'rep-chen', external_userid: ['wmDemo0001'], text: '早' })
    await task()
    const now = Math.floor(harness.clock.now().getTime() / 1000)
    const list = (filter_type: number, start = now - 60) => call('get_groupmsg_list_v2', { chat_type: 'single', start_time: start, end_time: now, filter_type })
    expect(await list(1)).toMatchObject({ group_msg_list: [{ creator: 'rep-chen', create_type: 1, text: { content: '早' } }] })
    expect(await list(0)).toMatchObject({ group_msg_list: [{ create_type: 0 }] })
    expect((await list(2, now - 40 * 86_400)).errcode).toBe(600018)
  })

  it('are not sent once cancelled', async () => {
    const { msgid } = await task()
    await call('cancel_groupmsg_send', { msgid })
    expect((await harness.control('events', { kind: 'mass-confirmed', userid: 'rep-chen', msgid })).status).toBe(400)
  })

  it('that were cancelled are neither cancelled nor reminded of again; a reminder goes three times in 24 hours', async () => {
    const { msgid } = await task()
    const remind = async () => (await call('remind_groupmsg_send', { msgid })).errcode
    expect([await remind(), await remind(), await remind(), await remind()]).toEqual([0, 0, 0, 41094])
    await harness.move(86_400)
    expect(await remind()).toBe(0)
    await call('cancel_groupmsg_send', { msgid })
    expect([(await call('cancel_groupmsg_send', { msgid })).errcode, await remind()]).toEqual([41093, 41093])
  })

  it('of a sender without names go to those of their customers who have a tag of each group', async () => {
    const { msgid } = await task({ external_userid: [], tag_filter: { group_list: [{ tag_list: ['etVip', 'etOther'] }] } })
    await harness.move(2)
    expect(await results(msgid)).toMatchObject([{ external_userid: 'wmDemo0001' }])
    expect((await task({ external_userid: [], tag_filter: { group_list: [{ tag_list: ['etOther'] }] } })).errcode).toBe(41048)
  })

  it('carry at most nine attachments of known kinds, whose media are still alive', async () => {
    const link = { msgtype: 'link', link: { title: '活动', url: 'https://a.example' } }
    expect((await task({ attachments: Array(10).fill(link) })).errcode).toBe(41064)
    expect((await task({ attachments: [{ msgtype: 'hologram', hologram: {} }] })).errcode).toBe(41065)
    expect((await task({ attachments: [{ msgtype: 'image', image: { media_id: 'nothing' } }] })).errcode).toBe(40007)
    expect((await task({ attachments: [{ msgtype: 'link', link: { title: '活动', url: 'a.example' } }] })).errcode).toBe(40058)
    expect((await task({ text: undefined, attachments: [link] })).errcode).toBe(0)
    expect((await task({ text: { content: '一'.repeat(1334) } })).errcode).toBe(45002)
    expect((await task({ external_userid: Array.from({ length: 10_001 }, (_, i) => `wmMany${i}`) })).errcode).toBe(81017)
  })

  it('reach one customer on as many days of a month as it has, seven times a week, or once a day, by the company\'s rule', async () => {
    const send = async (times: number) => {
      for (let i = 0; i < times; i += 1) await harness.simulator.emit({ kind: 'member-mass-sent', userid: 'rep-chen', external_userid: ['wmDemo0001'], text: `第${i}条` })
      return chatOf('wmDemo0001').length
    }
    harness.corp.massMessageRule = 'week'
    expect(await send(8)).toBe(7)
    harness.corp.massMessageRule = 'month'
    expect(await send(30)).toBe(30)
    await harness.control('clock', { at: '2026-12-01T00:00:00+08:00' })
    expect(await send(32)).toBe(30 + 31)
  })

  it('that a member started alone have results at once: to whom, and who got it', async () => {
    await harness.simulator.emit({ kind: 'customer-deleted-us', userid: 'rep-chen', external_userid: 'wmDemo0002' })
    await harness.simulator.emit({ kind: 'member-mass-sent', userid: 'rep-chen', external_userid: ['wmDemo0001', 'wmDemo0002'], text: '早' })
    const now = Math.floor(harness.clock.now().getTime() / 1000)
    const { group_msg_list: [own] } = await call('get_groupmsg_list_v2', { chat_type: 'single', start_time: now - 60, end_time: now, filter_type: 1, creator: 'REP-chen' }) as { group_msg_list: { msgid: string }[] }
    expect(await call('get_groupmsg_task', { msgid: own?.msgid })).toMatchObject({ task_list: [{ userid: 'rep-chen', status: 2, send_time: now }] })
    expect(await results(own?.msgid)).toEqual([
      { userid: 'rep-chen', external_userid: 'wmDemo0001', status: 1, send_time: now }, { userid: 'rep-chen', external_userid: 'wmDemo0002', status: 2 },
    ])
  })

  it('are listed and resolved page by page', async () => {
    const { msgid } = await task({ external_userid: ['wmDemo0001', 'wmDemo0002', 'wmDemo0003'] })
    await task()
    await harness.move(2)
    const now = Math.floor(harness.clock.now().getTime() / 1000)
    const list = (more: object) => call('get_groupmsg_list_v2', { chat_type: 'single', start_time: now - 60, end_time: now, filter_type: 2, ...more })
    const first = await list({ limit: 1 })
    expect(first.group_msg_list).toHaveLength(1)
    expect(await list({ limit: 1, cursor: first.next_cursor })).toMatchObject({ group_msg_list: [{}], next_cursor: '' })
    expect((await list({ limit: 101 })).errcode).toBe(40058)
    expect((await list({ cursor: 'made-up' })).errcode).toBe(50100)
    const page = await call('get_groupmsg_send_result', { msgid, userid: 'rep-chen', limit: 2 })
    expect(await call('get_groupmsg_send_result', { msgid, userid: 'rep-chen', limit: 2, cursor: page.next_cursor })).toMatchObject({ send_list: [{ external_userid: 'wmDemo0003' }], next_cursor: '' })
  })
})

describe('mass messages to groups', () => {
  const groupTask = (more: object = {}) => call('add_msg_template', { chat_type: 'group', sender: 'rep-chen', text: { content: '群里好' }, ...more })
  beforeEach(async () => {
    await harness.simulator.emit({ kind: 'group-created', chat_id: 'wrGroup01', name: '老客群', owner: 'rep-chen', external_userid: ['wmDemo0001'] })
    await harness.simulator.emit({ kind: 'group-created', chat_id: 'wrGroup02', name: '新客群', owner: 'rep-zhou', external_userid: [] })
  })

  it('need a sender, content and a group that is the sender\'s', async () => {
    expect((await groupTask({ chat_type: 'crowd' })).errcode).toBe(40058)
    expect((await groupTask({ sender: '' })).errcode).toBe(41009)
    expect((await groupTask({ text: undefined })).errcode).toBe(40063)
    expect((await groupTask({ chat_id_list: ['wrGroup02'] })).errcode).toBe(41048)
    expect((await groupTask({ chat_id_list: Array.from({ length: 2001 }, (_, i) => `wr${i}`) })).errcode).toBe(81017)
  })

  it('go to the groups that the sender owns when the sender confirms, as often as the rule allows', async () => {
    harness.corp.massMessageRule = 'day'
    const { msgid, fail_list } = await groupTask({ chat_id_list: ['wrGroup01', 'wrGroup02'] })
    const second = await groupTask()
    expect(fail_list).toEqual(['wrGroup02'])
    await harness.move(2)
    await harness.simulator.emit({ kind: 'mass-confirmed', userid: 'rep-chen', msgid: String(msgid) })
    await harness.simulator.emit({ kind: 'mass-confirmed', userid: 'rep-chen', msgid: String(second.msgid) })
    expect(await results(msgid)).toMatchObject([{ chat_id: 'wrGroup01', userid: 'rep-chen', status: 1 }])
    expect(await results(second.msgid)).toMatchObject([{ chat_id: 'wrGroup01', status: 3 }])
    expect(chatOf('wrGroup01')).toMatchObject([{ via: 'mass', content: '群里好' }])
    const now = Math.floor(harness.clock.now().getTime() / 1000)
    expect((await call('get_groupmsg_list_v2', { chat_type: 'group', start_time: now - 60, end_time: now })).group_msg_list).toHaveLength(2)
  })
})
