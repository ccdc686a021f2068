import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Reminder } from '../../../contract/reminders.schema.ts'
import { aCustomer, aLead, anOrder, aReminder, aRep, before, testNow } from '../../support/factories.ts'
import { testServer, type TestServer } from '../../support/test-server.ts'

let server: TestServer
let customer: string
beforeAll(async () => {
  server = await testServer()
  for (const userId of ['rep-chen', 'rep-zhou']) await aRep(server.db, { userId })
  await aLead(server.db, { userId: 'lead-lin', team: ['rep-chen'] })
  await aRep(server.db, { userId: 'operator-he', role: 'operator' })
  customer = await aCustomer(server.db, { followedBy: ['rep-chen', 'rep-zhou'], name: '王小满', addedAt: before(testNow, { days: 2 }) })
})
afterAll(() => server.close())

const promise = async (): Promise<string> =>
  (await server.as('rep-chen')('POST', `/api/customers/${customer}/reminders`, { text: '寄样品', dueAt: '2026-06-20T10:00:00+08:00' })).json<Reminder>().reminderId
const stateOf = async (id: string) => (await server.db.selectFrom('reminder').select('state').where('id', '=', id).executeTakeFirstOrThrow()).state

describe('a promise of one of two who follow the same customer', () => {
  it('is not the other one\'s to move, skip, finish or bring back, as if it did not exist', async () => {
    const id = await promise()
    for (const [way, body] of [['snooze', { until: '2026-06-21T10:00:00+08:00' }], ['skip', { reason: 'other' }], ['done', undefined], ['reopen', undefined]] as const) {
      expect((await server.as('rep-zhou')('POST', `/api/reminders/${id}/${way}`, body)).json()).toMatchObject({ code: 'not-found' })
    }
    expect(await stateOf(id)).toBe('open')
    expect((await server.as('lead-lin')('POST', `/api/reminders/${id}/snooze`, { until: '2026-06-21T10:00:00+08:00' })).statusCode).toBe(200)
  })

  it('is not kept by what the other one sends, nor does it decide how that counts', async () => {
    const id = await promise()
    const prepared = await server.as('rep-zhou')('POST', `/api/customers/${customer}/sends`, { scriptId: null, text: '您好', reminderId: id })
    expect(prepared.json()).toMatchObject({ contactClass: 'onboarding' })
    await server.as('rep-zhou')('POST', `/api/sends/${prepared.json<{ sendId: string }>().sendId}/outcome`, { outcome: 'sent' })
    expect(await stateOf(id)).toBe('open')
  })
})

describe('an operator', () => {
  it('who followed customers before sees their names masked among the reminders that are left', async () => {
    const other = await aCustomer(server.db, { followedBy: ['operator-he'], name: '王小满' })
    await aReminder(server.db, { externalUserId: other, userId: 'operator-he' })
    expect((await server.as('operator-he')('GET', '/api/reminders?view=open')).json()).toMatchObject({ items: [{ customerName: '王**' }] })
  })

  it('sees no parcel\'s number in the list of orders either', async () => {
    await anOrder(server.db, { externalUserId: customer, logisticsCompany: '顺丰', logisticsNo: 'SF1234567890' })
    expect((await server.as('operator-he')('GET', `/api/customers/${customer}/orders`)).body).not.toContain('SF1234567890')
    expect((await server.as('rep-chen')('GET', `/api/customers/${customer}/orders`)).body).toContain('SF1234567890')
  })
})
