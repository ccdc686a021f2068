import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { runJob } from '../../../server/jobs/run-job.ts'
import { aSource, work } from '../../server/webhooks/sender.ts'
import { aRep } from '../../support/factories.ts'
import { aJushuitanOrder, fakeJushuitan, type FakeJushuitan } from '../../support/fake-jushuitan.ts'
import { testServer, type TestServer } from '../../support/test-server.ts'

let server: TestServer
let jushuitan: FakeJushuitan
let now = new Date('2026-06-15T10:00:00+08:00')
beforeAll(async () => {
  jushuitan = await fakeJushuitan(() => now)
  server = await testServer({ config: { jushuitanUrl: jushuitan.url } })
  await aRep(server.db, { userId: 'operator-he', role: 'operator' })
})
afterAll(async () => {
  await server.close()
  await jushuitan.close()
})
beforeEach(async () => {
  await sql`truncate "order", order_line, inbox, source, import_job cascade`.execute(server.db)
  server.queued.length = 0
  Object.assign(jushuitan, { orders: [], given: [], refusesTokens: false, onPage: () => {} })
  jushuitan.asked.length = 0
  moveTo('2026-06-15T10:00:00+08:00')
  await aSource(server, 'jushuitan', { credentials: jushuitan.keys })
})
function moveTo(at: string): void {
  now = new Date(at)
  server.setNow(now)
}
const pull = async (): Promise<void> => {
  await runJob(server.context, 'pull-orders', {})
  await work(server)
}
/** Only receipt: what is worked through is tested with few orders. */
const receive = () => runJob(server.context, 'pull-orders', {})
const received = async () => (await server.db.selectFrom('inbox').select('orderKey').orderBy('orderKey').execute()).map(row => row.orderKey)
const orders = () => server.db.selectFrom('order').selectAll().orderBy('orderNo').execute()
const cursor = async () => (await server.db.selectFrom('source').select('cursor').executeTakeFirstOrThrow()).cursor
/** So many orders, a minute apart. */
const many = (count: number): Record<string, unknown>[] => Array.from({ length: count }, (_, index) => aJushuitanOrder(`JD20260600${String(index).padStart(4, '0')}`, {
  modified: new Date(Date.parse('2026-06-14T00:00:00Z') + index * 60_000).toISOString().slice(0, 19).replace('T', ' '),
}))

describe('a pull from JuShuiTan', () => {
  it('reads every page over HTTP, each order once, and keeps how far it came', async () => {
    jushuitan.orders = many(120)
    await receive()
    expect(jushuitan.asked).toEqual([1, 2, 3].map(page => ({ begin: '2026-06-08 10:00:00', end: '2026-06-15 10:00:00', page })))
    expect(new Set(await received()).size).toBe(120)
    expect(await cursor()).toEqual({ upTo: '2026-06-15T02:00:00.000Z', window: null })
  })

  it('steps ten minutes back each time: what shows late is found, what was there is not doubled', async () => {
    jushuitan.orders = [aJushuitanOrder('JD0001')]
    await pull()
    // Changed before the last pull ended, but not yet shown to it.
    jushuitan.orders.push(aJushuitanOrder('JD0002', { modified: '2026-06-15 09:52:00' }))
    moveTo('2026-06-15T10:05:00+08:00')
    await pull()
    expect(jushuitan.asked.at(-1)).toEqual({ begin: '2026-06-15 09:50:00', end: '2026-06-15 10:05:00', page: 1 })
    expect((await orders()).map(order => order.orderNo)).toEqual(['JD0001', 'JD0002'])
    moveTo('2026-06-15T10:10:00+08:00')
    await pull()
    expect([await orders(), await server.db.selectFrom('inbox').selectAll().execute()]).toMatchObject([{ length: 2 }, { length: 2 }])
  })

  it('goes on at the page where it was cut off', async () => {
    jushuitan.orders = many(120)
    jushuitan.onPage = (page) => { if (page === 3) throw new Error('cut') }
    await receive()
    expect([(await received()).length, await cursor()]).toMatchObject([100, { upTo: null, window: { page: 3 } }])
    expect((await server.as('operator-he')('GET', '/api/sources')).json()).toMatchObject({ items: [{ lastError: '连不上聚水潭，会自动再试' }] })
    jushuitan.onPage = () => {}
    moveTo('2026-06-15T10:05:00+08:00')
    await receive()
    // The window that was under way is finished first, then what came since.
    expect(jushuitan.asked.map(({ page, end }) => `${page} ${end.slice(11, 16)}`)).toEqual(['1 10:00', '2 10:00', '3 10:00', '1 10:05'])
    expect(await received()).toHaveLength(120)
  })

  it('loses no order that slips onto a page already read while others change', async () => {
    jushuitan.orders = many(60)
    // While page 2 is asked for, one order of page 1 changes: the first of page 2 is now the last of page 1.
    jushuitan.onPage = (page) => { if (page === 2 && jushuitan.asked.length === 1) jushuitan.orders[0]!.modified = '2026-06-15 10:00:30' }
    await receive()
    const seen = await received()
    const missing = many(60).map(order => `source:jushuitan:${String(order.so_id)}`).filter(key => !seen.includes(key))
    // The one that changed after the window's end comes with the next pull, the one that slipped is here.
    expect(missing).toEqual([])
  })

  it('by two processes at once takes each page once', async () => {
    jushuitan.orders = many(60)
    await Promise.all([runJob(server.context, 'pull-orders', {}), runJob(server.context, 'pull-orders', {})])
    expect(await received()).toHaveLength(60)
  })

  it('after two weeks of silence takes them in windows of at most seven days', async () => {
    await pull()
    moveTo('2026-06-29T10:00:00+08:00')
    await pull()
    expect(jushuitan.asked.slice(1).map(({ begin, end }) => [begin, end])).toEqual([
      ['2026-06-15 09:50:00', '2026-06-22 09:50:00'], ['2026-06-22 09:40:00', '2026-06-29 09:40:00'], ['2026-06-29 09:30:00', '2026-06-29 10:00:00'],
    ])
  })

  it('with wrong keys says so and goes on when they are mended; one that is switched off is not asked', async () => {
    const operator = server.as('operator-he')
    await operator('POST', '/api/sources/jushuitan/rotate', { overlapHours: 0, credentials: { ...jushuitan.keys, appSecret: 'wrong' } })
    await pull()
    expect((await operator('GET', '/api/sources')).json()).toMatchObject({ items: [{ lastError: '聚水潭拒绝了请求：签名错误（120）' }] })
    await operator('POST', '/api/sources/jushuitan/rotate', { overlapHours: 0, credentials: jushuitan.keys })
    await operator('PATCH', '/api/sources/jushuitan', { isEnabled: false })
    await pull()
    expect(jushuitan.asked).toEqual([])
    await operator('PATCH', '/api/sources/jushuitan', { isEnabled: true })
    await pull()
    expect(jushuitan.asked).toHaveLength(1)
  })
})

describe('a self-built app without a token of the operator', () => {
  it('gets one, keeps it sealed, renews it before it ends, and goes on with the old one while the renewal fails', async () => {
    const { appKey, appSecret } = jushuitan.keys
    await server.as('operator-he')('POST', '/api/sources/jushuitan/rotate', { overlapHours: 0, credentials: { appKey, appSecret } })
    await pull()
    moveTo('2026-06-20T10:00:00+08:00')
    await pull()
    expect(jushuitan.given).toEqual(['initial'])
    const { tokenCipher } = await server.db.selectFrom('source').select('tokenCipher').executeTakeFirstOrThrow()
    expect(Buffer.from(tokenCipher!).toString('latin1')).not.toContain('token-1')
    moveTo('2026-07-13T10:00:00+08:00')
    jushuitan.refusesTokens = true
    jushuitan.orders = [aJushuitanOrder('JD0001', { modified: '2026-07-13 09:00:00' })]
    await pull()
    expect(await orders()).toHaveLength(1)
    jushuitan.refusesTokens = false
    moveTo('2026-07-13T10:05:00+08:00')
    await pull()
    expect(jushuitan.given).toEqual(['initial', 'refreshed'])
    expect((await server.as('operator-he')('GET', '/api/sources')).json()).toMatchObject({ items: [{ lastError: null }] })
  })
})
