import { decrypt, encrypt, getSignature } from '@wecom/crypto'
import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { graphileJobs } from '../../../server/jobs/graphile-jobs.ts'
import { migrateJobs } from '../../../server/jobs/worker.ts'
import { CallbackError, openCallback, sealCallback, signatureOf } from '../../../server/wecom/callback-crypto.ts'
import { orderKeyOf, parseCallbackXml } from '../../../server/wecom/callback-message.ts'
import events from '../../fixtures/wecom/events.json' with { type: 'json' }
import vectors from '../../fixtures/wecom/vectors.json' with { type: 'json' }
import { testConfig, testServer, type TestServer } from '../../support/test-server.ts'

const { callbackToken: token, callbackAesKey: aesKey, corpId: receiver } = testConfig.wecom
const keys = { token, aesKey, receiver }
const random16 = Buffer.alloc(16, 3)
const reasonOf = (run: () => unknown): string => {
  try {
    run()
    return 'none'
  }
  catch (error) {
    return error instanceof CallbackError ? error.reason : String(error)
  }
}

describe('the platform\'s encryption', () => {
  it.each(vectors.callback)('opens the published sample $id', ({ token, encodingAESKey, receiveid, msg_signature, timestamp, nonce, encrypt: encrypted, plaintext }) => {
    expect(openCallback({ token, aesKey: encodingAESKey, receiver: receiveid }, { signature: msg_signature, timestamp, nonce, encrypt: encrypted })).toBe(plaintext)
  })

  it.each(vectors.encrypt)('makes the same bytes as $id', ({ token, encodingAESKey, receiveid, random16: random, timestamp, nonce, plaintext, encrypt: encrypted, msg_signature }) => {
    expect(sealCallback({ token, aesKey: encodingAESKey, receiver: receiveid }, plaintext, { timestamp, nonce, random16: Buffer.from(random) }))
      .toEqual({ encrypt: encrypted, timestamp, nonce, signature: msg_signature })
  })

  it.each(vectors.invalid_aes_keys)('refuses the key %j', (key) => {
    expect(() => sealCallback({ ...keys, aesKey: key }, 'x', { timestamp: '1', nonce: '2', random16 })).toThrow('43')
  })

  it('agrees with @wecom/crypto on any text, both ways', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), fc.uint8Array({ minLength: 16, maxLength: 16 }), fc.nat(), (text, random, time) => {
      const nonce = String(time * 7)
      const sealed = sealCallback(keys, text, { timestamp: String(time), nonce, random16: Buffer.from(random) })
      expect(decrypt(aesKey, sealed.encrypt)).toMatchObject({ message: text, id: receiver })
      expect(sealed.signature).toBe(getSignature(token, time, nonce, sealed.encrypt))
      const theirs = encrypt(aesKey, text, receiver, Buffer.from(random))
      expect(openCallback(keys, { encrypt: theirs, timestamp: String(time), nonce, signature: getSignature(token, time, nonce, theirs) })).toBe(text)
    }))
  })

  it('refuses any change of text, time, nonce or signature', () => {
    const sealed = sealCallback(keys, '<xml>鹿</xml>', { timestamp: '1409659813', nonce: '1372623149', random16 })
    fc.assert(fc.property(fc.constantFrom('signature' as const, 'timestamp' as const, 'nonce' as const, 'encrypt' as const), fc.nat(200), (part, at) => {
      const text = sealed[part]
      const index = at % text.length
      const changed = { ...sealed, [part]: `${text.slice(0, index)}${text[index] === '0' ? '1' : '0'}${text.slice(index + 1)}` }
      expect(reasonOf(() => openCallback(keys, changed))).toBe('signature')
    }))
  })

  it('refuses a message that is meant for another company, and rubbish that is rightly signed', () => {
    const foreign = sealCallback({ ...keys, receiver: 'wwsomebodyelse' }, 'x', { timestamp: '1', nonce: '2', random16 })
    expect(reasonOf(() => openCallback(keys, foreign))).toBe('receiver')
    for (const rubbish of ['', 'AAAA', Buffer.alloc(64, 1).toString('base64')]) {
      expect(reasonOf(() => openCallback(keys, { encrypt: rubbish, timestamp: '1', nonce: '2', signature: signatureOf(token, { encrypt: rubbish, timestamp: '1', nonce: '2' }) }))).toBe('decryption')
    }
  })
})

describe('reading the XML', () => {
  it('never expands an entity, and takes no document type', () => {
    expect(parseCallbackXml('<!DOCTYPE xml [<!ENTITY a SYSTEM "file:///etc/passwd">]><xml><A>&a;</A></xml>')).toBeNull()
    expect(parseCallbackXml('<xml><A>&lt;b&gt;</A></xml>')).toEqual({ A: '&lt;b&gt;' })
  })

  it('gives back rubbish as null and never throws', () => {
    fc.assert(fc.property(fc.string(), (text) => { expect(() => parseCallbackXml(text)).not.toThrow() }))
    for (const rubbish of ['', 'hello', '<a>1</a>', '<xml>']) expect(parseCallbackXml(rubbish)?.Encrypt).toBeUndefined()
  })

  it('keeps digits as text and puts each event into its queue', () => {
    const added = parseCallbackXml(events.add_external_contact.xml)
    expect(added).toMatchObject({ ChangeType: 'add_external_contact', CreateTime: '1403610513' })
    expect(orderKeyOf(added ?? {})).toBe('customer:woAJ2GCAAAXtWyujaWJHDDGi0mAAAA')
    expect(orderKeyOf(parseCallbackXml(events.tag_create.xml) ?? {})).toBe('tags')
    expect(orderKeyOf({ Event: 'change_contact' })).toBe('members')
  })
})

describe('the address that the platform calls', () => {
  let server: TestServer
  beforeAll(async () => { server = await testServer() })
  afterAll(() => server.close())
  beforeEach(async () => {
    server.queued.length = 0
    await server.db.deleteFrom('inbox').execute()
    await server.db.deleteFrom('welcome').execute()
  })
  const sealed = (text: string) => sealCallback(keys, text, { timestamp: '1795295217', nonce: '263014780', random16 })
  const address = ({ signature, timestamp, nonce }: { signature: string, timestamp: string, nonce: string }) => `/wecom/callback?msg_signature=${signature}&timestamp=${timestamp}&nonce=${nonce}`
  const send = (message: ReturnType<typeof sealed>, body = `<xml><ToUserName><![CDATA[${receiver}]]></ToUserName><Encrypt><![CDATA[${message.encrypt}]]></Encrypt></xml>`) =>
    server.app.inject({ method: 'POST', url: address(message), payload: body, headers: { 'content-type': 'text/xml' } })
  const inbox = () => server.db.selectFrom('inbox').selectAll().execute()

  it('refuses a wrong signature, a foreign receiver and what is no XML, and keeps nothing', async () => {
    const right = sealed('<xml><Event>x</Event></xml>')
    expect((await send({ ...right, signature: '0'.repeat(40) })).statusCode).toBe(403)
    expect((await send(sealCallback({ ...keys, receiver: 'wwother' }, 'x', { timestamp: '1', nonce: '2', random16 }))).statusCode).toBe(403)
    expect((await send(right, 'not xml')).statusCode).toBe(400)
    expect((await server.app.inject({ method: 'POST', url: '/wecom/callback' })).statusCode).toBe(400)
    expect((await server.app.inject({ url: `${address(right)}&msg_signature=x&echostr=${encodeURIComponent(right.encrypt)}` })).statusCode).toBe(403)
    expect((await server.app.inject({ method: 'POST', url: `${address(right)}&msg_signature=x`, payload: `<xml><Encrypt>${right.encrypt}</Encrypt></xml>`, headers: { 'content-type': 'text/xml' } })).statusCode).toBe(403)
    expect(await inbox()).toEqual([])
  })

  it('answers the check of the address with the plain text alone', async () => {
    const message = sealed('1616140317555161061')
    const reply = await server.app.inject({ url: `${address(message)}&echostr=${encodeURIComponent(message.encrypt)}` })
    expect(reply.statusCode).toBe(200)
    expect(reply.body).toBe('1616140317555161061')
    expect((await server.app.inject({ url: `${address({ ...message, signature: 'x' })}&echostr=${encodeURIComponent(message.encrypt)}` })).statusCode).toBe(403)
  })

  it('seals the message into the inbox, queues the work with it, and answers at once', async () => {
    const reply = await send(sealed(events.add_external_contact.xml))
    expect([reply.statusCode, reply.body]).toEqual([200, ''])
    const [row] = await inbox()
    expect(row).toMatchObject({ source: 'wecom', orderKey: 'customer:woAJ2GCAAAXtWyujaWJHDDGi0mAAAA', processedAt: null })
    expect(Buffer.from(row?.bodyCipher ?? '').includes('WELCOMECODE')).toBe(false)
    const welcome = await server.db.selectFrom('welcome').selectAll().executeTakeFirstOrThrow()
    expect(welcome).toMatchObject({ userId: 'zhangsan', externalUserId: 'woAJ2GCAAAXtWyujaWJHDDGi0mAAAA', state: 'teststate', outcome: null })
    expect(Buffer.from(welcome.codeCipher).includes('WELCOMECODE')).toBe(false)
    expect(server.queued).toEqual([
      { name: 'process-inbox', payload: { orderKey: 'customer:woAJ2GCAAAXtWyujaWJHDDGi0mAAAA' } }, { name: 'send-welcome', payload: { welcomeId: welcome.id } },
    ])
  })

  it('answers the same message again with 200 and without a second effect, encrypted anew or not', async () => {
    const again = sealCallback(keys, events.add_external_contact.xml, { timestamp: '1795295999', nonce: '9', random16: Buffer.alloc(16, 8) })
    const replies = [await send(sealed(events.add_external_contact.xml)), await send(again), await send(again)]
    expect(replies.map(reply => reply.statusCode)).toEqual([200, 200, 200])
    expect(await inbox()).toHaveLength(1)
    expect(server.queued.map(job => job.name)).toEqual(['process-inbox', 'send-welcome'])
  })

  it('is answered after one statement where jobs are in the database: kept once, queued once, the added ones first', async () => {
    await migrateJobs(server.target)
    const { context } = server
    const plain = context.jobs
    context.jobs = graphileJobs
    const added = events.real_add_external_contact_2021.xml.replace(/<WelcomeCode>.*<\/WelcomeCode>/, '')
    const replies = [await send(sealed(events.edit_external_contact.xml)), await send(sealed(events.edit_external_contact.xml)), await send(sealed(added))]
    context.jobs = plain
    expect(replies.map(reply => reply.statusCode)).toEqual([200, 200, 200])
    expect(await inbox()).toHaveLength(2)
    const { rows } = await sql<{ taskIdentifier: string, priority: number }>`select task_identifier, priority from graphile_worker.jobs order by id`.execute(server.db)
    expect(rows).toEqual([{ taskIdentifier: 'process-inbox', priority: 0 }, { taskIdentifier: 'process-inbox', priority: -10 }])
  })
})
