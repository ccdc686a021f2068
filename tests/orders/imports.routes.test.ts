import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runCommitImport, runReadImport } from '../../server/orders/import.jobs.ts'
import { aCustomer, aRep } from '../support/factories.ts'
import { testServer, type TestServer } from '../support/test-server.ts'
import { aTaobaoOrder, platformCsv } from './fixtures/write.ts'

let server: TestServer
beforeAll(async () => {
  server = await testServer()
  await aRep(server.db, { userId: 'operator-he', role: 'operator' })
  await aRep(server.db, { userId: 'rep-chen', name: '陈晓' })
  await aRep(server.db, { userId: 'rep-zhou' })
  await aCustomer(server.db, { externalUserId: 'wmA', followedBy: ['rep-chen'] })
  const { vault } = server.context
  await server.db.insertInto('followPhone').values({ externalUserId: 'wmA', userId: 'rep-chen', phoneHash: vault.hashPhone('18618486065'), phoneCipher: vault.seal('18618486065'), lastFour: '6065' }).execute()
})
afterAll(() => server.close())

function form(...files: { name: string, bytes: Buffer }[]): { body: Buffer, headers: Record<string, string> } {
  const boundary = '----zhike'
  const parts = files.flatMap(({ name, bytes }) => [
    Buffer.from(`--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\ncontent-type: application/octet-stream\r\n\r\n`), bytes, Buffer.from('\r\n'),
  ])
  return { body: Buffer.concat([...parts, Buffer.from(`--${boundary}--\r\n`)]), headers: { 'content-type': `multipart/form-data; boundary=${boundary}` } }
}
const upload = (userId: string, ...files: { name: string, bytes: Buffer }[]) => {
  const { body, headers } = form(...files)
  return server.as(userId)('POST', '/api/imports', body, headers)
}
const number = (index: number) => `="${1930679858170000 + index}"`
const good = (count: number, cells = {}) => Array.from({ length: count }, (_, index) => aTaobaoOrder({ 订单编号: number(index), ...cells }))
async function started(...orders: Parameters<typeof platformCsv>[1]): Promise<string> {
  const reply = await upload('operator-he', { name: '订单.csv', bytes: platformCsv('taobao_order', orders, { encoding: 'gb18030' }) })
  expect(reply.statusCode).toBe(202)
  return reply.json<{ id: string }>().id
}

describe('who may import, and what', () => {
  it('refuses reps, strangers and pages that are not ours', async () => {
    expect((await upload('rep-chen', { name: 'a.csv', bytes: Buffer.from('a') })).json()).toMatchObject({ code: 'not-allowed' })
    expect((await server.app.inject({ method: 'POST', url: '/api/imports', headers: { origin: 'http://127.0.0.1:8787' } })).statusCode).toBe(401)
    const { body, headers } = form({ name: 'a.csv', bytes: Buffer.from('a') })
    expect((await server.as('operator-he')('POST', '/api/imports', body, { ...headers, origin: 'https://evil.example' })).json()).toMatchObject({ code: 'wrong-origin' })
    for (const url of ['', '/commit', '/cancel', '/failed']) {
      const method = url === '' || url === '/failed' ? 'GET' : 'POST'
      expect((await server.as('rep-chen')(method, `/api/imports/5b0f8f5e-0000-4000-8000-000000000000${url}`)).statusCode).toBe(403)
      expect((await server.as('operator-he')(method, `/api/imports/5b0f8f5e-0000-4000-8000-000000000000${url}`)).statusCode).toBe(404)
      expect((await server.as('operator-he')(method, `/api/imports/nonsense${url}`)).statusCode).toBe(404)
    }
  })

  it('refuses what is no table at once, and leaves nothing behind', async () => {
    expect((await upload('operator-he', { name: '旧.xls', bytes: Buffer.from('D0CF11E0A1B11AE1', 'hex') })).json()).toMatchObject({ code: 'unsupported-file', message: expect.stringContaining('另存为 .xlsx') as string })
    expect((await upload('operator-he')).json()).toMatchObject({ code: 'bad-request' })
    expect((await server.as('operator-he')('POST', '/api/imports', { a: 1 })).json()).toMatchObject({ code: 'bad-request' })
    expect(await server.db.selectFrom('importJob').selectAll().execute()).toEqual([])
  })

  it('takes a file whatever it is called', async () => {
    const boundary = '----zhike'
    const called = (name: string) => Buffer.concat([
      Buffer.from(`--${boundary}\r\ncontent-disposition: form-data; name="file"; ${name}\r\n\r\n`), platformCsv('taobao_order', good(1)), Buffer.from(`\r\n--${boundary}--\r\n`),
    ])
    for (const name of ['filename*=UTF-8\'\'a%00b.csv', `filename="${'长'.repeat(2000)}.csv"`, 'filename="../../etc/passwd"']) {
      const reply = await server.as('operator-he')('POST', '/api/imports', called(name), { 'content-type': `multipart/form-data; boundary=${boundary}` })
      const { id } = reply.json<{ id: string }>()
      await runReadImport(server.context, { importId: id })
      const { status, sources } = (await server.as('operator-he')('GET', `/api/imports/${id}`)).json<{ status: string, sources: { name: string }[] }>()
      expect([status, sources[0]?.name.includes('/'), (sources[0]?.name.length ?? 999) <= 200]).toEqual(['previewed', false, true])
      await server.as('operator-he')('POST', `/api/imports/${id}/cancel`)
    }
  })

  it('says in the import why a file was not taken', async () => {
    const { id } = (await upload('operator-he', { name: '名单.csv', bytes: Buffer.from('姓名,年龄\r\n张三,3\r\n') })).json<{ id: string }>()
    await runReadImport(server.context, { importId: id })
    expect((await server.as('operator-he')('GET', `/api/imports/${id}`)).json()).toMatchObject({ status: 'failed', failure: expect.stringContaining('《名单.csv》') as string })
    expect(await server.db.selectFrom('importUpload').selectAll().execute()).toEqual([])
  })
})

describe('an import over HTTP', () => {
  it('goes from upload through preview to orders, keeping uploads sealed and only while they are read', async () => {
    const id = await started(...good(3), aTaobaoOrder({ 订单编号: '1.93E+15' }))
    expect(server.queued.at(-1)).toEqual({ name: 'read-import', payload: { importId: id } })
    const pieces = await server.db.selectFrom('importUpload').select('bytesCipher').execute()
    expect(Buffer.concat(pieces.map(piece => Buffer.from(piece.bytesCipher))).includes('订单编号')).toBe(false)
    expect((await server.as('operator-he')('POST', `/api/imports/${id}/commit`)).json()).toMatchObject({ code: 'state-conflict' })
    await runReadImport(server.context, { importId: id })
    const preview = (await server.as('operator-he')('GET', `/api/imports/${id}`)).json()
    expect(preview).toMatchObject({
      status: 'previewed', sources: [{ name: '订单.csv', platform: 'taobao', level: 'order' }], counts: { rows: 4, orders: 3, created: 3, problems: 1 },
      preview: [{ use: 'self' }, {}, {}], problems: [{ file: '订单.csv', line: 5, column: '订单编号', code: 'damaged-id' }], progress: { done: 0, total: 3 },
    })
    expect(await server.db.selectFrom('order').selectAll().execute()).toEqual([])
    const committed = await server.as('operator-he')('POST', `/api/imports/${id}/commit`)
    expect([committed.statusCode, committed.json<{ status: string }>().status]).toEqual([202, 'committing'])
    expect(server.queued.at(-1)).toEqual({ name: 'commit-import', payload: { importId: id } })
    await runCommitImport(server.context, { importId: id })
    expect((await server.as('operator-he')('GET', `/api/imports/${id}`)).json()).toMatchObject({ status: 'done', counts: { created: 3, problems: 1 }, progress: { done: 3, total: 3 } })
    expect((await server.as('operator-he')('POST', `/api/imports/${id}/cancel`)).json()).toMatchObject({ code: 'state-conflict' })
  })

  it('gives the refused rows back as a file that can be mended and imported again', async () => {
    const id = await started(aTaobaoOrder({ 订单编号: number(50), 买家实际支付金额: '一百', 买家留言: '=HYPERLINK("x"), "引号"' }))
    await runReadImport(server.context, { importId: id })
    const reply = await server.as('operator-he')('GET', `/api/imports/${id}/failed`)
    expect(reply.headers).toMatchObject({ 'content-type': 'text/csv; charset=utf-8', 'cache-control': 'no-store' })
    expect(reply.body.startsWith('\ufeff订单编号,')).toBe(true)
    expect(reply.body).toContain('失败原因')
    expect(reply.body).toContain('金额「一百」看不懂')
    expect(reply.body).not.toMatch(/(^|,)"?=HYPERLINK/m)
    const again = (await upload('operator-he', { name: '改好.csv', bytes: Buffer.from(reply.body.replace('一百', '100.00')) })).json<{ id: string }>().id
    await runReadImport(server.context, { importId: again })
    expect((await server.as('operator-he')('GET', `/api/imports/${again}`)).json()).toMatchObject({ counts: { orders: 1, created: 1, problems: 0 }, preview: [{ orderNo: '1930679858170050', paidFen: 10000 }] })
  })

  it('is cancelled before anything is written, and then does nothing more', async () => {
    const id = await started(...good(1, { 订单编号: number(70) }))
    expect((await server.as('operator-he')('POST', `/api/imports/${id}/cancel`)).json()).toMatchObject({ status: 'cancelled' })
    await runReadImport(server.context, { importId: id })
    await runCommitImport(server.context, { importId: id })
    expect((await server.as('operator-he')('GET', `/api/imports/${id}`)).json()).toMatchObject({ status: 'cancelled' })
    expect(await server.db.selectFrom('order').select('id').where('orderNo', '=', '1930679858170070').execute()).toEqual([])
  })

  it('goes on by itself when its process died, from the last chunk, doubling nothing', async () => {
    const id = await started(...Array.from({ length: 2500 }, (_, index) => aTaobaoOrder({ 订单编号: number(1000 + index), 联系手机: '', 买家会员名: 'tb_other' })))
    await runReadImport(server.context, { importId: id })
    await server.as('operator-he')('POST', `/api/imports/${id}/commit`)
    // The process dies in the second chunk: whatever it asks of the clock then fails.
    let turns = 0
    const dying = { ...server.context, clock: { now: () => { if (++turns > 1) throw new Error('killed'); return server.context.clock.now() } } }
    await expect(runCommitImport(dying, { importId: id })).rejects.toThrow('killed')
    const half = (await server.as('operator-he')('GET', `/api/imports/${id}`)).json<{ progress: { done: number } }>().progress.done
    expect(half).toBeGreaterThan(0)
    expect(half).toBeLessThan(2500)
    const queued = server.queued.length
    server.setNow('2026-06-15T10:05:00+08:00')
    await server.as('operator-he')('GET', `/api/imports/${id}`)
    expect(server.queued.slice(queued)).toEqual([{ name: 'commit-import', payload: { importId: id } }])
    await runCommitImport(server.context, { importId: id })
    expect((await server.as('operator-he')('GET', `/api/imports/${id}`)).json()).toMatchObject({ status: 'done', counts: { created: 2500, unchanged: 0 }, progress: { done: 2500, rowsPerSecond: 8 } })
    const { count } = await server.db.selectFrom('order').select(eb => eb.fn.countAll<number>().as('count')).where('importId', '=', id).executeTakeFirstOrThrow()
    expect(Number(count)).toBe(2500)
  })
})

describe('the orders of a customer', () => {
  it('are not there for who does not follow her', async () => {
    expect((await server.as('rep-zhou')('GET', '/api/customers/wmA/orders')).json()).toMatchObject({ code: 'customer-not-found' })
    expect((await server.as('rep-zhou')('PATCH', '/api/customers/wmA/orders/1', { use: 'gift' })).json()).toMatchObject({ code: 'customer-not-found' })
    expect((await server.as('operator-he')('PATCH', '/api/customers/wmA/orders/1', { use: 'gift' })).json()).toMatchObject({ code: 'not-allowed' })
    expect((await server.as('rep-chen')('GET', '/api/customers/wmA/orders?cursor=x')).json()).toMatchObject({ code: 'bad-request' })
  })

  it('come newest first, page after page, each once', async () => {
    const seen: string[] = []
    let url = '/api/customers/wmA/orders?limit=2'
    for (;;) {
      const page = (await server.as('rep-chen')('GET', url)).json<{ items: { orderNo: string }[], nextCursor: string | null }>()
      seen.push(...page.items.map(order => order.orderNo))
      if (page.nextCursor === null) break
      url = `/api/customers/wmA/orders?limit=2&cursor=${page.nextCursor}`
    }
    const all = await server.db.selectFrom('order').select('orderNo').where('externalUserId', '=', 'wmA').orderBy('placedAt', 'desc').orderBy('id', 'desc').execute()
    expect(seen.length).toBeGreaterThan(2)
    expect(seen).toEqual(all.map(order => order.orderNo))
  })

  it('are corrected by tap; the next import leaves the correction alone', async () => {
    const [order] = (await server.as('rep-chen')('GET', '/api/customers/wmA/orders')).json<{ items: { orderId: string, orderNo: string }[] }>().items
    expect((await server.as('rep-chen')('PATCH', '/api/customers/wmA/orders/999999', { use: 'gift' })).statusCode).toBe(404)
    const changed = await server.as('rep-chen')('PATCH', `/api/customers/wmA/orders/${order!.orderId}`, { use: 'gift', note: '送老师' })
    expect(changed.json()).toMatchObject({ use: 'gift', useReason: '陈晓更正：送老师' })
    const id = await started(aTaobaoOrder({ 订单编号: order!.orderNo, 订单备注: '给妈妈' }))
    await runReadImport(server.context, { importId: id })
    await server.as('operator-he')('POST', `/api/imports/${id}/commit`)
    await runCommitImport(server.context, { importId: id })
    expect((await server.as('rep-chen')('GET', '/api/customers/wmA/orders')).json<{ items: object[] }>().items.find(item => (item as { orderId: string }).orderId === order!.orderId)).toMatchObject({ use: 'gift', useReason: '陈晓更正：送老师' })
    expect(await server.db.selectFrom('audit').select('action').where('userId', '=', 'rep-chen').execute()).toEqual([{ action: 'order-use-changed' }])
  })
})
