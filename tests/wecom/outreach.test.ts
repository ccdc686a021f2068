import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Harness, startHarness } from './simulator-fixture.ts'

let harness: Harness
beforeEach(async () => { harness = await startHarness() })
afterEach(async () => { await harness.close() })
const call = (path: string, body: object) => harness.api('POST', `externalcontact/${path}`, body)
const chatOf = (customer: string) => harness.simulator.company.messages.filter(message => message.external_userid === customer)

describe('contact ways', () => {
  const way = { type: 1, scene: 2, user: ['rep-chen'], state: 'parcel-card', remark: '包裹卡' }

  it('are refused with an unknown type, a channel too long, two users in a single one, and nobody', async () => {
    expect((await call('add_contact_way', { ...way, type: 3 })).errcode).toBe(41039)
    expect((await call('add_contact_way', { ...way, state: 's'.repeat(31) })).errcode).toBe(40058)
    expect((await call('add_contact_way', { ...way, user: ['rep-chen', 'rep-zhou'] })).errcode).toBe(41041)
    expect((await call('add_contact_way', { ...way, user: [] })).errcode).toBe(41009)
    expect((await call('add_contact_way', { ...way, user: ['nobody'] })).errcode).toBe(60111)
  })

  it('are kept, changed in what is named, listed and deleted', async () => {
    const { config_id, qr_code } = await call('add_contact_way', way)
    expect((await fetch(String(qr_code))).headers.get('content-type')).toBe('image/svg+xml')
    await call('update_contact_way', { config_id, remark: '新卡' })
    expect(await call('get_contact_way', { config_id })).toMatchObject({ contact_way: { config_id, state: 'parcel-card', remark: '新卡', user: ['rep-chen'], skip_verify: true } })
    expect(await call('list_contact_way', { limit: 10 })).toMatchObject({ contact_way: [{ config_id }], next_cursor: '' })
    await call('del_contact_way', { config_id })
    expect((await call('get_contact_way', { config_id })).errcode).toBe(41044)
  })

  it('give their channel to the customer who scans', async () => {
    const { config_id } = await call('add_contact_way', way)
    expect((await harness.control('events', { kind: 'customer-added', userid: 'rep-zhou', config_id })).status).toBe(400)
    await harness.control('events', { kind: 'customer-added', userid: 'rep-chen', external_userid: 'wmNew00001', config_id })
    expect(await harness.api('GET', 'externalcontact/get', undefined, { external_userid: 'wmNew00001' })).toMatchObject({ follow_user: [{ userid: 'rep-chen', state: 'parcel-card' }] })
  })
})

describe('the welcome message', () => {
  async function welcomeCode(): Promise<string> {
    await harness.simulator.emit({ kind: 'customer-added', userid: 'rep-chen', external_userid: 'wmNew00001' })
    await harness.simulator.settled()
    const { decryptMessage } = await import('../../mock/wecom/callbacks/crypto.ts')
    const encrypted = /<Encrypt><!\[CDATA\[(.+?)\]\]>/.exec(harness.callbacks.at(-1)?.body ?? '')?.[1] ?? ''
    return /<WelcomeCode><!\[CDATA\[(.+?)\]\]>/.exec(decryptMessage(harness.corp.encodingAesKey, encrypted).message)?.[1] ?? ''
  }
  const welcome = (welcome_code: string, text = '您好') => call('send_welcome_msg', { welcome_code, text: { content: text } })

  it('is refused with a code that was never given, when empty, and when too long', async () => {
    expect((await welcome('made-up')).errcode).toBe(41050)
    const code = await welcomeCode()
    expect((await welcome(code, '')).errcode).toBe(40063)
    expect((await welcome(code, '一'.repeat(1334))).errcode).toBe(45002)
  })

  it('goes out once within 20 seconds', async () => {
    const code = await welcomeCode()
    await harness.move(19)
    expect((await welcome(code)).errcode).toBe(0)
    expect((await welcome(code)).errcode).toBe(41051)
    expect(chatOf('wmNew00001')).toMatchObject([{ from: 'member', content: '您好', via: 'welcome' }])
  })

  it('is too late after 20 seconds, and when the chat has begun', async () => {
    const code = await welcomeCode()
    await harness.simulator.emit({ kind: 'member-typed', userid: 'rep-chen', external_userid: 'wmNew00001', text: '在的' })
    expect((await welcome(code)).errcode).toBe(41051)
    await harness.move(20)
    expect((await welcome(code)).errcode).toBe(41050)
  })
})

describe('mass messages', () => {
  const task = (more: object = {}) => call('add_msg_template', { sender: 'rep-chen', external_userid: ['wmDemo0001', 'wmDemo0002'], text: { content: '活动' }, ...more })
  const results = async (msgid: unknown) => (await call('get_groupmsg_send_result', { msgid, userid: 'rep-chen' })).send_list

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
})

describe('handing customers over', () => {
  const transfer = (external_userid: string[], takeover_userid = 'lead-lin') => call('transfer_customer', { handover_userid: 'rep-chen', takeover_userid, external_userid })
  const result = () => call('transfer_result', { handover_userid: 'rep-chen', takeover_userid: 'lead-lin' })

  it('says for each customer whether it has begun', async () => {
    expect((await transfer(['wmDemo0001'], 'rep-chen')).errcode).toBe(40130)
    await harness.simulator.emit({ kind: 'customer-added', userid: 'rep-zhou', external_userid: 'wmNew00001' })
    expect(await transfer(['wmDemo0001', 'wmNew00001', 'wmNobody01'])).toMatchObject({ customer: [{ errcode: 0 }, { errcode: 40131 }, { errcode: 40096 }] })
    expect(await transfer(['wmDemo0001'])).toMatchObject({ customer: [{ errcode: 40129 }] })
  })

  it('takes place after 24 hours, with its callbacks, and at most twice in 90 days', async () => {
    await transfer(['wmDemo0001'])
    expect(await result()).toMatchObject({ customer: [{ external_userid: 'wmDemo0001', status: 2 }] })
    await harness.control('clock', { advanceMs: 86_400_000 })
    await harness.simulator.settled()
    expect(await result()).toMatchObject({ customer: [{ status: 1 }] })
    expect((await harness.state()).callbacks).toMatchObject([{ changeType: 'del_external_contact', userid: 'rep-chen' }, { changeType: 'add_external_contact', userid: 'lead-lin' }])
    expect(await harness.api('GET', 'externalcontact/get', undefined, { external_userid: 'wmDemo0001' })).toMatchObject({ follow_user: [{ userid: 'lead-lin', remark: '鹿姐', add_way: 202 }, { userid: 'rep-zhou' }] })

    const back = () => call('transfer_customer', { handover_userid: 'lead-lin', takeover_userid: 'rep-chen', external_userid: ['wmDemo0001'] })
    await back()
    await harness.control('clock', { advanceMs: 86_400_000 })
    expect(await transfer(['wmDemo0001'])).toMatchObject({ customer: [{ errcode: 40128 }] })
  })

  it('stays undone when the customer refuses', async () => {
    await transfer(['wmDemo0001'])
    await harness.simulator.emit({ kind: 'transfer-refused', external_userid: 'wmDemo0001' })
    await harness.control('clock', { advanceMs: 86_400_000 })
    expect(await result()).toMatchObject({ customer: [{ status: 3 }] })
    expect((await harness.state()).callbacks).toMatchObject([{ changeType: 'transfer_fail' }])
  })
})
