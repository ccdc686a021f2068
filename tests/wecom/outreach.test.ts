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
    expect((await call('add_contact_way', { ...way, type: undefined })).errcode).toBe(41037)
    expect((await call('add_contact_way', { ...way, scene: undefined })).errcode).toBe(41038)
    expect((await call('add_contact_way', { ...way, type: 3 })).errcode).toBe(41039)
    expect((await call('add_contact_way', { ...way, scene: 3 })).errcode).toBe(41040)
    expect((await call('add_contact_way', { ...way, remark: '一'.repeat(31) })).errcode).toBe(40058)
    expect((await call('add_contact_way', { ...way, type: 2, user: [], party: [99] })).errcode).toBe(60003)
    expect((await call('add_contact_way', { ...way, is_temp: true, expires_in: 15 * 86_400 })).errcode).toBe(40058)
    expect((await call('get_contact_way', {})).errcode).toBe(41043)
    expect((await call('list_contact_way', { limit: 1001 })).errcode).toBe(40058)
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
    expect((await welcome('')).errcode).toBe(41049)
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

  it('is refused to nobody, for too many, with too long a word, and to who has not activated the account', async () => {
    expect((await transfer([])).errcode).toBe(41035)
    expect((await transfer(Array.from({ length: 101 }, (_, i) => `wmMany${i}`))).errcode).toBe(81017)
    expect((await transfer(['wmDemo0001'], 'nobody')).errcode).toBe(60111)
    expect((await transfer(['wmDemo0001'], 'guest')).errcode).toBe(84074)
    expect((await call('transfer_customer', { handover_userid: 'rep-chen', takeover_userid: 'lead-lin', external_userid: ['wmDemo0001'], transfer_success_msg: '一'.repeat(201) })).errcode).toBe(40058)
    await harness.simulator.emit({ kind: 'member-changed', userid: 'lead-lin', status: 4 })
    expect((await transfer(['wmDemo0001'])).errcode).toBe(40098)
  })

  it('fails when the taker holds as many customers as a member may', async () => {
    await transfer(['wmDemo0001'])
    await harness.control('faults', { limits: { memberCustomerLimit: 0 } })
    await harness.control('clock', { advanceMs: 86_400_000 })
    expect(await result()).toMatchObject({ customer: [{ status: 4, takeover_time: 0 }] })
    expect((await harness.state()).callbacks).toMatchObject([{ changeType: 'transfer_fail' }])
  })

  it('stays undone when the customer refuses', async () => {
    await transfer(['wmDemo0001'])
    await harness.simulator.emit({ kind: 'transfer-refused', external_userid: 'wmDemo0001' })
    await harness.control('clock', { advanceMs: 86_400_000 })
    expect(await result()).toMatchObject({ customer: [{ status: 3 }] })
    expect((await harness.state()).callbacks).toMatchObject([{ changeType: 'transfer_fail' }])
  })
})
