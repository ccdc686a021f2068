import { decrypt, encrypt, getSignature } from '@wecom/crypto'
import { XMLParser } from 'fast-xml-parser'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { jsapiSignature } from '../../mock/wecom/bridge/signature.ts'
import { decryptMessage, encryptMessage, signatureOf } from '../../mock/wecom/callbacks/crypto.ts'
import { type SimulatorEvent } from '../../mock/wecom/events.ts'
import { eventXml } from '../../mock/wecom/callbacks/xml.ts'
import events from '../fixtures/wecom/events.json' with { type: 'json' }
import vectors from '../fixtures/wecom/vectors.json' with { type: 'json' }
import { type Harness, type ReceivedCallback, startHarness } from './simulator-fixture.ts'

const parser = new XMLParser({ parseTagValue: false, processEntities: false })

/** What a careful receiver does: the signature first, then the text, then whether it is meant for this company. */
function opened({ corp }: Harness, { url, body }: ReceivedCallback): Record<string, string> {
  const encrypted = String(parser.parse(body).xml.Encrypt)
  const query = (name: string): string => url.searchParams.get(name) ?? ''
  expect(query('msg_signature')).toBe(getSignature(corp.token, query('timestamp'), query('nonce'), encrypted))
  const { message, id } = decrypt(corp.encodingAesKey, encrypted)
  expect(id).toBe(corp.corpId)
  return parser.parse(message).xml
}

describe('callback encryption', () => {
  it.each(vectors.callback)('opens the published sample $id', ({ encodingAESKey, encrypt: encrypted, plaintext, receiveid, token, timestamp, nonce, msg_signature }) => {
    expect(decryptMessage(encodingAESKey, encrypted)).toEqual({ message: plaintext, receiveId: receiveid })
    expect(signatureOf(token, timestamp, nonce, encrypted)).toBe(msg_signature)
  })

  it.each(vectors.encrypt)('makes the same bytes as $id', ({ encodingAESKey, plaintext, receiveid, random16, encrypt: encrypted, token, timestamp, nonce, msg_signature }) => {
    expect(encryptMessage(encodingAESKey, plaintext, receiveid, Buffer.from(random16))).toBe(encrypted)
    expect(signatureOf(token, timestamp, nonce, encrypted)).toBe(msg_signature)
  })

  it.each(vectors.invalid_aes_keys)('refuses the key %j', (key) => {
    expect(() => encryptMessage(key, 'x', 'ww', Buffer.alloc(16))).toThrow('43 characters')
  })

  it('agrees with @wecom/crypto on any text, key, receiver and signature, both ways', () => {
    const key = fc.uint8Array({ minLength: 32, maxLength: 32 }).map(bytes => Buffer.from(bytes).toString('base64').slice(0, 43))
    const random16 = fc.uint8Array({ minLength: 16, maxLength: 16 }).map(bytes => Buffer.from(bytes))
    const word = fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 32 })
    fc.assert(fc.property(key, fc.string({ unit: 'grapheme' }), word, random16, word, (aesKey, message, receiver, random, token) => {
      const encrypted = encryptMessage(aesKey, message, receiver, random)
      expect(decrypt(aesKey, encrypted)).toMatchObject({ message, id: receiver })
      expect(decryptMessage(aesKey, encrypt(aesKey, message, receiver, random))).toEqual({ message, receiveId: receiver })
      expect(signatureOf(token, '1409659589', '263014780', encrypted)).toBe(getSignature(token, '1409659589', '263014780', encrypted))
    }))
  })

  it.each(vectors.jssdk)('signs a page as $id', ({ jsapi_ticket, noncestr, timestamp, url, signature }) => {
    expect(jsapiSignature(jsapi_ticket, { timestamp, nonceStr: noncestr }, url)).toBe(signature)
  })
})

describe('event texts', () => {
  it('are written as the captured payload of a real add event', () => {
    const { xml } = events.real_add_external_contact_2021
    const value = (name: string): string => new RegExp(`<${name}><!\\[CDATA\\[(.*?)\\]\\]>`).exec(xml)?.[1] ?? ''
    expect(eventXml(value('ToUserName'), 1631778573, [
      ['Event', 'change_external_contact'], ['ChangeType', 'add_external_contact'], ['UserID', value('UserID')], ['ExternalUserID', value('ExternalUserID')],
      ['State', ''], ['WelcomeCode', value('WelcomeCode')],
    ])).toBe(xml)
  })
})

describe('each event', () => {
  const elementsOf = (xml: string): string[] => [...xml.matchAll(/<(\w+)>/g)].map(match => match[1] ?? '').filter(name => name !== 'xml' && name !== 'Item')
  /** Only with rule groups; only for who leaves; only after a handover. */
  const optional = ['StrategyId', 'QuitScene', 'Source']

  it('has the elements of the published example, in its order', async () => {
    const harness = await startHarness()
    const chat = { chat_id: 'wrGroup01' }
    const who = { userid: 'rep-chen', external_userid: 'wmNew00001' }
    const happenings: [keyof typeof events, SimulatorEvent][] = [
      ['add_external_contact', { kind: 'customer-added', ...who, state: 'pack' }],
      ['edit_external_contact', { kind: 'member-edited', ...who, remark: '新' }],
      ['real_del_follow_user_2021', { kind: 'customer-deleted-us', ...who }],
      ['del_external_contact', { kind: 'member-deleted-customer', ...who }],
      ['add_half_external_contact', { kind: 'customer-added', ...who, state: 'pack', isHalf: true }],
      ['chat_create', { kind: 'group-created', ...chat, name: '群', owner: 'rep-chen', external_userid: [] }],
      ['chat_update_add_member', { kind: 'group-joined', ...chat, userid: 'wmDemo0001' }],
      ['chat_update_change_name_real', { kind: 'group-renamed', ...chat, name: '新群' }],
      ['chat_update_change_name_real', { kind: 'group-notice-changed', ...chat, notice: '周三发货' }],
      ['chat_update_add_member', { kind: 'group-joined', ...chat, userid: 'rep-zhou' }],
      ['chat_update_change_name_real', { kind: 'group-owner-changed', ...chat, userid: 'rep-zhou' }],
      ['chat_dismiss', { kind: 'group-dismissed', ...chat }],
      ['tag_create', { kind: 'tag-created', group_name: '等级', name: '金卡', id: 'etGold' }],
      ['tag_shuffle', { kind: 'tags-reordered', group_id: 'etGroup', ids: ['etGold', 'etVip'] }],
      ['tag_update', { kind: 'tag-renamed', id: 'etGold', name: '金' }],
      ['tag_delete', { kind: 'tag-deleted', id: 'etGold' }],
    ]
    for (const [_name, event] of happenings) await harness.simulator.emit(event)
    await harness.api('POST', 'externalcontact/transfer_customer', { handover_userid: 'rep-chen', takeover_userid: 'rep-zhou', external_userid: ['wmDemo0002'] })
    await harness.simulator.emit({ kind: 'transfer-refused', external_userid: 'wmDemo0002' })
    await harness.simulator.settled()
    const names = [...happenings.map(([name]) => name), 'transfer_fail' as const]
    const fired = harness.callbacks.map(({ body }) => elementsOf(decryptMessage(harness.corp.encodingAesKey, String(parser.parse(body).xml.Encrypt)).message))
    expect(fired).toEqual(names.map(name => elementsOf(events[name].xml).filter(element => !optional.includes(element))))
    await harness.close()
  })
})

describe('callbacks', () => {
  let harness: Harness
  beforeEach(async () => { harness = await startHarness() })
  afterEach(async () => { await harness.close() })
  const added = (id: string) => harness.simulator.emit({ kind: 'customer-added', userid: 'rep-chen', external_userid: id, name: '新客', state: 'pack-insert' })

  it('tell of a new customer with channel and welcome code, and of deletions by either side', async () => {
    await added('wmNew00001')
    await harness.simulator.emit({ kind: 'customer-deleted-us', userid: 'rep-chen', external_userid: 'wmDemo0001' })
    await harness.simulator.emit({ kind: 'member-deleted-customer', userid: 'rep-chen', external_userid: 'wmDemo0002' })
    await harness.simulator.settled()
    expect(harness.callbacks.map(callback => opened(harness, callback))).toMatchObject([
      { Event: 'change_external_contact', ChangeType: 'add_external_contact', UserID: 'rep-chen', ExternalUserID: 'wmNew00001', State: 'pack-insert', WelcomeCode: /./, FromUserName: 'sys' },
      { ChangeType: 'del_follow_user', ExternalUserID: 'wmDemo0001', State: 'pack' },
      { ChangeType: 'del_external_contact', ExternalUserID: 'wmDemo0002' },
    ].map(fields => expect.objectContaining('WelcomeCode' in fields ? { ...fields, WelcomeCode: expect.stringMatching(/^\w{20,}$/) } : fields)))
  })

  it('tell of an edited remark but not of an edited phone alone', async () => {
    const edit = (more: object) => harness.simulator.emit({ kind: 'member-edited', userid: 'rep-chen', external_userid: 'wmDemo0001', ...more })
    await edit({ remark_mobiles: ['13911112222'] })
    await edit({ remark: '鹿姐姐' })
    await harness.simulator.settled()
    expect(harness.callbacks.map(callback => opened(harness, callback).ChangeType)).toEqual(['edit_external_contact'])
  })

  it('are tried three times in all, with the same bytes, when the answer is not 200', async () => {
    harness.answerCallbacks(() => 500)
    await added('wmNew00001')
    await harness.simulator.settled()
    expect(harness.callbacks).toHaveLength(3)
    expect(new Set(harness.callbacks.map(({ url, body }) => url.search + body)).size).toBe(1)
    expect((await harness.state()).callbacks).toMatchObject([{ tries: [500, 500, 500], fate: 'given-up' }])
  })

  it('are tried again when no answer comes in time', async () => {
    await harness.close()
    harness = await startHarness({ callbackTimeoutMs: 1000 })
    let count = 0
    harness.answerCallbacks(() => (count += 1) === 1 ? 'never' : 200)
    await added('wmNew00001')
    await harness.simulator.settled()
    const [callback] = (await harness.state()).callbacks as { tries: unknown[], fate: string }[]
    // A machine that stands still for a second may miss the second try as well.
    expect([callback?.tries[0], callback?.tries.at(-1), callback?.fate]).toEqual(['timeout', 200, 'delivered'])
  })

  it('can be lost, doubled and overtaken', async () => {
    await harness.control('faults', { callbacks: { drop: 1 } })
    await added('wmNew00001')
    await harness.control('faults', { callbacks: { duplicate: 1 } })
    await added('wmNew00002')
    await harness.simulator.settled()
    await harness.control('faults', { callbacks: { reorder: 1 } })
    await added('wmNew00003')
    await harness.control('faults', {})
    await added('wmNew00004')
    await harness.simulator.settled()
    expect(harness.callbacks.map(callback => opened(harness, callback).ExternalUserID)).toEqual(['wmNew00002', 'wmNew00002', 'wmNew00004', 'wmNew00003'])
  })

  it('a half-added customer is announced, but no relation for the API until the member confirms', async () => {
    await harness.simulator.emit({ kind: 'customer-added', userid: 'rep-chen', external_userid: 'wmNew00001', isHalf: true })
    const get = async () => (await harness.api('GET', 'externalcontact/get', undefined, { external_userid: 'wmNew00001' })).errcode
    expect(await get()).toBe(84061)
    await harness.simulator.emit({ kind: 'customer-confirmed', userid: 'rep-chen', external_userid: 'wmNew00001' })
    expect(await get()).toBe(0)
    await harness.simulator.settled()
    expect(harness.callbacks.map(callback => opened(harness, callback).ChangeType)).toEqual(['add_half_external_contact', 'add_external_contact'])
  })

  it('an event that can\'t be is refused with 400 and a plain word', async () => {
    const refused = async (body: object): Promise<string> => {
      const response = await harness.control('events', body)
      expect(response.status).toBe(400)
      return (await response.json() as { message: string }).message
    }
    expect(await refused({ kind: 'customer-deleted-us', userid: 'rep-chen', external_userid: 'wmNobody01' })).toContain('does not have the customer')
    expect(await refused({ kind: 'customer-added', userid: 'guest' })).toContain('customer-contact function')
    expect(await refused({ kind: 'something' })).toContain('kind')
    expect(await refused({ kind: 'tag-deleted' })).toContain('id')
  })
})
