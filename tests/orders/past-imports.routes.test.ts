import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Import, ImportNote, PastImport } from '../../contract/imports.schema.ts'
import { importFiles } from '../../server/orders/import-files.ts'
import { uploadOf } from '../../server/orders/files/upload.ts'
import { insertImport, noCounts } from '../../server/orders/import.queries.ts'
import { countNotes } from '../../server/orders/import-notes.ts'
import { readImport } from '../../server/orders/read-import.ts'
import { aProduct, aRep } from '../support/factories.ts'
import { testServer, type TestServer } from '../support/test-server.ts'
import { aTaobaoItem, aTaobaoOrder, aYouzanGood, platformCsv, type Cells } from './fixtures/write.ts'

let server: TestServer
beforeAll(async () => {
  server = await testServer()
  await aRep(server.db, { userId: 'operator-he', role: 'operator', name: '何运营' })
  await aRep(server.db, { userId: 'admin-xu', role: 'admin', name: '徐管理' })
  await aRep(server.db, { userId: 'rep-chen' })
  await aProduct(server.db, { id: 'nest', name: '即食燕窝', codes: ['YW-70-7'], titleWords: ['即食燕窝'] })
})
afterAll(() => server.close())

const number = (index: number) => `="${1930679858170000 + index}"`
const file = (name: string, ...orders: Cells[]) => ({ name, bytes: platformCsv('taobao_order', orders) })
const take = (...files: { name: string, bytes: Uint8Array }[]): Promise<Import> => importFiles(server.context, { userId: 'operator-he', files })
const past = async (cursor?: string) => (await server.as('admin-xu')('GET', `/api/imports${cursor ? `?cursor=${cursor}` : ''}`)).json<{ items: PastImport[], nextCursor: string | null, total: number }>()
const notesOf = async (id: string, query = '') => (await server.as('operator-he')('GET', `/api/imports/${id}/notes${query}`)).json<{ items: ImportNote[], nextCursor: string | null, total: number }>()

describe('past imports', () => {
  it('are the operators\' and administrators\' alone, and their places are our own', async () => {
    for (const url of ['/api/imports', '/api/imports/5b0f8f5e-0000-4000-8000-000000000000/notes']) {
      expect((await server.as('rep-chen')('GET', url)).json()).toMatchObject({ code: 'not-allowed' })
      expect((await server.app.inject({ url })).statusCode).toBe(401)
      for (const cursor of ['x', Buffer.from('[1,2,3]').toString('base64url'), Buffer.from('["2026-02-31T00:00:00Z","x"]').toString('base64url')]) {
        expect((await server.as('operator-he')('GET', `${url}?cursor=${cursor}`)).json()).toMatchObject({ code: 'bad-request', message: expect.stringContaining('从头再看') as string })
      }
    }
    expect((await server.as('operator-he')('GET', '/api/imports/nonsense/notes')).statusCode).toBe(404)
    expect((await server.as('operator-he')('GET', '/api/imports/5b0f8f5e-0000-4000-8000-000000000000/notes?code=nonsense')).statusCode).toBe(422)
  })

  it('come newest first with who brought which files, and page after page each once', async () => {
    expect(await past()).toEqual({ items: [], nextCursor: null, total: 0 })
    const first = await take(file('五月.csv', aTaobaoOrder({ 订单编号: number(0) })), { name: '明细.csv', bytes: platformCsv('taobao_item', [aTaobaoItem({ 主订单编号: number(0) })]) })
    // Two at one instant: the id tells them apart.
    for (let index = 1; index <= 22; index++) {
      server.setNow(`2026-06-15T1${4 + Math.floor(index / 5)}:00:00+08:00`)
      await insertImport(server.db, { id: server.context.newId(), userId: 'admin-xu', now: server.context.clock.now(), files: [`${index}.csv`] })
    }
    const one = await past()
    const two = await past(one.nextCursor!)
    expect([one.total, one.items.length, two.items.length, two.nextCursor]).toEqual([23, 20, 3, null])
    const all = [...one.items, ...two.items]
    expect(new Set(all.map(({ id }) => id)).size).toBe(23)
    expect(all.map(({ createdAt }) => createdAt)).toEqual(all.map(({ createdAt }) => createdAt).sort().reverse())
    expect(all[0]).toMatchObject({ byName: '徐管理', status: 'reading', platforms: [], isGoods: false })
    expect(all.at(-1)).toEqual({
      id: first.id, status: 'done', files: ['五月.csv', '明细.csv'], platforms: ['taobao'], isGoods: false, byName: '何运营', failure: null, createdAt: first.createdAt,
      counts: { rows: 2, orders: 1, lines: 1, created: 1, updated: 0, unchanged: 0, problems: 0, notes: 0 },
    })
  })

  it('that were cancelled before anything was written say nothing of what would have been', async () => {
    const id = server.context.newId()
    await insertImport(server.db, { id, userId: 'operator-he', now: server.context.clock.now(), files: ['不要了.csv'] })
    await readImport(server.context, id, [uploadOf('不要了.csv', file('', aTaobaoOrder({ 订单编号: number(7777) })).bytes)])
    expect((await past()).items.find(each => each.id === id)).toMatchObject({ status: 'previewed', counts: { created: 1 } })
    await server.as('operator-he')('POST', `/api/imports/${id}/cancel`)
    expect((await past()).items.find(each => each.id === id)).toMatchObject({ status: 'cancelled', counts: { rows: 1, created: 0 } })
  })

  it('leave a slow upload alone, however often they are looked at', async () => {
    const id = server.context.newId()
    await insertImport(server.db, { id, userId: 'operator-he', now: server.context.clock.now(), isUploading: true })
    server.setNow('2026-06-16T10:00:00+08:00')
    expect((await past()).items.find(each => each.id === id)).toMatchObject({ status: 'reading', files: [], failure: expect.stringContaining('上传没有完成') as string })
    expect((await past()).items.find(each => each.id === id)).toMatchObject({ status: 'reading' })
  })

  it('keep the names of files that nobody could read, with the reason', async () => {
    const boundary = '----zhike'
    const body = Buffer.from(`--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="名单.csv"\r\n\r\n姓名,年龄\r\n张三,3\r\n\r\n--${boundary}--\r\n`)
    const { id } = (await server.as('operator-he')('POST', '/api/imports', body, { 'content-type': `multipart/form-data; boundary=${boundary}` })).json<{ id: string }>()
    expect((await past()).items.find(each => each.id === id)).toMatchObject({ files: ['名单.csv'], status: 'reading', byName: '何运营' })
  })
})

describe('what was taken with a remark', () => {
  const masked = { 联系手机: '186******05' }

  it('is listed with file, line, column and reason, in the order of the files, and counted by kind', async () => {
    const done = await take(
      file('订单.csv', aTaobaoOrder({ 订单编号: number(100), ...masked }), aTaobaoOrder({ 订单编号: number(101) }), aTaobaoOrder({ 订单编号: number(102), ...masked, 买家实际支付金额: '0.00' })),
      { name: '明细.csv', bytes: platformCsv('taobao_item', [aTaobaoItem({ 主订单编号: number(100), 商品标题: '神秘坛子', 商家编码: '' }), aTaobaoItem({ 主订单编号: number(101), 子订单编号: number(901) })]) },
    )
    expect(done.counts.notes).toBe(4)
    expect(done.noteKinds).toEqual([{ code: 'masked-phone', count: 2 }, { code: 'unknown-product', count: 1 }, { code: 'state-and-money', count: 1 }])
    const { items, nextCursor, total } = await notesOf(done.id)
    expect([nextCursor, total]).toEqual([null, 4])
    expect(items.map(({ file: name, line, column, code }) => [name, line, column, code])).toEqual([
      ['订单.csv', 2, '联系手机', 'masked-phone'], ['订单.csv', 4, '联系手机', 'masked-phone'], ['订单.csv', 4, null, 'state-and-money'], ['明细.csv', 2, null, 'unknown-product'],
    ])
    expect(items.map(({ message }) => message)).toEqual([expect.stringContaining('不用来匹配'), expect.stringContaining('不用来匹配'), expect.stringContaining('0 元'), expect.stringContaining('「神秘坛子」')])
    expect((await notesOf(done.id, '?code=unknown-product')).items).toHaveLength(1)
    expect((await notesOf(done.id, '?code=split-order'))).toEqual({ items: [], nextCursor: null, total: 0 })
  })

  it('says which specification does not tell how many packs it is', async () => {
    const item = (index: number, spec: string) => aTaobaoItem({ 主订单编号: number(300), 子订单编号: number(950 + index), 商品属性: spec })
    const done = await take(file('订单.csv', aTaobaoOrder({ 订单编号: number(300) })), { name: '明细.csv', bytes: platformCsv('taobao_item', [item(0, '口味：原味'), item(1, '套餐：买2送1'), item(2, '规格：7碗*2盒')]) })
    expect(done.noteKinds).toEqual([{ code: 'unknown-packs', count: 1 }])
    expect((await notesOf(done.id)).items).toMatchObject([{ file: '明细.csv', line: 3, code: 'unknown-packs', message: expect.stringContaining('「套餐：买2送1」说不准是几份') as string }])
  })

  it('is no longer counted when its order is refused: that is a problem then', async () => {
    const done = await take({ name: '商品.csv', bytes: platformCsv('youzan_goods', [aYouzanGood({ 订单号: 'E20260518103245081200777', '收货人手机号/提货人手机号': '186******05' })]) })
    expect(done).toMatchObject({ counts: { problems: 1, notes: 0 }, noteKinds: [], problems: [{ code: 'order-missing' }] })
    expect(await notesOf(done.id)).toEqual({ items: [], nextCursor: null, total: 0 })
  })

  it('goes page by page, each once', async () => {
    const done = await take(file('多.csv', ...Array.from({ length: 130 }, (_, index) => aTaobaoOrder({ 订单编号: number(2000 + index), ...masked }))))
    const one = await notesOf(done.id)
    const two = await notesOf(done.id, `?cursor=${one.nextCursor}`)
    expect([one.items.length, two.items.length, two.nextCursor, one.total]).toEqual([100, 30, null, 130])
    expect([...one.items, ...two.items].map(({ line }) => line)).toEqual(Array.from({ length: 130 }, (_, index) => index + 2))
  })

  it('keeps a thousand of a kind with their place and counts the rest', () => {
    const counts = noCounts()
    const notes = (code: 'masked-phone' | 'unknown-product', length: number) => Array.from({ length }, (_, rowSeq) => ({ rowSeq, place: 0, file: 'a', line: rowSeq, column: null, code, message: '' }))
    expect(countNotes(counts, notes('masked-phone', 900))).toHaveLength(900)
    expect(countNotes(counts, [...notes('masked-phone', 900), ...notes('unknown-product', 3)])).toHaveLength(103)
    expect(counts.noteKinds).toEqual({ 'masked-phone': 1800, 'unknown-product': 3 })
  })
})
