import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ServiceCase } from '../../../contract/cases.schema.ts'
import { loadStarterCatalogue } from '../../../server/catalogue/starter.ts'
import { aCustomer, aLead, aRep, before, testNow } from '../../support/factories.ts'
import { testServer, type TestServer } from '../../support/test-server.ts'

let server: TestServer
beforeAll(async () => {
  server = await testServer()
  await loadStarterCatalogue(server.context)
  await aRep(server.db, { userId: 'rep-chen', name: '陈晓' })
  await aRep(server.db, { userId: 'rep-zhou' })
  await aLead(server.db, { userId: 'lead-lin', name: '林主管', team: ['rep-chen'] })
  await aRep(server.db, { userId: 'operator-he', role: 'operator' })
})
afterAll(() => server.close())

const body = { kind: 'complaint', summary: '瓶子碎了' }
const open = (userId: string, id: string, change: object = {}) => server.as(userId)('POST', `/api/customers/${id}/cases`, { ...body, ...change })
const change = (userId: string, caseId: string, payload: object) => server.as(userId)('PATCH', `/api/cases/${caseId}`, payload)
const aCustomerOfChen = () => aCustomer(server.db, { followedBy: ['rep-chen'] })

describe('refusals', () => {
  it('refuses operators, foreign pages, customers out of scope and an empty summary', async () => {
    const customer = await aCustomerOfChen()
    expect((await open('operator-he', customer)).json()).toMatchObject({ code: 'not-allowed' })
    expect((await server.as('rep-chen')('POST', `/api/customers/${customer}/cases`, body, { origin: 'https://elsewhere.example' })).json()).toMatchObject({ code: 'wrong-origin' })
    expect((await open('rep-zhou', customer)).json()).toMatchObject({ code: 'customer-not-found' })
    expect((await server.as('rep-zhou')('GET', `/api/customers/${customer}/cases`)).json()).toMatchObject({ code: 'customer-not-found' })
    expect((await open('rep-chen', customer, { summary: '' })).json()).toMatchObject({ code: 'invalid-value' })
  })

  it('keeps one case open at a time, and finds none out of scope', async () => {
    const customer = await aCustomerOfChen()
    const { caseId } = (await open('rep-chen', customer)).json<ServiceCase>()
    expect((await open('lead-lin', customer)).json()).toMatchObject({ code: 'state-conflict' })
    for (const [userId, id] of [['rep-zhou', caseId], ['rep-chen', 'x'], ['rep-chen', server.context.newId()]] as const) expect((await change(userId, id, { closed: true })).json()).toMatchObject({ code: 'not-found' })
    for (const payload of [{}, { note: '只有一句' }, { closed: true, amountFen: 100 }]) expect((await change('rep-chen', caseId, payload)).json()).toMatchObject({ code: 'invalid-value' })
    expect((await change('rep-chen', caseId, { closed: false })).json()).toMatchObject({ code: 'state-conflict' })
  })
})

describe('a case', () => {
  it('is due after four working hours, the night left out, and leads the plan', async () => {
    server.setNow('2026-06-15T19:00:00+08:00')
    const customer = await aCustomerOfChen()
    const reply = await open('rep-chen', customer)
    expect(reply.statusCode).toBe(201)
    expect(reply.json()).toMatchObject({ kind: 'complaint', summary: '瓶子碎了', openedByName: '陈晓', handlerUserId: 'rep-chen', means: [], closedAt: null, dueAt: '2026-06-16T03:00:00.000Z' })
    expect(await server.db.selectFrom('reminder').select(['rule', 'state']).where('externalUserId', '=', customer).execute()).toEqual([{ rule: 'after_sale', state: 'open' }])
    server.setNow(testNow)
  })

  it('is handled by the owner when the lead opens it', async () => {
    expect((await open('lead-lin', await aCustomerOfChen())).json()).toMatchObject({ openedByName: '林主管', handlerUserId: 'rep-chen', handlerName: '陈晓' })
  })

  it('records what was offered, closes, and opens again with a new time', async () => {
    const customer = await aCustomerOfChen()
    const { caseId } = (await open('rep-chen', customer, { kind: 'return' })).json<ServiceCase>()
    await change('rep-chen', caseId, { means: 'apology', note: '先道歉' })
    expect((await change('lead-lin', caseId, { means: 'refund_difference', amountFen: 5000, closed: true, note: '退了差价' })).json()).toMatchObject({
      closedAt: testNow.toISOString(), closeNote: '退了差价', means: [
        { means: 'apology', note: '先道歉', amountFen: null, byName: '陈晓', at: testNow.toISOString() }, { means: 'refund_difference', note: '退了差价', amountFen: 5000, byName: '林主管' },
      ],
    })
    expect((await change('rep-chen', caseId, { means: 'gift' })).json()).toMatchObject({ code: 'state-conflict' })
    expect((await change('rep-chen', caseId, { closed: true })).json()).toMatchObject({ code: 'state-conflict' })
    server.setNow(before(testNow, { days: -1 }))
    expect((await change('rep-chen', caseId, { closed: false })).json()).toMatchObject({ closedAt: null, closeNote: null, dueAt: before(testNow, { days: -1, hours: -4 }).toISOString() })
    server.setNow(testNow)
    const trail = await server.db.selectFrom('audit').select('action').where('externalUserId', '=', customer).orderBy('id').execute()
    expect(trail.map(row => row.action)).toEqual(['case-opened', 'case-changed', 'case-changed', 'case-closed', 'case-reopened'])
  })

  it('that was opened by mistake never was: no care touch for it, no halt of selling, and only in the audit', async () => {
    const customer = await aCustomerOfChen()
    const withdraw = (userId: string, caseId: string) => server.as(userId)('DELETE', `/api/cases/${caseId}`)
    const { caseId } = (await open('rep-chen', customer)).json<ServiceCase>()
    expect((await withdraw('rep-zhou', caseId)).json()).toMatchObject({ code: 'not-found' })
    expect((await withdraw('lead-lin', caseId)).json()).toMatchObject({ code: 'not-allowed' })
    expect((await withdraw('rep-chen', caseId)).statusCode).toBe(204)
    expect((await withdraw('rep-chen', caseId)).json()).toMatchObject({ code: 'not-found' })
    expect((await server.as('rep-chen')('GET', `/api/customers/${customer}/cases`)).json()).toEqual({ items: [] })
    expect(await server.db.selectFrom('reminder').select('rule').where('externalUserId', '=', customer).where('state', '=', 'open').where('rule', '=', 'after_sale').execute()).toEqual([])
    expect(await server.db.selectFrom('audit').select('action').where('externalUserId', '=', customer).orderBy('id').execute()).toEqual([{ action: 'case-opened' }, { action: 'case-withdrawn' }])
  })

  it('is not taken back once something was offered, or after ten minutes', async () => {
    const offered = (await open('rep-chen', await aCustomerOfChen())).json<ServiceCase>()
    await change('rep-chen', offered.caseId, { means: 'apology' })
    const late = (await open('rep-chen', await aCustomerOfChen())).json<ServiceCase>()
    server.setNow(before(testNow, { minutes: -11 }))
    for (const { caseId } of [offered, late]) expect((await server.as('rep-chen')('DELETE', `/api/cases/${caseId}`)).json()).toMatchObject({ code: 'state-conflict' })
    server.setNow(testNow)
  })

  it('gives back what was recorded as offered by mistake: a second 退差价 is gone, the first stays, and the audit has both', async () => {
    const customer = await aCustomerOfChen()
    const { caseId } = (await open('rep-chen', customer)).json<ServiceCase>()
    const twice = { means: 'refund_difference', amountFen: 5000 }
    await change('rep-chen', caseId, twice)
    server.setNow(before(testNow, { minutes: -1 }))
    const { means } = (await change('rep-chen', caseId, twice)).json<ServiceCase>()
    const takeBack = (userId: string, at: string) => server.as(userId)('DELETE', `/api/cases/${caseId}/means/${encodeURIComponent(at)}`)
    for (const [userId, at, code] of [['operator-he', means[1]!.at, 'not-allowed'], ['rep-zhou', means[1]!.at, 'not-found'], ['rep-chen', before(testNow, { days: 1 }).toISOString(), 'not-found'], ['rep-chen', 'yesterday', 'invalid-value']] as const) {
      expect((await takeBack(userId, at)).json()).toMatchObject({ code })
    }
    expect((await takeBack('lead-lin', means[1]!.at)).json()).toMatchObject({ caseId, means: [{ at: means[0]!.at }] })
    expect((await takeBack('rep-chen', means[1]!.at)).json()).toMatchObject({ code: 'not-found' })
    const trail = await server.db.selectFrom('audit').select(['userId', 'details']).where('externalUserId', '=', customer).where('action', '=', 'case-changed').orderBy('id').execute()
    expect(trail.map(({ userId, details }) => [userId, details])).toEqual([
      ['rep-chen', { caseId, means: 'refund_difference', amountFen: 5000 }], ['rep-chen', { caseId, means: 'refund_difference', amountFen: 5000 }],
      ['lead-lin', { caseId, takenBack: { means: 'refund_difference', amountFen: 5000, recordedAt: means[1]!.at, byName: '陈晓' } }],
    ])
    server.setNow(testNow)
  })

  it('counts as unanswered again when all that was offered is taken back, and gives nothing back once it is closed', async () => {
    const customer = await aCustomerOfChen()
    const { caseId } = (await open('rep-chen', customer)).json<ServiceCase>()
    const offered = (await change('rep-chen', caseId, { means: 'resend' })).json<ServiceCase>().means[0]!
    const takeBack = () => server.as('rep-chen')('DELETE', `/api/cases/${caseId}/means/${encodeURIComponent(offered.at)}`)
    const figure = async () => (await server.as('rep-chen')('GET', `/api/customers/${customer}/sidebar`)).json<{ situation: { case: ServiceCase } }>().situation.case.means
    expect(await figure()).toHaveLength(1)
    await change('rep-chen', caseId, { closed: true })
    expect((await takeBack()).json()).toMatchObject({ code: 'state-conflict' })
    await change('rep-chen', caseId, { closed: false })
    expect((await takeBack()).statusCode).toBe(200)
    expect(await figure()).toEqual([])
  })

  it('is not opened again while another one is open, and all are listed newest first', async () => {
    const customer = await aCustomerOfChen()
    const first = (await open('rep-chen', customer)).json<ServiceCase>()
    await change('rep-chen', first.caseId, { closed: true })
    server.setNow(before(testNow, { hours: -1 }))
    const second = (await open('rep-chen', customer, { kind: 'exchange' })).json<ServiceCase>()
    expect((await change('rep-chen', first.caseId, { closed: false })).json()).toMatchObject({ code: 'state-conflict' })
    server.setNow(testNow)
    const { items } = (await server.as('rep-chen')('GET', `/api/customers/${customer}/cases`)).json<{ items: ServiceCase[] }>()
    expect(items.map(item => item.caseId)).toEqual([second.caseId, first.caseId])
  })
})
