import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aCustomer, aLead, aReminder, aRep, aTouch, before, testNow } from '../../support/factories.ts'
import { testServer, type TestServer } from '../../support/test-server.ts'

let server: TestServer
beforeAll(async () => {
  server = await testServer()
  await aRep(server.db, { userId: 'rep-chen', name: '陈雨桐' })
  await aRep(server.db, { userId: 'rep-zhou' })
  await aLead(server.db, { userId: 'lead-lin', team: ['rep-chen'] })
  await aRep(server.db, { userId: 'operator-he', role: 'operator' })
})
afterAll(() => server.close())

const old = () => aCustomer(server.db, { followedBy: ['rep-chen'], addedAt: before(testNow, { days: 400 }) })
const touch = (customer: string, body: object = { channel: 'call' }, userId = 'rep-chen') => server.as(userId)('POST', `/api/customers/${customer}/touches`, body)
const mark = (touchId: string, reply: string, userId = 'rep-chen') => server.as(userId)('PATCH', `/api/touches/${touchId}`, { reply })
const lastReplyAt = async (customer: string) => (await server.db.selectFrom('customer').select('lastReplyAt').where('externalUserId', '=', customer).executeTakeFirstOrThrow()).lastReplyAt

describe('我已联系', () => {
  it('refuses an operator, a stranger to the customer and a channel that is none', async () => {
    const customer = await old()
    expect((await touch(customer, { channel: 'call' }, 'operator-he')).json()).toMatchObject({ code: 'not-allowed' })
    expect((await touch(customer, { channel: 'call' }, 'rep-zhou')).json()).toMatchObject({ code: 'customer-not-found' })
    expect((await touch(customer, { channel: 'pigeon' })).json()).toMatchObject({ code: 'invalid-value' })
  })

  it('asks for a reason above the rules of contact and keeps it', async () => {
    const customer = await old()
    await aTouch(server.db, { externalUserId: customer, userId: 'rep-zhou', startedAt: before(testNow, { days: 3 }) })
    expect((await touch(customer)).json()).toMatchObject({ code: 'reason-required', details: { kinds: ['too-close'], lastProactiveDaysAgo: 3 } })
    expect((await touch(customer, { channel: 'call', overLimitReason: 'customer_arranged' })).statusCode).toBe(201)
    expect(await server.db.selectFrom('touch').select(['overLimitReason']).where('externalUserId', '=', customer).where('channel', '=', 'call').execute()).toEqual([{ overLimitReason: 'customer_arranged' }])
  })

  it('records who, how and when, and finishes what was due', async () => {
    const customer = await old()
    const reminderId = await aReminder(server.db, { externalUserId: customer, userId: 'rep-chen' })
    const reply = await touch(customer, { channel: 'call', note: '下周三再打' })
    expect(await server.db.selectFrom('note').select(['text', 'byUserId']).where('externalUserId', '=', customer).execute()).toEqual([{ text: '下周三再打', byUserId: 'rep-chen' }])
    expect(reply.json()).toMatchObject({ channel: 'call', contactClass: 'proactive', byName: '陈雨桐', startedAt: testNow.toISOString(), sendCount: 0, reply: { state: 'unknown', source: null, at: null } })
    expect(await server.db.selectFrom('reminder').select(['state', 'touchId']).where('id', '=', reminderId).executeTakeFirst()).toEqual({ state: 'done', touchId: reply.json<{ touchId: string }>().touchId })
  })

  it('does not finish what falls due in two weeks', async () => {
    const customer = await old()
    const reminderId = await aReminder(server.db, { externalUserId: customer, userId: 'rep-chen', rule: 'birthday', dueAt: new Date(testNow.getTime() + 14 * 86_400_000) })
    await touch(customer)
    expect((await server.db.selectFrom('reminder').select('state').where('id', '=', reminderId).executeTakeFirst())?.state).not.toBe('done')
  })
})

describe('客户回了 / 没回', () => {
  it('is not for who cannot see the customer', async () => {
    const id = await aTouch(server.db, { externalUserId: await old(), userId: 'rep-chen' })
    expect((await mark(id, 'yes', 'rep-zhou')).json()).toMatchObject({ code: 'not-found' })
    expect((await mark('nonsense', 'yes')).json()).toMatchObject({ code: 'not-found' })
    expect((await mark(id, 'yes', 'operator-he')).json()).toMatchObject({ code: 'not-allowed' })
  })

  it('keeps a reply with its source, and takes it back with `unknown`', async () => {
    const customer = await old()
    const id = await aTouch(server.db, { externalUserId: customer, userId: 'rep-chen', startedAt: before(testNow, { hours: 5 }) })
    expect((await mark(id, 'yes', 'lead-lin')).json()).toMatchObject({ reply: { state: 'yes', source: 'rep', at: testNow.toISOString() } })
    expect(await lastReplyAt(customer)).toEqual(testNow)
    await mark(id, 'yes')
    expect(await server.db.selectFrom('reply').selectAll().where('touchId', '=', id).execute()).toHaveLength(1)
    expect((await mark(id, 'unknown')).json()).toMatchObject({ reply: { state: 'unknown', source: null, at: null } })
    expect(await lastReplyAt(customer)).toBeNull()
    const askedAt = () => server.db.selectFrom('touch').select('replyAskedAt').where('id', '=', id).executeTakeFirst()
    // A slip of the finger is asked about again; who says `unknown` to the question itself was asked.
    expect(await askedAt()).toEqual({ replyAskedAt: null })
    await mark(id, 'unknown')
    expect(await askedAt()).toEqual({ replyAskedAt: testNow })
  })

  it('leaves an earlier reply standing when a later one is taken back', async () => {
    const customer = await old()
    const [first, second] = [before(testNow, { days: 20 }), before(testNow, { days: 1 })]
    const ids = [await aTouch(server.db, { externalUserId: customer, userId: 'rep-chen', startedAt: first }), await aTouch(server.db, { externalUserId: customer, userId: 'rep-chen', startedAt: second })]
    for (const id of ids) await mark(id, 'yes')
    expect(await lastReplyAt(customer)).toEqual(testNow)
    await mark(ids[1] ?? '', 'no')
    expect(await lastReplyAt(customer)).toEqual(new Date(first.getTime() + 72 * 3_600_000))
  })

  it('does not let an old reply, marked today, look like one of today', async () => {
    const customer = await old()
    const startedAt = before(testNow, { days: 9 })
    const id = await aTouch(server.db, { externalUserId: customer, userId: 'rep-chen', startedAt })
    expect((await mark(id, 'yes')).json()).toMatchObject({ reply: { at: new Date(startedAt.getTime() + 72 * 3_600_000).toISOString() } })
    expect((await touch(customer)).json()).toMatchObject({ code: 'reason-required' })
  })
})

describe('我已联系, taken back', () => {
  const takeBack = (touchId: string, userId = 'rep-chen') => server.as(userId)('DELETE', `/api/touches/${touchId}`)
  const byHand = async (customer: string, body?: object) => (await touch(customer, body)).json<{ touchId: string }>().touchId
  const touchesOf = async (customer: string) => (await server.db.selectFrom('touch').select('id').where('externalUserId', '=', customer).execute()).map(row => row.id)

  it('is for who recorded it: not for an operator, a lead, or who cannot see the customer', async () => {
    const customer = await old()
    const id = await byHand(customer)
    expect((await takeBack(id, 'operator-he')).json()).toMatchObject({ code: 'not-allowed' })
    expect((await takeBack(id, 'lead-lin')).json()).toMatchObject({ code: 'not-allowed' })
    expect((await takeBack(id, 'rep-zhou')).json()).toMatchObject({ code: 'not-found' })
    expect((await takeBack('nonsense')).json()).toMatchObject({ code: 'not-found' })
    expect(await touchesOf(customer)).toEqual([id])
  })

  it.each([
    ['a message was sent from here', { startedAt: testNow, sendCount: 1 }],
    ['it went on with an earlier one', { startedAt: before(testNow, { minutes: 5 }), lastAt: testNow, sendCount: 0 }],
    ['it was answered', { startedAt: testNow, sendCount: 0, replyState: 'yes' as const }],
    ['it is older than ten minutes', { startedAt: before(testNow, { minutes: 11 }), sendCount: 0 }],
  ])('is refused when %s', async (_, row) => {
    const customer = await old()
    const id = await aTouch(server.db, { externalUserId: customer, userId: 'rep-chen', ...row })
    expect((await takeBack(id)).json()).toMatchObject({ code: 'state-conflict' })
    expect(await touchesOf(customer)).toEqual([id])
  })

  it('is gone with its note, what it closed is open again, and the last touch is the one before', async () => {
    const customer = await old()
    const earlier = before(testNow, { days: 40 })
    const kept = await aTouch(server.db, { externalUserId: customer, userId: 'rep-chen', startedAt: earlier })
    const due = await aReminder(server.db, { externalUserId: customer, userId: 'rep-chen' })
    const id = await byHand(customer, { channel: 'call', note: '下周三再打' })
    const stateOfDue = async () => (await server.db.selectFrom('reminder').select(['state', 'touchId', 'closedAt']).where('id', '=', due).executeTakeFirst())
    expect(await stateOfDue()).toMatchObject({ state: 'done', touchId: id })
    expect((await takeBack(id)).statusCode).toBe(204)
    expect(await touchesOf(customer)).toEqual([kept])
    expect(await stateOfDue()).toEqual({ state: 'open', touchId: null, closedAt: null })
    expect((await server.as('rep-chen')('GET', `/api/customers/${customer}/notes`)).json()).toEqual({ items: [] })
    expect(await server.db.selectFrom('customer').select('lastTouchAt').where('externalUserId', '=', customer).executeTakeFirst()).toEqual({ lastTouchAt: earlier })
    expect(await server.db.selectFrom('audit').select(['action', 'userId']).where('externalUserId', '=', customer).execute()).toEqual([{ action: 'touch-taken-back', userId: 'rep-chen' }])
    expect((await takeBack(id)).json()).toMatchObject({ code: 'not-found' })
  })

  it('leaves one live proposal when the plan has proposed something since', async () => {
    const customer = await old()
    const due = await aReminder(server.db, { externalUserId: customer, userId: 'rep-chen' })
    const id = await byHand(customer)
    await aReminder(server.db, { externalUserId: customer, userId: 'rep-chen', rule: 'birthday', dueAt: new Date(testNow.getTime() + 86_400_000) })
    expect((await takeBack(id)).statusCode).toBe(204)
    const live = await server.db.selectFrom('reminder').select(['id']).where('externalUserId', '=', customer).where('state', '=', 'open').execute()
    expect(live).toEqual([{ id: due }])
  })
})
