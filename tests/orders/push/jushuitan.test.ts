import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { runJob } from '../../../server/jobs/run-job.ts'
import { importFiles } from '../../../server/orders/import-files.ts'
import { aSource, work } from '../../server/webhooks/sender.ts'
import { aRep } from '../../support/factories.ts'
import { aJushuitanOrder, fakeJushuitan, type FakeJushuitan } from '../../support/fake-jushuitan.ts'
import { testServer, type TestServer } from '../../support/test-server.ts'
import { aJdLine, platformCsv } from '../fixtures/write.ts'

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

describe('what JuShuiTan says of an order', () => {
  it('is the same order as in the file of the platform behind it, moved on and never doubled', async () => {
    await importFiles(server.context, { userId: 'operator-he', files: [{ name: 'jd.csv', bytes: platformCsv('jd_line', [{ ...aJdLine(), 订单号: '301234567890' }], { encoding: 'gb18030' }) }] })
    jushuitan.orders = [aJushuitanOrder('301234567890', { status: 'ConsignedConfirmed', modified: '2026-06-15 09:59:00' })]
    moveTo('2026-06-15T10:01:00+08:00')
    await pull()
    expect(await orders()).toMatchObject([{ platform: 'jd', orderNo: '301234567890', state: 'completed' }])
  })

  it('follows a state onward, an older word that comes late changes nothing', async () => {
    jushuitan.orders = [aJushuitanOrder('JD0001', { status: 'Sent', l_id: 'SF1', logistics_company: '顺丰', modified: '2026-06-15 09:00:00' })]
    await pull()
    jushuitan.orders = [aJushuitanOrder('JD0001', { status: 'WaitConfirm', modified: '2026-06-15 09:55:00' })]
    moveTo('2026-06-15T10:05:00+08:00')
    await pull()
    // Newer: a delivery that was called back.
    expect(await orders()).toMatchObject([{ state: 'paid', logisticsNo: 'SF1' }])
    jushuitan.orders = [aJushuitanOrder('JD0001', { status: 'Cancelled', modified: '2026-06-15 09:56:00', remark: '改地址' }), aJushuitanOrder('JD0001', { status: 'WaitPay', modified: '2026-06-15 09:57:00', remark: '' })]
    jushuitan.orders.sort(() => -1)
    await pull()
    expect(await orders()).toHaveLength(1)
  })

  it('put together into one parcel stays two orders, each with its own goods and money', async () => {
    const item = (no: string, amount: number) => ({ oi_id: no, outer_oi_id: `${no}-1`, raw_so_id: no, sku_id: 'YW', name: '即食燕窝', qty: 1, price: amount, amount, item_status: 'Sent' })
    jushuitan.orders = [aJushuitanOrder('JD0001', { pay_amount: '398.00', items: [item('JD0001', 398)] }), aJushuitanOrder('JD0002', { pay_amount: '210.00', freight: '10', items: [item('JD0002', 200)] })]
    await pull()
    jushuitan.orders = [
      aJushuitanOrder('JD0002', { status: 'Merged', modified: '2026-06-15 10:01:00', pay_amount: '210.00', items: [item('JD0002', 200)] }),
      aJushuitanOrder('JD0001', { o_id: 99, status: 'Sent', modified: '2026-06-15 10:02:00', pay_amount: '608.00', merge_so_id: 'JD0001,JD0002', l_id: 'SF9', items: [item('JD0001', 398), item('JD0002', 200)] }),
    ]
    moveTo('2026-06-15T10:05:00+08:00')
    await pull()
    expect(await orders()).toMatchObject([{ orderNo: 'JD0001', state: 'shipped', paidFen: 39800, logisticsNo: 'SF9' }, { orderNo: 'JD0002', state: 'shipped', paidFen: 21000, logisticsNo: 'SF9' }])
  })

  const part = (no: number, amount: number) => ({ oi_id: no, outer_oi_id: `JD0001-${no}`, raw_so_id: 'JD0001', sku_id: `P${no}`, name: `商品${no}`, qty: 1, price: amount, amount, item_status: 'WaitConfirm' })
  const split = (no: number, amount: number, change: Record<string, unknown> = {}) => aJushuitanOrder('JD0001', { o_id: 100 + no, pay_amount: String(amount), items: [part(no, amount)], ...change })
  const lines = () => server.db.selectFrom('orderLine').select(['subOrderNo', 'paidFen']).orderBy('subOrderNo').execute()

  it('split by the warehouse stays one order with all its goods and its money, told of whole before', async () => {
    jushuitan.orders = [aJushuitanOrder('JD0001', { pay_amount: '560', items: [part(1, 398), part(2, 172)] })]
    await pull()
    jushuitan.orders = [
      aJushuitanOrder('JD0001', { status: 'Split', modified: '2026-06-15 10:01:00', items: [part(1, 398), part(2, 172)] }),
      split(1, 391, { status: 'Sent', l_id: 'SF1', modified: '2026-06-15 10:02:00' }), split(2, 169, { modified: '2026-06-15 10:01:30' }),
    ]
    moveTo('2026-06-15T10:05:00+08:00')
    await pull()
    expect(await orders()).toMatchObject([{ state: 'shipped', paidFen: 56_000 }])
    expect(await lines()).toMatchObject([{ subOrderNo: 'JD0001-1' }, { subOrderNo: 'JD0001-2' }])
  })

  it.each([['one after the other', ['2026-06-14 20:05:00', '2026-06-14 20:06:00']], ['the later one first', ['2026-06-14 20:06:00', '2026-06-14 20:05:00']]])('known by its parts only, %s, has the goods and the money of both', async (_how, [first, second]) => {
    jushuitan.orders = [split(1, 391, { modified: first })]
    await pull()
    jushuitan.orders = [split(2, 169, { modified: second })]
    // Both lie in the window of a first pull.
    await sql`update source set cursor = '{}'`.execute(server.db)
    await pull()
    await sql`update source set cursor = '{}'`.execute(server.db)
    jushuitan.orders = [split(1, 391, { modified: first, remark: '再读一次' })]
    await pull()
    expect(await orders()).toMatchObject([{ paidFen: 56_000 }])
    expect(await lines()).toHaveLength(2)
  })

  it('whose goods were exchanged has the new ones only', async () => {
    jushuitan.orders = [aJushuitanOrder('JD0001', { pay_amount: '560', items: [part(1, 398), part(2, 172)] })]
    await pull()
    jushuitan.orders = [aJushuitanOrder('JD0001', { modified: '2026-06-15 10:01:00', pay_amount: '560', items: [part(1, 398), { ...part(2, 172), item_status: 'Replaced' }, part(3, 172)] })]
    moveTo('2026-06-15T10:05:00+08:00')
    await pull()
    expect(await orders()).toMatchObject([{ paidFen: 56_000 }])
    expect((await lines()).map(line => line.subOrderNo)).toEqual(['JD0001-1', 'JD0001-3'])
  })

  it('with a damaged field is kept as failed and holds up no other', async () => {
    jushuitan.orders = [aJushuitanOrder('JD0001', { pay_amount: 'many' }), aJushuitanOrder('JD0002')]
    await pull()
    expect((await orders()).map(order => order.orderNo)).toEqual(['JD0002'])
    expect((await server.as('operator-he')('GET', '/api/sources')).json()).toMatchObject({ items: [{ waiting: 0, failed: 1 }] })
  })
})
