import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { BulkChoice, BulkLine, BulkPreview, BulkRecipient, BulkResult, BulkSent } from '../../../contract/bulk.schema.ts'
import type { CustomerId, RepId } from '../../../contract/ids.ts'
import type { Tier } from '../../../contract/words.ts'
import { chooseCustomers } from '../../../server/bulk/choose-bulk.queries.ts'
import { aCustomer, anOrder, before, testNow } from '../../support/factories.ts'
import { teamServer } from '../../support/team-server.ts'
import type { TestServer } from '../../support/test-server.ts'

let server: TestServer
let ours: CustomerId
let vip: CustomerId
let theirs: CustomerId
beforeAll(async () => {
  server = await teamServer({ 'lead-lin': ['rep-chen'], 'lead-song': ['rep-zhou'] })
  server.setNow(testNow)
  const aBuyer = (followedBy: string, tier: Tier, days: number, more = {}) => aCustomer(server.db, { followedBy: [followedBy], tier, addedAt: before(testNow, { days: 300 }), lastActivityAt: before(testNow, { days }), ...more })
  ours = await aBuyer('rep-chen', 'middle', 5, { name: '王小满', follow: { remark: '王姐 花胶' } })
  vip = await aBuyer('rep-chen', 'vip', 9, { oneToOneAt: before(testNow, { days: 90 }) })
  theirs = await aBuyer('rep-zhou', 'middle', 1)
  await server.db.insertInto('tagGroup').values({ id: 'g1', name: '口味', position: 1 }).execute()
  await server.db.insertInto('tag').values({ id: 't1', groupId: 'g1', name: '喜甜', position: 1 }).execute()
  await server.db.insertInto('customerTag').values([{ externalUserId: ours, userId: 'rep-chen', tagId: 't1' }, { externalUserId: theirs, userId: 'rep-zhou', tagId: 't1' }]).execute()
})
afterAll(() => server.close())

const text = '端午安康，天热了，干货记得放冰箱冷藏。'
const choose = async (userId: string, choice: Partial<BulkChoice> = {}) =>
  (await server.as(userId)('POST', '/api/bulk/customers', { tiers: [], tagIds: [], ...choice })).json<{ total: number, customerIds: string[] }>()
const send = async (userId: string, customerIds: readonly string[]) => (await server.as(userId)('POST', '/api/bulk', { customerIds, text })).json<BulkSent>()
const read = async <Reply>(userId: string, path = '') => (await server.as(userId)('GET', `/api/bulk${path}`)).json<Reply & { code?: string }>()

describe('choosing customers', () => {
  it('is no business of a rep or a guide, nor is reading what was sent', async () => {
    for (const userId of ['rep-chen', 'guide-gu']) {
      expect((await server.as(userId)('POST', '/api/bulk/customers', { tiers: [], tagIds: [] })).statusCode).toBe(403)
      for (const path of ['', '/tags', '/x', '/x/customers?outcome=sent']) expect((await server.as(userId)('GET', `/api/bulk${path}`)).statusCode, path).toBe(403)
    }
  })
  it('goes by tier and tag within the scope, the most recently active first', async () => {
    expect(await choose('operator-he')).toEqual({ total: 3, customerIds: [theirs, ours, vip] })
    expect(await choose('lead-lin')).toEqual({ total: 2, customerIds: [ours, vip] })
    expect(await choose('lead-lin', { tiers: ['vip', 'high'] })).toEqual({ total: 1, customerIds: [vip] })
    expect(await choose('operator-he', { tagIds: ['t1'] })).toEqual({ total: 2, customerIds: [theirs, ours] })
    expect(await choose('lead-song', { tagIds: ['t1'], tiers: ['vip'] })).toEqual({ total: 0, customerIds: [] })
    expect(await read('operator-he', '/tags')).toMatchObject({ families: expect.arrayContaining([{ key: 'nest', label: expect.any(String) as string }]) as unknown[], groups: [{ groupId: 'g1', name: '口味', tags: [{ tagId: 't1', name: '喜甜' }] }] })
  })
  it('goes by family bought and kept, and by the last order; who never bought is in no span', async () => {
    const bought = async (externalUserId: string, days: number, refundFen = 0) => {
      await anOrder(server.db, { externalUserId, paidAt: before(testNow, { days }), paidFen: 60_000, refundFen, lines: [{ productId: 'nest-instant-70x15', quantity: 1 }] })
      await server.db.updateTable('customer').set({ lastOrderAt: before(testNow, { days }) }).where('externalUserId', '=', externalUserId).execute()
    }
    await bought(ours, 40)
    await bought(vip, 200, 60_000)
    const family = (await server.context.catalogue.current()).products.find(({ id }) => id === 'nest-instant-70x15')!.family
    expect(await choose('operator-he', { families: [family] })).toEqual({ total: 1, customerIds: [ours] })
    expect(await choose('operator-he', { families: ['nothing'] })).toEqual({ total: 0, customerIds: [] })
    expect(await choose('lead-song', { families: [family] })).toEqual({ total: 0, customerIds: [] })
    expect(await choose('operator-he', { lastOrder: { fromDays: 30, toDays: 90 } })).toEqual({ total: 1, customerIds: [ours] })
    expect(await choose('operator-he', { lastOrder: { fromDays: 90, toDays: null } })).toEqual({ total: 1, customerIds: [vip] })
    expect(await choose('operator-he', { lastOrder: { fromDays: null, toDays: 40 } })).toEqual({ total: 0, customerIds: [] })
    expect(await choose('operator-he', { tiers: ['vip'], lastOrder: { fromDays: null, toDays: 300 } })).toEqual({ total: 1, customerIds: [vip] })
  })
  it('names nobody when there are more than one mass message takes', async () => {
    const viewer = { userId: 'operator-he' as RepId, name: '何运营', role: 'operator' as const }
    expect(await chooseCustomers(server.db, viewer, { tiers: [], tagIds: [] }, { now: testNow, most: 2 })).toEqual({ total: 3, customerIds: [] })
    expect(await chooseCustomers(server.db, viewer, { tiers: [], tagIds: [] }, { now: testNow, most: 3 })).toEqual({ total: 3, customerIds: [theirs, ours, vip] })
  })
  it('no longer by the tag of a relation that has ended', async () => {
    await server.db.updateTable('follow').set({ endedAt: testNow }).where('externalUserId', '=', theirs).execute()
    expect(await choose('operator-he', { tagIds: ['t1'] })).toEqual({ total: 1, customerIds: [ours] })
    await server.db.updateTable('follow').set({ endedAt: null }).where('externalUserId', '=', theirs).execute()
  })
})

describe('what the preview names', () => {
  it('is whom the viewer sees, masked for an operator', async () => {
    const preview = async (userId: string) => (await server.as(userId)('POST', '/api/bulk/preview', { customerIds: [ours, vip, theirs], text })).json<BulkPreview>().named
    expect(await preview('lead-lin')).toEqual([
      { reason: null, customers: [{ customerId: ours, name: '王姐 花胶', tier: 'middle' }] }, { reason: 'one-to-one', customers: [{ customerId: vip, name: '小满', tier: 'vip' }] },
    ])
    expect((await preview('operator-he'))[1]).toEqual({ reason: 'one-to-one', customers: [{ customerId: vip, name: '小**', tier: 'vip' }] })
  })
})

describe('what was sent', () => {
  it('is read by who sent it and by operators, not by another lead', async () => {
    const { bulkId } = await send('lead-lin', [ours, vip, theirs, 'wmNobody'])
    const expected = { bulkId, byName: '销售lead-lin', text, total: 4, notFound: 2, sent: 0, pending: 1, notSent: 0, refused: 1 }
    for (const userId of ['lead-lin', 'operator-he']) expect(await read(userId)).toMatchObject({ total: 1, items: [expected] })
    expect(await read<{ items: BulkLine[] }>('lead-song')).toMatchObject({ items: [], total: 0 })
    expect(await read('lead-song', `/${bulkId}`)).toMatchObject({ code: 'not-found' })
    expect(await read('lead-song', `/${bulkId}/customers?outcome=pending`)).toMatchObject({ code: 'not-found' })
    expect(await read('lead-lin', '/no-uuid')).toMatchObject({ code: 'not-found' })
    expect(await read<BulkResult>('lead-lin', `/${bulkId}`)).toMatchObject({
      ...expected, members: [{ userId: 'rep-chen', state: 'waiting', pending: 1, sent: 0, notSent: 0 }], notSentBy: [],
      refusedBy: [{ reason: 'customer-not-found', count: 2 }, { reason: 'one-to-one', text: '1V1 客户，禁群发', count: 1 }],
    })
  })
  it('names its customers by outcome, page by page and in scope only', async () => {
    const more = await Promise.all(Array.from({ length: 5 }, () => aCustomer(server.db, { followedBy: ['rep-chen'], addedAt: before(testNow, { days: 300 }) })))
    const { bulkId } = await send('operator-he', [...more, vip])
    const page = (userId: string, query: string) => read<{ items: BulkRecipient[], nextCursor: string | null, total: number }>(userId, `/${bulkId}/customers?${query}`)
    expect((await page('operator-he', 'outcome=refused')).items).toEqual([{ customerId: vip, name: '小**', tier: 'vip', memberName: null, outcome: 'refused', why: '1V1 客户，禁群发' }])
    const first = await page('operator-he', 'outcome=pending&limit=3')
    expect([first.total, first.items.length, first.items[0]?.memberName]).toEqual([5, 3, '销售rep-chen'])
    const rest = await page('operator-he', `outcome=pending&limit=3&cursor=${first.nextCursor}`)
    expect([...first.items, ...rest.items].map(({ customerId }) => customerId)).toEqual([...more].sort())
    expect(rest.nextCursor).toBeNull()
    await server.db.updateTable('follow').set({ endedAt: testNow }).where('externalUserId', '=', more[0]!).execute()
    await server.db.updateTable('bulkSend').set({ byUserId: 'lead-lin' }).where('id', '=', bulkId).execute()
    expect((await page('lead-lin', 'outcome=pending')).total).toBe(4)
    expect(await page('lead-lin', 'outcome=pending&cursor=eA')).toMatchObject({ code: 'bad-request' })
  })
  it('lists the newest first, page by page', async () => {
    server.setNow(new Date(testNow.getTime() + 60_000))
    await send('operator-he', [await aCustomer(server.db, { followedBy: ['rep-zhou'], addedAt: before(testNow, { days: 300 }) })])
    const all = (await read<{ items: BulkLine[] }>('operator-he')).items
    const first = await read<{ items: BulkLine[], nextCursor: string }>('operator-he', '?limit=1')
    const next = await read<{ items: BulkLine[] }>('operator-he', `?limit=1&cursor=${first.nextCursor}`)
    expect([first.items[0]?.bulkId, next.items[0]?.bulkId]).toEqual([all[0]?.bulkId, all[1]?.bulkId])
    expect(Date.parse(all[0]!.createdAt)).toBeGreaterThan(Date.parse(all[1]!.createdAt))
  })
})
