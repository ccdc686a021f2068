import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Import } from '../../contract/imports.schema.ts'
import { loadStarterCatalogue } from '../../server/catalogue/starter.ts'
import { commitImport } from '../../server/orders/commit-import.ts'
import { beginCommit, getImportView, importFiles } from '../../server/orders/import-files.ts'
import { insertImport } from '../../server/orders/import.queries.ts'
import { uploadOf } from '../../server/orders/files/upload.ts'
import { readImport } from '../../server/orders/read-import.ts'
import { matchProducts } from '../../server/products/match-products.ts'
import { anOrder, aRep } from '../support/factories.ts'
import { testServer, type TestServer } from '../support/test-server.ts'
import { aTaobaoOrder, platformCsv } from './fixtures/write.ts'

let server: TestServer
beforeAll(async () => {
  server = await testServer()
  await loadStarterCatalogue(server.context)
  await aRep(server.db, { userId: 'operator-he', role: 'operator' })
})
afterAll(() => server.close())

const header = '商品名称,商家编码,规格编码,标题词,品类,一份数量,每天用量,单位,一份天数,保存方法'
const csv = (...rows: string[]) => ({ name: '商品.csv', bytes: Buffer.from([header, ...rows, ''].join('\r\n')) })
async function previewOf(...files: { name: string, bytes: Uint8Array }[]): Promise<Import> {
  const id = server.context.newId()
  await insertImport(server.db, { id, userId: 'operator-he', now: server.context.clock.now() })
  await readImport(server.context, id, files.map(({ name, bytes }) => uploadOf(name, bytes)))
  return (await getImportView(server.context, id))!
}
async function commit({ id }: Import): Promise<Import> {
  await beginCommit(server.context, id)
  await commitImport(server.context, id)
  return (await getImportView(server.context, id))!
}
const products = () => server.db.selectFrom('product').selectAll().orderBy('id').execute()

it('a goods file is shown before anything is written, then adds and changes products, audited, and orders are recognised', async () => {
  const orderId = await anOrder(server.db, { externalUserId: null, lines: [{ title: '林下参礼盒', code: 'LX-30' }] })
  const before = await products()
  const preview = await previewOf(csv('林下参礼盒 30g,LX-30,,林下参礼盒,参类,30,1,克,,阴凉干燥', '干燕盏 50g,YW-YZ-050,YZ50-NEW,,,,,,20,密封冷藏'))
  expect(preview).toMatchObject({
    status: 'previewed', sources: [{ level: 'goods' }], counts: { rows: 2, created: 1, updated: 1, unchanged: 0, problems: 0 }, preview: [],
    previewGoods: expect.arrayContaining([expect.objectContaining({ name: '林下参礼盒 30g', family: 'ginseng', daysOfSupply: 30 })]) as unknown,
    problems: [],
  })
  expect(await products()).toEqual(before)
  server.queued.length = 0
  expect(await commit(preview)).toMatchObject({ status: 'done', counts: { created: 1, updated: 1 }, progress: { done: 2, total: 2 } })
  expect((await products()).find(({ id }) => id === 'nest-dry-50')).toMatchObject({ daysOfSupply: 20, packAmount: 50, codes: ['YW-YZ-050', 'YWYZ50', 'YZ50-NEW'], storage: '密封冷藏', needs: before.find(({ id }) => id === 'nest-dry-50')!.needs })
  const [job] = server.queued
  expect(job!.name).toBe('match-products')
  await matchProducts(server.context, job!.payload as { productIds: string[] })
  const made = (await products()).find(({ name }) => name === '林下参礼盒 30g')!
  expect(await server.db.selectFrom('orderLine').select('productId').where('orderId', '=', Number(orderId)).execute()).toEqual([{ productId: made.id }])
  expect((await server.db.selectFrom('audit').select('action').orderBy('action').execute()).map(({ action }) => action)).toEqual(['product-changed', 'product-created'])
})

it('the same goods file again changes nothing', async () => {
  const before = await products()
  const again = await importFiles(server.context, { userId: 'operator-he', files: [csv('林下参礼盒 30g,LX-30,,林下参礼盒,参类,30,1,克,,阴凉干燥', '干燕盏 50g,YW-YZ-050,YZ50-NEW,,,,,,20,密封冷藏')] })
  expect(again).toMatchObject({ counts: { created: 0, updated: 0, unchanged: 2, problems: 0 } })
  expect(await products()).toEqual(before)
})

it('rows that cannot be are refused in the preview with their reason, and the commit refuses none besides', async () => {
  const preview = await previewOf(csv(
    '新品甲,A-1,,,海鲜,,,,10,', '新品乙,A-2,,,参类,100,2.5,克,30,', '新品丙,A-3,,,参类,,,,十天,', '新品丁,A-4,,,参类,,,,10,', '新品丁二,A-4,,,参类,,,,20,',
    '两个,"YW-YZ-050,YW-YZ-100",,,,,,,10,', '新品戊,A-5,,燕盏50g,,,,,10,', '好的,A-6,,,,,,,10,', ',A-7,,,,,,,10,',
  ))
  expect(preview.problems.map(({ line, message }) => [line, message.slice(0, 14)])).toEqual([
    [2, expect.stringContaining('品类「海鲜」没有')], [3, expect.stringContaining('一份 100 克')], [4, expect.stringContaining('要是大于 0')], [5, expect.stringContaining('好几行')],
    [6, expect.stringContaining('好几行')], [7, expect.stringContaining('这些编码分别是')], [8, expect.stringContaining('「燕盏50g」已经是')], [10, expect.stringContaining('没有商品名')],
  ])
  expect(preview.counts).toMatchObject({ rows: 9, created: 1, problems: 8 })
  expect(await commit(preview)).toMatchObject({ status: 'done', counts: { created: 1, problems: 8 } })
})

it('goods and orders together are refused with what to do; a formula stays text', async () => {
  expect(await previewOf(csv('好的,A-6,,,,,,,10,'), { name: '订单.csv', bytes: platformCsv('taobao_order', [aTaobaoOrder()]) })).toMatchObject({ status: 'failed', failure: expect.stringContaining('要分开导入') as string })
  await importFiles(server.context, { userId: 'operator-he', files: [csv('=1+1,F-1,,,,,,,10,')] })
  expect(await sql`select name from product where 'F-1' = any(codes)`.execute(server.db)).toMatchObject({ rows: [{ name: expect.stringContaining('1+1') as string }] })
})
