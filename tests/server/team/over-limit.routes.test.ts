import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CustomerId } from '../../../contract/ids.ts'
import type { OverLimitContact, OverLimitCount } from '../../../contract/over-limit.schema.ts'
import { aCustomer, aTouch, before, testNow } from '../../support/factories.ts'
import { teamServer } from '../../support/team-server.ts'
import type { TestServer } from '../../support/test-server.ts'

interface Page { items: OverLimitContact[], nextCursor: string | null, total: number, counts: OverLimitCount[], code?: string }

let server: TestServer
let customer: CustomerId
let others: CustomerId
beforeAll(async () => {
  server = await teamServer({ 'lead-lin': ['rep-chen', 'rep-wu'], 'lead-song': ['rep-zhou'] })
  server.setNow(testNow)
  customer = await aCustomer(server.db, { name: '王小满', followedBy: ['rep-chen', 'rep-wu'], addedAt: before(testNow, { days: 200 }) })
  others = await aCustomer(server.db, { name: '李大暑', followedBy: ['rep-zhou'], addedAt: before(testNow, { days: 200 }) })
  for (const externalUserId of [customer, others]) await aTouch(server.db, { externalUserId, userId: 'rep-wu', startedAt: before(testNow, { days: 3 }) })
})
afterAll(() => server.close())

const list = async (userId: string, query = '') => (await server.as(userId)('GET', `/api/team/over-limit${query}`)).json<Page>()
const send = async (userId: string, id: string, overLimitReason: string, outcome = 'sent') => {
  const prepared = await server.as(userId)('POST', `/api/customers/${id}/sends`, { scriptId: null, text: '王姐，您要的那款到货了', overLimitReason })
  expect(prepared.statusCode).toBe(201)
  return server.as(userId)('POST', `/api/sends/${prepared.json<{ sendId: string }>().sendId}/outcome`, { outcome })
}

describe('the list of contacts outside the rules', () => {
  it('is refused to a rep and a guide, and to a cursor that is none', async () => {
    expect((await server.as('rep-chen')('GET', '/api/team/over-limit')).statusCode).toBe(403)
    expect((await server.as('guide-gu')('GET', '/api/team/over-limit')).statusCode).toBe(403)
    expect((await server.as('lead-lin')('GET', '/api/team/over-limit?cursor=eA')).json()).toMatchObject({ code: 'bad-request' })
  })

  it('has what was sent with its reason and what the rep was told, not what was not sent', async () => {
    await send('rep-chen', customer, 'urgent', 'cancelled')
    expect(await list('lead-lin')).toEqual({ items: [], nextCursor: null, total: 0, counts: [] })
    await send('rep-chen', customer, 'customer_arranged')
    expect(await list('lead-lin')).toMatchObject({
      total: 1, items: [{ byUserId: 'rep-chen', byName: '销售rep-chen', customerId: customer, customerName: '王小满', channel: 'chat', kind: 'sent', reason: 'customer_arranged', at: testNow.toISOString(), warning: expect.stringContaining('上次主动联系是 3 天前') as string }],
    })
  })

  it('is another lead\'s only as far as the own team goes; an operator sees names masked', async () => {
    expect((await list('lead-song')).items).toEqual([])
    await send('rep-zhou', others, 'logistics')
    expect((await list('lead-song')).items.map(({ customerId }) => customerId)).toEqual([others])
    expect((await list('lead-lin')).items.map(({ customerId }) => customerId)).toEqual([customer])
    expect((await list('operator-he')).items.map(({ customerName }) => customerName).sort()).toEqual(['李**', '王**'])
  })

  it('shows a customer who has left the team no more', async () => {
    await server.db.updateTable('follow').set({ endedAt: testNow }).where('externalUserId', '=', others).execute()
    expect(await list('lead-song')).toMatchObject({ items: [], total: 0 })
    await server.db.updateTable('follow').set({ endedAt: null }).where('externalUserId', '=', others).execute()
  })

  it('has what was recorded by hand, once', async () => {
    server.setNow(new Date(testNow.getTime() + 60_000))
    expect((await server.as('rep-wu')('POST', `/api/customers/${customer}/touches`, { channel: 'call', overLimitReason: 'other' })).statusCode).toBe(201)
    expect((await list('lead-lin')).items.map(({ kind, channel, reason }) => [kind, channel, reason])).toEqual([['by_hand', 'call', 'other'], ['sent', 'chat', 'customer_arranged']])
  })

  it('goes back 30 days and is read page by page, each row once', async () => {
    const old = await aCustomer(server.db, { followedBy: ['rep-chen'], addedAt: before(testNow, { days: 200 }) })
    await aTouch(server.db, { externalUserId: old, userId: 'rep-chen', channel: 'call', overLimitReason: 'other', startedAt: before(testNow, { days: 31 }) })
    for (let day = 4; day < 9; day += 1) await aTouch(server.db, { externalUserId: customer, userId: 'rep-wu', channel: 'call', overLimitReason: 'urgent', startedAt: before(testNow, { days: day }) })
    const all = await list('lead-lin')
    expect([all.total, all.items.length]).toEqual([7, 7])
    const seen: string[] = []
    for (let cursor: string | null = '', pages = 0; cursor !== null && pages < 9; pages += 1) {
      const page: Page = await list('lead-lin', `?limit=2${cursor && `&cursor=${cursor}`}`)
      expect(page.total).toBe(7)
      seen.push(...page.items.map(({ id }) => id))
      cursor = page.nextCursor
    }
    expect(seen).toEqual(all.items.map(({ id }) => id))
  })

  it('keeps to one member, to one reason, to both; the counts are of all, with the first page; another team\'s member has none', async () => {
    const all = await list('lead-lin')
    const of = (member: string, reason: string) => all.items.filter(({ byUserId, reason: why }) => (!member || byUserId === member) && (!reason || why === reason)).map(({ id }) => id)
    for (const [member, reason] of [['rep-wu', ''], ['rep-chen', ''], ['', 'urgent'], ['rep-wu', 'urgent'], ['rep-chen', 'other']] as const) {
      const page = await list('lead-lin', `?${member && `member=${member}&`}${reason && `reason=${reason}`}`)
      expect([page.items.map(({ id }) => id), page.total, page.counts]).toEqual([of(member, reason), of(member, reason).length, all.counts])
    }
    expect(of('rep-wu', 'urgent').length).toBeGreaterThan(2)
    expect(all.counts.reduce((sum, { count }) => sum + count, 0)).toBe(all.total)
    expect(all.counts[0]).toMatchObject({ byUserId: 'rep-wu', byName: '销售rep-wu' })
    const first = await list('lead-lin', '?member=rep-wu&limit=2')
    const next = await list('lead-lin', `?member=rep-wu&limit=2&cursor=${first.nextCursor}`)
    expect([next.items.map(({ id }) => id), next.total, next.counts]).toEqual([of('rep-wu', '').slice(2, 4), first.total, []])
    expect(await list('lead-lin', '?member=rep-zhou')).toMatchObject({ items: [], total: 0 })
    expect((await server.as('lead-lin')('GET', '/api/team/over-limit?reason=none')).statusCode).toBe(422)
  })
})
