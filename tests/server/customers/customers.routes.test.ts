import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CustomerRow } from '../../../contract/customers.schema.ts'
import { loadStarterCatalogue } from '../../../server/catalogue/starter.ts'
import { aCustomer, aFollow, aLead, anOrder, aRep, before, testNow } from '../../support/factories.ts'
import { testServer, type TestServer } from '../../support/test-server.ts'

let server: TestServer
const phone = '13912345678'
beforeAll(async () => {
  server = await testServer()
  const { db } = server
  await loadStarterCatalogue(server.context)
  for (const userId of ['rep-chen', 'rep-zhou']) await aRep(db, { userId })
  await aLead(db, { userId: 'lead-lin', team: ['rep-chen'] })
  await aRep(db, { userId: 'operator-he', role: 'operator' })
  await aCustomer(db, { externalUserId: 'wmWang', name: '小满', followedBy: ['rep-chen'], follow: { remark: '王姐-天猫' }, lastActivityAt: before(testNow, { days: 1 }) })
  await aCustomer(db, { externalUserId: 'wmLi', name: '100%好_吃', followedBy: ['rep-chen'], lastActivityAt: before(testNow, { days: 2 }) })
  await aCustomer(db, { externalUserId: 'wmOther', name: '小满妈妈', followedBy: ['rep-zhou'], lastActivityAt: before(testNow, { days: 3 }) })
  const { vault } = server.context
  await db.insertInto('followPhone').values({ externalUserId: 'wmWang', userId: 'rep-chen', phoneHash: vault.hashPhone(phone), phoneCipher: vault.seal(phone), lastFour: '5678' }).execute()
  await anOrder(db, { externalUserId: 'wmLi', orderNo: '3860-2211' })
  await anOrder(db, { externalUserId: 'wmOther', orderNo: '99887766' })
})
afterAll(() => server.close())

const search = async (userId: string, q: string, rest: object = {}) => (await server.as(userId)('POST', '/api/customers/search', { q, ...rest })).json() as { items: CustomerRow[], nextCursor: string | null, total: number }
const ids = async (userId: string, q: string): Promise<string[]> => (await search(userId, q)).items.map(item => item.externalUserId)

describe('POST /api/customers/search', () => {
  it('refuses who is not signed in, a foreign page, and a cursor that is none', async () => {
    expect((await server.app.inject({ method: 'POST', url: '/api/customers/search', payload: { q: '' }, headers: { origin: server.context.config.publicUrl } })).statusCode).toBe(401)
    expect((await server.as('rep-chen')('POST', '/api/customers/search', { q: '' }, { origin: 'https://elsewhere.example' })).json()).toMatchObject({ code: 'wrong-origin' })
    for (const cursor of ['x', 'WzFd', 'WzEsMiwzXQ']) expect((await server.as('rep-chen')('POST', '/api/customers/search', { q: '', cursor })).json()).toMatchObject({ code: 'bad-request' })
  })

  it('never finds a customer outside the scope, however it is asked for', async () => {
    for (const q of ['小满妈妈', '99887766']) expect(await ids('rep-chen', q)).toEqual([])
    expect(await ids('rep-zhou', phone)).toEqual([])
    expect(await ids('lead-lin', '小满')).toEqual(['wmWang'])
  })

  it('finds by name, remark, whole phone, last four digits and order number or its end', async () => {
    expect(await ids('rep-chen', '小满')).toEqual(['wmWang'])
    expect(await ids('rep-chen', '王姐')).toEqual(['wmWang'])
    expect(await ids('rep-chen', '王 姐')).toEqual(['wmWang'])
    expect(await ids('rep-chen', '139 1234 5678')).toEqual(['wmWang'])
    expect(await ids('rep-chen', '5678')).toEqual(['wmWang'])
    expect(await ids('rep-chen', '3860-2211')).toEqual(['wmLi'])
    expect(await ids('rep-chen', '0-2211')).toEqual(['wmLi'])
    expect(await ids('rep-chen', '3860-2')).toEqual([])
    expect(await ids('rep-chen', '887766')).toEqual([])
    expect(await ids('rep-chen', '1391234')).toEqual([])
  })

  it('takes % and _ as they are typed', async () => {
    expect(await ids('rep-chen', '%')).toEqual(['wmLi'])
    expect(await ids('rep-chen', '_')).toEqual(['wmLi'])
  })

  it('shows an operator everybody, masked', async () => {
    const found = await search('operator-he', '小满')
    expect(found.items.map(item => [item.externalUserId, item.name, item.remark])).toEqual([['wmWang', '小**', '王**'], ['wmOther', '小**', '']])
  })

  it('goes on by the cursor, newest activity first, and counts them all', async () => {
    const first = await search('operator-he', '', { limit: 2 })
    expect(first).toMatchObject({ total: 3, items: [{ externalUserId: 'wmWang', addedAt: before(testNow, { days: 10 }).toISOString() }, { externalUserId: 'wmLi' }] })
    const second = await search('operator-he', '', { limit: 2, cursor: first.nextCursor })
    expect(second).toMatchObject({ total: 3, nextCursor: null, items: [{ externalUserId: 'wmOther' }] })
  })
})

describe('PATCH /api/customers/:id', () => {
  const change = (userId: string, id: string, body: object) => server.as(userId)('PATCH', `/api/customers/${id}`, body)
  const rows = {
    outbox: () => server.db.selectFrom('outbox').selectAll().execute(),
    audit: (id: string) => server.db.selectFrom('audit').selectAll().where('externalUserId', '=', id).where('action', '=', 'customer-changed').execute(),
  }

  it('refuses an operator, a customer out of scope, what WeCom would not take, and a remark by who does not follow', async () => {
    expect((await change('operator-he', 'wmWang', { region: '杭州' })).json()).toMatchObject({ code: 'not-allowed' })
    expect((await change('rep-zhou', 'wmWang', { region: '杭州' })).json()).toMatchObject({ code: 'customer-not-found' })
    for (const body of [{ remark: '一'.repeat(21) }, { description: '一'.repeat(151) }, { ageBand: 'young' }, { tier: 'vip' }]) expect((await change('rep-chen', 'wmWang', body)).json()).toMatchObject({ code: 'invalid-value' })
    expect((await change('lead-lin', 'wmWang', { remark: '王女士', region: '杭州' })).json()).toMatchObject({ code: 'not-allowed' })
    expect(await rows.outbox()).toEqual([])
    expect(await rows.audit('wmWang')).toEqual([])
  })

  it('writes the remark back to WeCom in the same transaction, and says that it waits', async () => {
    const reply = await change('rep-chen', 'wmWang', { remark: '王姐', description: '爱清淡' })
    expect(reply.json()).toMatchObject({ name: '小满', remark: '王姐', description: '爱清淡', isWaitingForWecom: true, isFollowedByMe: true })
    const [row] = await rows.outbox()
    expect(row).toMatchObject({ kind: 'wecom-remark', deliveredAt: null })
    expect(JSON.parse(server.context.vault.open(row!.payloadCipher))).toEqual({ userId: 'rep-chen', externalUserId: 'wmWang', remark: '王姐', description: '爱清淡' })
    expect(server.queued).toContainEqual({ name: 'deliver-outbox', payload: {} })
    expect((await rows.audit('wmWang'))[0]).toMatchObject({ userId: 'rep-chen', details: { changes: { remark: { from: '王姐-天猫', to: '王姐' }, description: { from: '', to: '爱清淡' } } } })
  })

  it('writes nothing when nothing changes', async () => {
    expect((await change('rep-chen', 'wmWang', { remark: '王姐 ', optOut: false })).statusCode).toBe(200)
    expect(await rows.outbox()).toHaveLength(1)
    expect(await rows.audit('wmWang')).toHaveLength(1)
  })

  it('keeps region, age band and opt-out, which the lead may write too, and takes them back', async () => {
    expect((await change('lead-lin', 'wmLi', { region: '浙江 杭州', ageBand: '40_49', optOut: true })).json()).toMatchObject({ region: '浙江 杭州', ageBand: '40_49', optOut: true, isFollowedByMe: false })
    expect(await server.db.selectFrom('customer').select(['regionSource', 'optOutAt']).where('externalUserId', '=', 'wmLi').executeTakeFirst()).toEqual({ regionSource: 'rep', optOutAt: testNow })
    expect((await change('lead-lin', 'wmLi', { region: null, ageBand: null, optOut: false })).json()).toMatchObject({ region: null, ageBand: null, optOut: false })
    expect((await rows.audit('wmLi'))[1]?.details).toEqual({ changes: { region: { from: '浙江 杭州', to: null }, ageBand: { from: '40_49', to: null }, optOut: { from: true, to: false } } })
  })

  it('happens once for the same Idempotency-Key', async () => {
    const headers = { 'idempotency-key': 'k1' }
    await aFollow(server.db, { externalUserId: 'wmOther', userId: 'rep-chen' })
    const first = await server.as('rep-chen')('PATCH', '/api/customers/wmOther', { remark: '一' }, headers)
    const again = await server.as('rep-chen')('PATCH', '/api/customers/wmOther', { remark: '一' }, headers)
    expect(again.json()).toEqual(first.json())
    expect(await rows.audit('wmOther')).toHaveLength(1)
  })
})
