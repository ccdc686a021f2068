import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Answer, AnswerSet } from '../../../contract/questions.schema.ts'
import { loadStarterCatalogue } from '../../../server/catalogue/starter.ts'
import { aCustomer, aRep, before, testNow } from '../../support/factories.ts'
import { testServer, type TestServer } from '../../support/test-server.ts'

let server: TestServer
beforeAll(async () => {
  server = await testServer()
  await loadStarterCatalogue(server.context)
  await aRep(server.db, { userId: 'rep-chen', name: '陈晓' })
  await aRep(server.db, { userId: 'rep-zhou', name: '周敏' })
  await aRep(server.db, { userId: 'operator-he', role: 'operator' })
})
afterAll(() => server.close())

const aCustomerOf = (...followedBy: string[]) => aCustomer(server.db, { followedBy, addedAt: before(testNow, { hours: 2 }) })
const body = { questionKey: 'kinds', questionVersion: 1, state: 'answered', options: ['nest'], note: '', basedOn: null }
const add = (userId: string, id: string, change: object = {}) => server.as(userId)('POST', `/api/customers/${id}/answers`, { ...body, ...change })

describe('who may', () => {
  it('refuses an operator to write, and everybody a customer out of scope', async () => {
    const customer = await aCustomerOf('rep-chen')
    expect((await add('operator-he', customer)).json()).toMatchObject({ code: 'not-allowed' })
    expect((await server.as('rep-chen')('POST', `/api/customers/${customer}/answers`, body, { origin: 'https://elsewhere.example' })).json()).toMatchObject({ code: 'wrong-origin' })
    expect((await add('rep-zhou', customer)).json()).toMatchObject({ code: 'customer-not-found' })
    for (const path of ['answers', 'answers/history']) expect((await server.as('rep-zhou')('GET', `/api/customers/${customer}/${path}`)).json()).toMatchObject({ code: 'customer-not-found' })
  })

  it('refuses a version that does not exist, and options of another question', async () => {
    const customer = await aCustomerOf('rep-chen')
    for (const change of [{ questionVersion: 9 }, { questionVersion: 3_000_000_000 }, { questionKey: 'shoes' }, { options: ['self'] }]) expect((await add('rep-chen', customer, change)).json()).toMatchObject({ code: 'invalid-value' })
    expect((await server.as('rep-chen')('GET', `/api/customers/${customer}/answers`)).json()).toMatchObject({ answers: [] })
  })
})

describe('answers', () => {
  it('are current and a history, with who, when, source, and what follows from them', async () => {
    const customer = await aCustomerOf('rep-chen', 'rep-zhou')
    const asked = (await add('rep-chen', customer, { state: 'asked', options: [] })).json<AnswerSet>()
    const reply = await add('rep-zhou', customer, { options: ['none', 'none'], basedOn: asked.answers[0]?.answerId })
    expect(reply.statusCode).toBe(201)
    expect(reply.json()).toMatchObject({ answers: [{ state: 'answered', source: 'said', options: ['none'], byName: '周敏', answeredAt: testNow.toISOString() }], consumption: { type: '尝鲜型' } })
    const { items } = (await server.as('rep-chen')('GET', `/api/customers/${customer}/answers/history`)).json<{ items: Answer[] }>()
    expect(items.map(item => [item.state, item.source, item.byName])).toEqual([['answered', 'said', '周敏'], ['asked', null, '陈晓']])
  })

  it('are never overwritten in silence: somebody else\'s answer in between shows both', async () => {
    const customer = await aCustomerOf('rep-chen', 'rep-zhou')
    const first = (await add('rep-chen', customer)).json<AnswerSet>()
    const conflict = await add('rep-zhou', customer, { options: ['ginseng'] })
    expect(conflict.statusCode).toBe(409)
    expect(conflict.json()).toMatchObject({ code: 'answer-conflict', details: { current: { answerId: first.answers[0]?.answerId, options: ['nest'], byName: '陈晓' }, yours: { options: ['ginseng'] } } })
    await expect(server.db.updateTable('answer').set({ note: 'x' }).where('externalUserId', '=', customer).execute()).rejects.toThrow('append-only')
  })

  it('lets one of two that arrive at once win', async () => {
    const customer = await aCustomerOf('rep-chen', 'rep-zhou')
    const codes = (await Promise.all([add('rep-chen', customer), add('rep-zhou', customer, { options: ['ginseng'] })])).map(reply => reply.statusCode).sort()
    expect(codes).toEqual([201, 409])
  })

  it('plan the next touch anew: an answered question is no longer waited for', async () => {
    const customer = await aCustomerOf('rep-chen')
    await server.db.insertInto('touch').values({ id: server.context.newId(), externalUserId: customer, userId: 'rep-chen', channel: 'chat', contactClass: 'onboarding', startedAt: testNow, lastAt: testNow, sendCount: 1 }).execute()
    const live = () => server.db.selectFrom('reminder').select(['rule', 'reason']).where('externalUserId', '=', customer).where('state', '=', 'open').executeTakeFirst()
    let basedOn: string | null = null
    const say = async (questionKey: string, change: object): Promise<void> => {
      const reply = (await add('rep-chen', customer, { questionKey, basedOn, ...change })).json<AnswerSet>()
      basedOn = reply.answers.find(answer => answer.questionKey === questionKey)?.answerId ?? null
    }
    await say('kinds', { state: 'asked', options: [] })
    expect(await live()).toMatchObject({ rule: 'questions_open' })
    await say('kinds', {})
    for (const [questionKey, option] of [['duration', 'not_yet'], ['family', 'self']] as const) {
      basedOn = null
      await say(questionKey, { options: [option] })
    }
    expect(await live()).toBeUndefined()
  })
})
