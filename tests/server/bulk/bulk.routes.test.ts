import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { BulkPreview, BulkSent } from '../../../contract/bulk.schema.ts'
import { aCustomer, aServiceCase, aTouch, before, testNow } from '../../support/factories.ts'
import { teamServer } from '../../support/team-server.ts'
import type { TestServer } from '../../support/test-server.ts'

let server: TestServer
beforeAll(async () => {
  server = await teamServer({ 'lead-sun': ['rep-chen'], 'lead-song': ['rep-zhou'] })
})
afterAll(() => server.close())
beforeEach(() => server.setNow(testNow))

const text = '端午安康，天热了，干货记得放冰箱冷藏。'
const post = (userId: string, path: '/api/bulk' | '/api/bulk/preview', customerIds: readonly string[], words = text, headers = {}) => server.as(userId)('POST', path, { customerIds, text: words }, headers)
const aBuyer = (userId = 'rep-chen', more = {}) => aCustomer(server.db, { followedBy: [userId], addedAt: before(testNow, { days: 300 }), ...more })
const touchesOf = (externalUserId: string) => server.db.selectFrom('touch').select(['contactClass', 'userId', 'sendCount']).where('externalUserId', '=', externalUserId).execute()

describe('a mass message is refused', () => {
  it('to reps and guides, and to nobody signed in', async () => {
    const id = await aBuyer()
    for (const path of ['/api/bulk', '/api/bulk/preview'] as const) {
      expect((await post('rep-chen', path, [id])).statusCode).toBe(403)
      expect((await post('guide-gu', path, [id])).statusCode).toBe(403)
      expect((await server.app.inject({ method: 'POST', url: path, payload: { customerIds: [id], text }, headers: { origin: server.context.config.publicUrl } })).statusCode).toBe(401)
    }
    expect(await touchesOf(id)).toEqual([])
  })
  it('with unlawful words, and says what may be said', async () => {
    const reply = await post('lead-sun', '/api/bulk', [await aBuyer()], '这款燕窝能治疗失眠')
    expect(reply.statusCode).toBe(422)
    expect(reply.json()).toMatchObject({ code: 'invalid-value' })
    expect(reply.json<{ message: string }>().message).toMatch(/「治疗」.*「失眠」/)
  })
  it('with variables left open, nothing written, too much, nobody or too many', async () => {
    const id = await aBuyer()
    expect((await post('lead-sun', '/api/bulk', [id], '{{称呼}}您好')).json()).toMatchObject({ code: 'script-has-gaps', details: { missing: ['称呼'] } })
    for (const words of ['  ', '好'.repeat(1400)]) expect((await post('lead-sun', '/api/bulk', [id], words)).statusCode).toBe(422)
    expect((await post('lead-sun', '/api/bulk', [])).statusCode).toBe(422)
    expect((await post('lead-sun', '/api/bulk', Array.from({ length: 5001 }, (_, index) => `wm${index}`))).statusCode).toBe(422)
    expect(await touchesOf(id)).toEqual([])
  })
  it('in quiet hours as a whole, with the hour from which it may go; the preview says so too', async () => {
    server.setNow('2026-06-15T22:00:00+08:00')
    const id = await aBuyer()
    expect((await post('lead-sun', '/api/bulk', [id])).json()).toMatchObject({ code: 'state-conflict', message: expect.stringContaining('明天 9:00') as string, details: { earliestAt: '2026-06-16T01:00:00.000Z' } })
    expect((await post('lead-sun', '/api/bulk/preview', [id])).json()).toMatchObject({ reachable: 1, earliestAt: '2026-06-16T01:00:00.000Z' })
    expect(await touchesOf(id)).toEqual([])
  })
})

describe('who is left out', () => {
  it('is told by reason; out of scope looks like not existing; a preview changes nothing', async () => {
    const fine = await aBuyer()
    const others = await aBuyer('rep-zhou')
    const oneToOne = await aBuyer('rep-chen', { oneToOneAt: before(testNow, { days: 90 }) })
    const optedOut = await aBuyer('rep-chen', { optOutAt: before(testNow, { days: 9 }) })
    const complains = await aBuyer()
    await aServiceCase(server.db, { externalUserId: complains, openedBy: 'rep-chen' })
    const isNew = await aBuyer('rep-chen', { addedAt: before(testNow, { days: 2 }) })
    const lately = await aBuyer()
    await aTouch(server.db, { externalUserId: lately, userId: 'rep-zhou', startedAt: before(testNow, { days: 5 }) })
    const ids = [fine, others, oneToOne, optedOut, complains, isNew, lately, 'wmNobody', fine]
    const preview = (await post('lead-sun', '/api/bulk/preview', ids)).json<BulkPreview>()
    expect(preview).toMatchObject({ total: 8, reachable: 1, earliestAt: null, summary: expect.stringContaining('已剔除 7 位') as string })
    expect(Object.fromEntries(preview.excluded.map(({ reason, customerIds }) => [reason, customerIds]))).toEqual({
      'customer-not-found': [others, 'wmNobody'], 'one-to-one': [oneToOne], 'opted-out': [optedOut], 'case-open': [complains], 'onboarding': [isNew], 'cadence': [lately],
    })
    expect(await touchesOf(fine)).toEqual([])
    const sent = await post('lead-sun', '/api/bulk', ids)
    expect(sent.statusCode).toBe(202)
    expect(sent.json()).toMatchObject({ total: 8, reachable: 1, excluded: preview.excluded })
    expect(await touchesOf(fine)).toEqual([{ contactClass: 'proactive', userId: 'rep-chen', sendCount: 1 }])
    const { bulkId } = sent.json<BulkSent>()
    const kept = await server.db.selectFrom('bulkRecipient').select(['externalUserId', 'refused']).where('bulkSendId', '=', bulkId).execute()
    expect(new Map(kept.map(row => [row.externalUserId, row.refused]))).toEqual(new Map([
      [fine, null], [oneToOne, 'one-to-one'], [optedOut, 'opted-out'], [complains, 'case-open'], [isNew, 'onboarding'], [lately, 'cadence'],
    ]))
    expect(await server.db.selectFrom('audit').select(['userId', 'details']).where('action', '=', 'bulk-sent').orderBy('at', 'desc').executeTakeFirst())
      .toMatchObject({ userId: 'lead-sun', details: { bulkId, reachable: 1 } })
  })
})

describe('a mass message counts from that moment on', () => {
  it('against the next one, against a one-to-one send and its going on, and in the plan', async () => {
    const id = await aBuyer()
    server.queued.length = 0
    expect((await post('operator-he', '/api/bulk', [id])).json()).toMatchObject({ reachable: 1 })
    expect(server.queued).toContainEqual({ name: 'replan-customers', payload: { externalUserIds: [id] } })
    expect((await post('operator-he', '/api/bulk', [id])).json()).toMatchObject({ reachable: 0, excluded: [{ reason: 'cadence', count: 1 }] })
    server.setNow(before(testNow, { hours: -5 }))
    const send = await server.as('rep-chen')('POST', `/api/customers/${id}/sends`, { scriptId: null, text: '在吗' })
    expect(send.json()).toMatchObject({ code: 'reason-required', details: { kinds: ['too-close'] } })
  })
  it('once: the same click twice, and two different ones at the same time', async () => {
    const ids = await Promise.all(Array.from({ length: 8 }, () => aBuyer()))
    const key = { 'idempotency-key': 'bulk-1' }
    const first = (await post('operator-he', '/api/bulk', ids, text, key)).json<BulkSent>()
    expect((await post('operator-he', '/api/bulk', ids, text, key)).json()).toEqual(first)
    expect(first.reachable).toBe(8)
    const more = await Promise.all(Array.from({ length: 12 }, () => aBuyer()))
    const both = await Promise.all([post('operator-he', '/api/bulk', more.slice(0, 9)), post('lead-sun', '/api/bulk', more.slice(3).reverse())])
    expect(both.map(reply => reply.statusCode)).toEqual([202, 202])
    expect(both[0].json<BulkSent>().reachable + both[1].json<BulkSent>().reachable).toBe(12)
    for (const id of [...ids, ...more]) expect(await touchesOf(id)).toHaveLength(1)
  })
})
