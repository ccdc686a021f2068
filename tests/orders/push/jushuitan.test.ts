import { describe, expect, it } from 'vitest'
import { runJob } from '../../../server/jobs/run-job.ts'
import { aJushuitanOrder } from '../../support/fake-jushuitan.ts'
import { jushuitanShop } from './jushuitan-shop.ts'

const shop = jushuitanShop()
const { moveTo, orders, pull } = shop
/** Only receipt: what is worked through is tested with few orders. */
const receive = () => runJob(shop.server.context, 'pull-orders', {})
const received = async () => (await shop.server.db.selectFrom('inbox').select('orderKey').orderBy('orderKey').execute()).map(row => row.orderKey)
const cursor = async () => (await shop.server.db.selectFrom('source').select('cursor').executeTakeFirstOrThrow()).cursor
/** So many orders, a minute apart. */
const many = (count: number): Record<string, unknown>[] => Array.from({ length: count }, (_, index) => aJushuitanOrder(`JD20260600${String(index).padStart(4, '0')}`, {
  modified: new Date(Date.parse('2026-06-14T00:00:00Z') + index * 60_000).toISOString().slice(0, 19).replace('T', ' '),
}))

describe('a pull from JuShuiTan', () => {
  it('reads every page over HTTP, each order once, and keeps how far it came', async () => {
    shop.jushuitan.orders = many(120)
    await receive()
    expect(shop.jushuitan.asked).toEqual([1, 2, 3].map(page => ({ begin: '2026-06-08 10:00:00', end: '2026-06-15 10:00:00', page })))
    expect(new Set(await received()).size).toBe(120)
    expect(await cursor()).toEqual({ upTo: '2026-06-15T02:00:00.000Z', window: null })
  })

  it('steps ten minutes back each time: what shows late is found, what was there is not doubled', async () => {
    shop.jushuitan.orders = [aJushuitanOrder('JD0001')]
    await pull()
    // Changed before the last pull ended, but not yet shown to it.
    shop.jushuitan.orders.push(aJushuitanOrder('JD0002', { modified: '2026-06-15 09:52:00' }))
    moveTo('2026-06-15T10:05:00+08:00')
    await pull()
    expect(shop.jushuitan.asked.at(-1)).toEqual({ begin: '2026-06-15 09:50:00', end: '2026-06-15 10:05:00', page: 1 })
    expect((await orders()).map(order => order.orderNo)).toEqual(['JD0001', 'JD0002'])
    moveTo('2026-06-15T10:10:00+08:00')
    await pull()
    expect([await orders(), await shop.server.db.selectFrom('inbox').selectAll().execute()]).toMatchObject([{ length: 2 }, { length: 2 }])
  })

  it('goes on at the page where it was cut off', async () => {
    shop.jushuitan.orders = many(120)
    shop.jushuitan.onPage = (page) => { if (page === 3) throw new Error('cut') }
    await receive()
    expect([(await received()).length, await cursor()]).toMatchObject([100, { upTo: null, window: { page: 3 } }])
    expect((await shop.server.as('operator-he')('GET', '/api/sources')).json()).toMatchObject({ items: [{ lastError: '连不上聚水潭，会自动再试' }] })
    shop.jushuitan.onPage = () => {}
    moveTo('2026-06-15T10:05:00+08:00')
    await receive()
    // The window that was under way is finished first, then what came since.
    expect(shop.jushuitan.asked.map(({ page, end }) => `${page} ${end.slice(11, 16)}`)).toEqual(['1 10:00', '2 10:00', '3 10:00', '1 10:05'])
    expect(await received()).toHaveLength(120)
  })

  it('loses no order that slips onto a page already read while others change', async () => {
    shop.jushuitan.orders = many(60)
    // While page 2 is asked for, one order of page 1 changes: the first of page 2 is now the last of page 1.
    shop.jushuitan.onPage = (page) => { if (page === 2 && shop.jushuitan.asked.length === 1) shop.jushuitan.orders[0]!.modified = '2026-06-15 10:00:30' }
    await receive()
    const seen = await received()
    const missing = many(60).map(order => `source:jushuitan:${String(order.so_id)}`).filter(key => !seen.includes(key))
    // The one that changed after the window's end comes with the next pull, the one that slipped is here.
    expect(missing).toEqual([])
  })

  it('by two processes at once takes each page once', async () => {
    shop.jushuitan.orders = many(60)
    await Promise.all([runJob(shop.server.context, 'pull-orders', {}), runJob(shop.server.context, 'pull-orders', {})])
    expect(await received()).toHaveLength(60)
  })

  it('after two weeks of silence takes them in windows of at most seven days', async () => {
    await pull()
    moveTo('2026-06-29T10:00:00+08:00')
    await pull()
    expect(shop.jushuitan.asked.slice(1).map(({ begin, end }) => [begin, end])).toEqual([
      ['2026-06-15 09:50:00', '2026-06-22 09:50:00'], ['2026-06-22 09:40:00', '2026-06-29 09:40:00'], ['2026-06-29 09:30:00', '2026-06-29 10:00:00'],
    ])
  })

  it('with wrong keys says so and goes on when they are mended; one that is switched off is not asked', async () => {
    const operator = shop.server.as('operator-he')
    await operator('POST', '/api/sources/jushuitan/rotate', { overlapHours: 0, credentials: { ...shop.jushuitan.keys, appSecret: 'wrong' } })
    await pull()
    expect((await operator('GET', '/api/sources')).json()).toMatchObject({ items: [{ lastError: '聚水潭拒绝了请求：签名错误（120）' }] })
    await operator('POST', '/api/sources/jushuitan/rotate', { overlapHours: 0, credentials: shop.jushuitan.keys })
    await operator('PATCH', '/api/sources/jushuitan', { isEnabled: false })
    await pull()
    expect(shop.jushuitan.asked).toEqual([])
    await operator('PATCH', '/api/sources/jushuitan', { isEnabled: true })
    await pull()
    expect(shop.jushuitan.asked).toHaveLength(1)
  })
})

describe('a self-built app without a token of the operator', () => {
  it('gets one, keeps it sealed, renews it before it ends, and goes on with the old one while the renewal fails', async () => {
    const { appKey, appSecret } = shop.jushuitan.keys
    await shop.server.as('operator-he')('POST', '/api/sources/jushuitan/rotate', { overlapHours: 0, credentials: { appKey, appSecret } })
    await pull()
    moveTo('2026-06-20T10:00:00+08:00')
    await pull()
    expect(shop.jushuitan.given).toEqual(['initial'])
    const { tokenCipher } = await shop.server.db.selectFrom('source').select('tokenCipher').executeTakeFirstOrThrow()
    expect(Buffer.from(tokenCipher!).toString('latin1')).not.toContain('token-1')
    moveTo('2026-07-13T10:00:00+08:00')
    shop.jushuitan.refusesTokens = true
    shop.jushuitan.orders = [aJushuitanOrder('JD0001', { modified: '2026-07-13 09:00:00' })]
    await pull()
    expect(await orders()).toHaveLength(1)
    shop.jushuitan.refusesTokens = false
    moveTo('2026-07-13T10:05:00+08:00')
    await pull()
    expect(shop.jushuitan.given).toEqual(['initial', 'refreshed'])
    expect((await shop.server.as('operator-he')('GET', '/api/sources')).json()).toMatchObject({ items: [{ lastError: null }] })
  })
})
