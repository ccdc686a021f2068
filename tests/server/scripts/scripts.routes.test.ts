import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aCustomer, anOrder, aRep, before, testNow } from '../../support/factories.ts'
import { testServer, type TestServer } from '../../support/test-server.ts'

let server: TestServer
beforeAll(async () => {
  server = await testServer()
  await aRep(server.db, { userId: 'rep-chen', name: '陈雨桐' })
  await aRep(server.db, { userId: 'rep-zhou' })
  await aRep(server.db, { userId: 'operator-he', role: 'operator' })
})
afterAll(() => server.close())

interface Found { items: { scriptId: string, title: string, kind: string, questionKey: string | null, parts: object[], reason: string, replies: { known: number, replied: number, few: boolean } }[] }
const find = async (customer: string, q = '', userId = 'rep-chen') => (await server.as(userId)('GET', `/api/customers/${customer}/scripts${q && `?q=${encodeURIComponent(q)}`}`)).json<Found>()

describe('GET /api/customers/:id/scripts', () => {
  it('refuses who is not signed in and a customer of somebody else', async () => {
    const customer = await aCustomer(server.db, { followedBy: ['rep-chen'] })
    expect((await server.app.inject({ url: `/api/customers/${customer}/scripts` })).statusCode).toBe(401)
    expect(await find(customer, '', 'rep-zhou')).toMatchObject({ code: 'customer-not-found' })
  })

  it('gives three to five for the situation, filled, the first question first', async () => {
    const customer = await aCustomer(server.db, { followedBy: ['rep-chen'], addedAt: before(testNow, { hours: 1 }), follow: { remark: '王姐' } })
    const { items } = await find(customer)
    expect(items.length).toBeGreaterThanOrEqual(3)
    expect(items.length).toBeLessThanOrEqual(5)
    expect(items[0]).toMatchObject({ questionKey: 'kinds', parts: [{ text: expect.stringContaining('王姐') as string }], replies: { known: 0, replied: 0, few: true } })
    expect(JSON.stringify(items)).not.toContain('{{')
  })

  it('finds by a Chinese word', async () => {
    const customer = await aCustomer(server.db, { followedBy: ['rep-chen'] })
    await anOrder(server.db, { externalUserId: customer, state: 'shipped', paidAt: before(testNow, { days: 2 }), shippedAt: before(testNow, { days: 1 }), logisticsCompany: '顺丰速运', logisticsNo: 'SF142' })
    const { items } = await find(customer, '物流')
    expect(JSON.stringify(items[0])).toContain('顺丰速运 SF142')
    expect(JSON.stringify(await find(customer, '物流', 'operator-he'))).not.toContain('SF142')
    expect((await find(customer, '火星')).items).toEqual([])
  })

  it('puts what she was told this month behind what she was not, and says when; a cancelled send told her nothing', async () => {
    const customer = await aCustomer(server.db, { followedBy: ['rep-chen', 'rep-zhou'], addedAt: before(testNow, { days: 200 }) })
    const offered = async () => (await find(customer)).items.filter(({ questionKey }) => questionKey === null)
    const [{ scriptId: first, title } = { scriptId: '', title: '' }, second] = await offered()
    const send = async (scriptId: string, outcome: string): Promise<void> => {
      const { sendId } = (await server.as('rep-zhou')('POST', `/api/customers/${customer}/sends`, { scriptId, text: '最近还好吗？' })).json<{ sendId: string }>()
      await server.as('rep-zhou')('POST', `/api/sends/${sendId}/outcome`, { outcome })
    }
    await send(first, 'cancelled')
    expect((await offered())[0]).toMatchObject({ scriptId: first })
    await send(first, 'sent')
    const items = await offered()
    expect(items[0]).toMatchObject({ scriptId: second?.scriptId, reason: expect.not.stringContaining('发过') as string })
    expect((await find(customer, title)).items.filter(({ scriptId }) => scriptId === first)).toMatchObject([{ reason: expect.stringMatching(/^6月15日发过/) as string }])
    server.setNow(new Date(testNow.getTime() + 31 * 24 * 3_600_000))
    expect(JSON.stringify((await find(customer)).items)).not.toContain('发过')
    server.setNow(testNow)
  })

  it('counts replies to sends that really happened, with a known outcome', async () => {
    const customer = await aCustomer(server.db, { followedBy: ['rep-chen'], addedAt: before(testNow, { hours: 2 }) })
    const me = server.as('rep-chen')
    for (const outcome of ['sent', 'cancelled']) {
      const { sendId } = (await me('POST', `/api/customers/${customer}/sends`, { scriptId: 'parcel-where', text: '查到了' })).json<{ sendId: string }>()
      const { touchId } = (await me('POST', `/api/sends/${sendId}/outcome`, { outcome })).json<{ touchId: string | null }>()
      if (touchId) await me('PATCH', `/api/touches/${touchId}`, { reply: 'yes' })
    }
    server.setNow(new Date(testNow.getTime() + 6 * 60_000))
    const { items } = await find(customer, '到哪')
    server.setNow(testNow)
    expect(items.find(({ scriptId }) => scriptId === 'parcel-where')?.replies).toEqual({ known: 1, replied: 1, few: true })
  })
})
