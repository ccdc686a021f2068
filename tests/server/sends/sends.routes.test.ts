import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CustomerId } from '../../../contract/ids.ts'
import { aCustomer, aLead, aReminder, aRep, aServiceCase, aTouch, before, testNow } from '../../support/factories.ts'
import { testServer, type TestServer } from '../../support/test-server.ts'

let server: TestServer
beforeAll(async () => {
  server = await testServer()
  await aRep(server.db, { userId: 'rep-chen', name: '陈雨桐' })
  await aRep(server.db, { userId: 'rep-zhou' })
  await aRep(server.db, { userId: 'operator-he', role: 'operator' })
  await aLead(server.db, { userId: 'lead-lin', name: '林主管', team: ['rep-chen'] })
})
afterAll(() => server.close())

const text = '您好，我是陈雨桐，包裹到了先看看外箱。'
const old = () => aCustomer(server.db, { followedBy: ['rep-chen'], addedAt: before(testNow, { days: 400 }) })
const fresh = () => aCustomer(server.db, { followedBy: ['rep-chen'], addedAt: before(testNow, { hours: 1 }) })
const prepare = (customer: string, body: object = {}, userId = 'rep-chen') => server.as(userId)('POST', `/api/customers/${customer}/sends`, { scriptId: null, text, ...body })
const report = (sendId: string, outcome: string, userId = 'rep-chen') => server.as(userId)('POST', `/api/sends/${sendId}/outcome`, { outcome })
const prepared = async (customer: string, body: object = {}): Promise<string> => {
  const reply = await prepare(customer, body)
  expect(reply.json()).toMatchObject({ sendId: expect.any(String) as string })
  return reply.json<{ sendId: string }>().sendId
}
const touchesOf = (customer: CustomerId) => server.db.selectFrom('touch').selectAll().where('externalUserId', '=', customer).execute()

describe('preparing a send', () => {
  it('refuses who is not signed in, who may only look, and a customer of somebody else', async () => {
    const customer = await old()
    expect((await server.app.inject({ method: 'POST', url: `/api/customers/${customer}/sends`, headers: { origin: 'http://127.0.0.1:8787' }, payload: { scriptId: null, text } })).json()).toMatchObject({ code: 'not-signed-in' })
    expect((await prepare(customer, {}, 'operator-he')).json()).toMatchObject({ code: 'not-allowed' })
    expect((await prepare(customer, {}, 'rep-zhou')).json()).toMatchObject({ code: 'customer-not-found' })
  })

  it('refuses a lead who does not follow her: nobody speaks as her rep; whom the lead follows too the lead writes to', async () => {
    const reply = await prepare(await old(), {}, 'lead-lin')
    expect([reply.statusCode, reply.json()]).toMatchObject([403, { code: 'not-allowed', message: expect.stringContaining('由陈雨桐跟') as string }])
    const both = await aCustomer(server.db, { followedBy: ['rep-chen', 'lead-lin'], addedAt: before(testNow, { days: 400 }) })
    expect((await prepare(both, {}, 'lead-lin')).json()).toMatchObject({ sendId: expect.any(String) as string })
  })

  it('refuses gaps, by name', async () => {
    const reply = await prepare(await old(), { text: '{{称呼}}，{{上次产品}}吃完了吗' })
    expect([reply.statusCode, reply.json()]).toMatchObject([422, { code: 'script-has-gaps', details: { missing: ['称呼', '上次产品'] } }])
  })

  it('refuses what is blank, too long for a chat, or asks a question that is none', async () => {
    const customer = await old()
    for (const body of [{ text: '  ' }, { text: '长'.repeat(1400) }, { questionKey: 'weather' }, { scriptId: 'no-such-script' }]) {
      expect((await prepare(customer, body)).json()).toMatchObject({ code: 'invalid-value' })
    }
  })

  it('warns of words that are not lawful with another wording, and keeps what was accepted', async () => {
    const customer = await old()
    const reply = await prepare(customer, { text: '这款燕窝美 容 养 颜，治疗失眠' })
    expect(reply.statusCode).toBe(409)
    expect(reply.json()).toMatchObject({ code: 'words-need-check', details: [{ word: '美容养颜', instead: '写口感和炖法' }, { word: '治疗' }, { word: '失眠' }] })
    const sendId = await prepared(customer, { text: '这款燕窝美容养颜', wordsAccepted: true })
    const row = await server.db.selectFrom('scriptSend').selectAll().where('id', '=', sendId).executeTakeFirstOrThrow()
    expect(row.wordsAccepted).toEqual(['美容养颜'])
    expect(row.textCipher.toString('utf8')).not.toContain('燕窝')
    expect(server.context.vault.open(row.textCipher)).toBe('这款燕窝美容养颜')
  })

  it('asks for a reason above the limit, says the figures, and takes it in one tap', async () => {
    const customer = await old()
    await aTouch(server.db, { externalUserId: customer, userId: 'rep-zhou', startedAt: before(testNow, { days: 5 }) })
    const reply = await prepare(customer)
    expect(reply.json()).toMatchObject({ code: 'reason-required', details: { proactiveIn30Days: 1, lastProactiveDaysAgo: 5, isOptedOut: false, text: expect.stringContaining('5 天前') as string } })
    expect((await prepare(customer, { overLimitReason: 'urgent' })).json()).toMatchObject({ contactClass: 'proactive' })
  })

  it('does not ask in onboarding, with a case open, or after she wrote', async () => {
    const added = await fresh()
    expect((await prepare(added)).json()).toMatchObject({ contactClass: 'onboarding' })
    const [complaining, wrote] = [await old(), await old()]
    for (const customer of [complaining, wrote]) await aTouch(server.db, { externalUserId: customer, userId: 'rep-chen', startedAt: before(testNow, { days: 5 }) })
    await aServiceCase(server.db, { externalUserId: complaining, openedBy: 'rep-chen' })
    await server.db.updateTable('customer').set({ lastReplyAt: before(testNow, { hours: 3 }) }).where('externalUserId', '=', wrote).execute()
    expect((await prepare(complaining)).json()).toMatchObject({ contactClass: 'service' })
    expect((await prepare(wrote)).json()).toMatchObject({ contactClass: 'she_moved' })
  })
})

describe('the outcome of a send', () => {
  it('is not for another rep, and a send that is none is not found', async () => {
    const sendId = await prepared(await fresh())
    expect((await report(sendId, 'sent', 'rep-zhou')).json()).toMatchObject({ code: 'not-found' })
    for (const id of ['nonsense', '00000000-0000-4000-8000-000000000000']) expect((await report(id, 'sent')).json()).toMatchObject({ code: 'not-found' })
  })

  it('refuses a second, different outcome and one that comes a day later', async () => {
    const cancelled = await prepared(await fresh())
    expect((await report(cancelled, 'cancelled')).statusCode).toBe(200)
    expect((await report(cancelled, 'sent')).json()).toMatchObject({ code: 'state-conflict' })
    const late = await prepared(await fresh())
    server.setNow(new Date(testNow.getTime() + 25 * 3_600_000))
    const reply = await report(late, 'sent')
    server.setNow(testNow)
    expect(reply.json()).toMatchObject({ code: 'state-conflict' })
  })

  it('records nothing of what was cancelled or failed', async () => {
    const customer = await fresh()
    await report(await prepared(customer), 'cancelled')
    await report(await prepared(customer), 'failed')
    expect(await touchesOf(customer)).toEqual([])
    expect(await server.db.selectFrom('customer').select('lastTouchAt').where('externalUserId', '=', customer).executeTakeFirst()).toEqual({ lastTouchAt: null })
  })

  it('opens one touch, however often it is told', async () => {
    const customer = await fresh()
    const sendId = await prepared(customer)
    const [first, second] = [await report(sendId, 'sent'), await report(sendId, 'sent')]
    expect(first.json()).toEqual(second.json())
    expect(await touchesOf(customer)).toMatchObject([{ sendCount: 1, contactClass: 'onboarding', userId: 'rep-chen', replyState: 'unknown' }])
    const row = await server.db.selectFrom('customer').select(['lastTouchAt', 'lastActivityAt']).where('externalUserId', '=', customer).executeTakeFirstOrThrow()
    expect(row).toEqual({ lastTouchAt: testNow, lastActivityAt: testNow })
  })

  it('joins what was sent within 24 hours of the touch, and begins another after them', async () => {
    const customer = await fresh()
    const first = (await report(await prepared(customer), 'sent')).json<{ touchId: string }>().touchId
    server.setNow(new Date(testNow.getTime() + 23 * 3_600_000))
    const second = (await report(await prepared(customer), 'sent')).json<{ touchId: string }>().touchId
    server.setNow(new Date(testNow.getTime() + 25 * 3_600_000))
    const third = (await report(await prepared(customer), 'sent')).json<{ touchId: string }>().touchId
    server.setNow(testNow)
    expect(second).toBe(first)
    expect(third).not.toBe(first)
  })

  it('is one touch when two sends are told at the same moment', async () => {
    const customer = await fresh()
    const ids = [await prepared(customer), await prepared(customer), await prepared(customer)]
    await Promise.all(ids.map(id => report(id, 'sent')))
    expect(await touchesOf(customer)).toMatchObject([{ sendCount: 3 }])
  })

  it('waits after copied until the rep says that it was sent', async () => {
    const customer = await fresh()
    const sendId = await prepared(customer)
    expect((await report(sendId, 'copied')).json()).toMatchObject({ outcome: 'copied', touchId: null })
    expect(await touchesOf(customer)).toEqual([])
    expect((await report(sendId, 'sent')).json()).toMatchObject({ outcome: 'sent', touchId: expect.any(String) as string })
  })

  it('marks its question as asked, and leaves an answer alone', async () => {
    const customer = await fresh()
    await report(await prepared(customer, { questionKey: 'kinds' }), 'sent')
    const answers = () => server.db.selectFrom('answer').select(['questionKey', 'state', 'byUserId']).where('externalUserId', '=', customer).orderBy('seq').execute()
    expect(await answers()).toEqual([{ questionKey: 'kinds', state: 'asked', byUserId: 'rep-chen' }])
    await server.db.insertInto('answer').values({ id: crypto.randomUUID(), externalUserId: customer, questionKey: 'kinds', questionVersion: 1, state: 'answered', source: 'said', options: ['nest'], byUserId: 'rep-chen', answeredAt: testNow }).execute()
    await report(await prepared(customer, { questionKey: 'kinds' }), 'sent')
    expect((await answers()).map(({ state }) => state)).toEqual(['asked', 'answered'])
  })

  it('closes the reminder it answers and plans the next', async () => {
    const customer = await fresh()
    const reminderId = await aReminder(server.db, { externalUserId: customer, userId: 'rep-chen', rule: 'first_contact', contactClass: 'onboarding' })
    const promise = await aReminder(server.db, { externalUserId: customer, userId: 'rep-chen', rule: 'promise', contactClass: 'as_set' })
    const { touchId } = (await report(await prepared(customer, { questionKey: 'kinds', reminderId }), 'sent')).json<{ touchId: string }>()
    const rows = await server.db.selectFrom('reminder').select(['id', 'rule', 'state', 'touchId', 'closedBy']).where('externalUserId', '=', customer).orderBy('createdAt').execute()
    expect(rows.find(({ id }) => id === reminderId)).toMatchObject({ state: 'done', touchId, closedBy: 'rep-chen' })
    expect(rows.find(({ id }) => id === promise)).toMatchObject({ state: 'open' })
    expect(rows.filter(({ state, rule }) => state === 'open' && rule !== 'promise')).toMatchObject([{ rule: 'questions_open' }])
  })
})
