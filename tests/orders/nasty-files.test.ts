import iconv from 'iconv-lite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Import } from '../../contract/imports.schema.ts'
import { runCommitImport } from '../../server/orders/import.jobs.ts'
import { insertImport } from '../../server/orders/import.queries.ts'
import { beginCommit, getImportView } from '../../server/orders/import-files.ts'
import { readImport } from '../../server/orders/read-import.ts'
import { uploadOf } from '../../server/orders/files/upload.ts'
import { aRep } from '../support/factories.ts'
import { testServer, type TestServer } from '../support/test-server.ts'
import { aPddOrder, aTaobaoOrder, csvBytes, headerOf, rowOf, xlsxBytes } from './fixtures/write.ts'
import { draftsOf, formatOf, problemsOf, readAll } from './support.ts'

const columns = ['店铺', '订单号', '订单状态', '下单时间', '付款时间', '订单实付', '商品名称', '数量']
type Column = '订单号' | '订单状态' | '下单时间' | '订单实付' | '商品名称' | '数量'
const usual: Record<string, string> = { 店铺: '一店', 订单号: 'G-1001', 订单状态: '交易成功', 下单时间: '2026-01-05 08:03:00', 订单实付: '199', 商品名称: '燕窝', 数量: '1' }
const row = (cells: Partial<Record<Column, string>> = {}): string[] => columns.map(name => ({ ...usual, ...cells })[name] ?? '')
const one = (cells: Partial<Record<Column, string>>): Buffer => csvBytes([columns, row(cells)])
const taobao = (cells = {}): string[] => rowOf(headerOf('taobao_order'), aTaobaoOrder(cells))

describe('a file put together by hand', () => {
  it.each<[string, Buffer | (() => Promise<Buffer>), number[]]>([
    ['with its header on row 30', csvBytes([...Array.from({ length: 29 }, (_, at) => [`说明 ${at}`]), columns, row()]), []],
    ['of two with a BOM in the middle', Buffer.concat([csvBytes([columns, row()], { encoding: 'utf8-bom' }), csvBytes([columns, row({ 订单号: 'G-1002', 订单实付: 'x' })], { encoding: 'utf8-bom' })]), [4]],
    ['with CR as line ends', csvBytes([columns, row(), row({ 订单号: 'G-1002', 订单实付: 'x' })], { newline: '\r' }), [3]],
    ['with line ends of all kinds', Buffer.concat([csvBytes([columns]), csvBytes([row()], { newline: '\n' }), csvBytes([row({ 订单实付: 'x' })], { newline: '\r' }), csvBytes([row(), row({ 订单实付: 'y' })])]), [3, 5]],
    ['with line ends and quotes in its cells', csvBytes([columns, row({ 商品名称: '燕\n窝\r\n"好"\r' }), row({ 订单实付: 'x' }), row({ 商品名称: 'a\r\nb' }), row({ 订单实付: 'y' })]), [6, 9]],
    ['parted by semicolons', Buffer.from([columns, row(), row({ 订单实付: 'x' })].map(cells => cells.join(';')).join('\r\n')), [3]],
    ['in UTF-16 of the other order', iconv.encode([columns, row(), row({ 订单实付: 'x' })].map(cells => cells.join(',')).join('\r\n'), 'utf16be', { addBOM: true }), [3]],
    ['with sheets that are empty', () => xlsxBytes({ name: '空', rows: [] }, { name: '订单', rows: [[], [], columns, row(), row({ 订单实付: 'x' })] }), [5]],
    ['with a row whose comma is not quoted', Buffer.concat([csvBytes([columns, row()]), Buffer.from('一店,G-1002,交易成功,2026-01-05 08:03:00,,199,燕窝,2,3,\r\n')]), [3]],
    ['with a data row that lost its number right below the header', csvBytes([columns, row({ 订单号: '' }), row()]), [2]],
  ])('%s is read row by row', async (_name, file, wrong) => {
    const bytes = typeof file === 'function' ? await file() : file
    expect((await problemsOf(bytes)).map(({ line }) => line)).toEqual(wrong)
    for (const { message } of await problemsOf(bytes)) expect(message).toMatch(/[\u4e00-\u9fa5]{2}/)
    for (const { orderNo, facts } of await draftsOf(bytes)) expect([orderNo.slice(0, 2), facts.paidFen]).toEqual(['G-', 19900])
  })

  it('is known with its columns in another order, with blanks and brackets of full width', async () => {
    const names = headerOf('pdd_order')
    const shown = names.map(name => ` ${[...name.replace('(', '（').replace(')', '）')].join(' ')} `)
    const bytes = csvBytes([shown.toReversed(), rowOf(names, aPddOrder()).toReversed()])
    expect([await formatOf(bytes), await draftsOf(bytes)]).toMatchObject([['pdd-order'], [{ orderNo: '260303-123456789012345', facts: { paidFen: 4990 } }]])
  })

  it('is read to its end where rows of another encoding were pasted in: those are refused by name', async () => {
    const mixed = (first: 'utf8' | 'gb18030', second: 'utf8' | 'gb18030') => Buffer.concat([
      csvBytes([headerOf('taobao_order'), taobao()], { encoding: first }), csvBytes([taobao({ 买家留言: '你好世界' })], { encoding: second }), csvBytes([taobao()], { encoding: first }),
    ])
    for (const bytes of [mixed('utf8', 'gb18030'), mixed('gb18030', 'utf8')]) {
      expect(await draftsOf(bytes)).toMatchObject([{ recipient: { name: '张小满' } }, { recipient: { name: '张小满' } }])
      const problems = await problemsOf(bytes)
      expect(new Set(problems.map(({ line }) => line))).toEqual(new Set([3]))
      expect(problems).toContainEqual(expect.objectContaining({ column: '收货人姓名', code: 'damaged-text' }))
    }
  })

  it('says what stands below the orders, and wants nothing mended of it', async () => {
    const bytes = csvBytes([columns, row(), ['合计', '', '', '', '', '199.00', '', '1'], ['', '总计：1 单', '', '', '', '', '', ''], ['', '导出时间：2026-05-05 10:00', '', '', '', '', '', '']])
    expect((await problemsOf(bytes)).map(({ line, code, message }) => [line, code, message.includes('不用改')])).toEqual([[3, 'not-an-order', true], [4, 'not-an-order', true], [5, 'not-an-order', true]])
    // A shop may be called so.
    expect(await draftsOf(csvBytes([columns, ['合计小店', ...row().slice(1)]]))).toHaveLength(1)
  })

  it('passes over hints below the header, and over nothing else', async () => {
    const hints = columns.map(name => name === '订单号' ? '必填' : '文本')
    expect((await readAll(csvBytes([columns, hints, row()]))).map(({ kind }) => kind)).toEqual(['source', 'row'])
    expect(await draftsOf(one({ 订单号: 'Ｇ－１００１' }))).toMatchObject([{ orderNo: 'G-1001' }])
  })

  it.each([['\ufeff', 'empty-file'], ['\r\n \r\n', 'empty-file'], ['', 'empty-file']])('of nothing (%j) is said to be empty', async (text, code) => {
    await expect(readAll(Buffer.from(text))).rejects.toMatchObject({ name: 'FileRefusal', code, message: expect.stringContaining('文件是空的') as string })
  })
})

describe('a cell as people and spreadsheets write it', () => {
  it.each([
    ['2026/1/5 8:03', '2026-01-05T00:03:00.000Z'], ['2026-01-05T08:03:00+08:00', '2026-01-05T00:03:00.000Z'], ['46027.3354166667', '2026-01-05T00:03:00.000Z'], ['46027', '2026-01-04T16:00:00.000Z'],
    ['20260105', '2026-01-04T16:00:00.000Z'], ['2026年1月5日 8时3分', '2026-01-05T00:03:00.000Z'], ['２０２６／０１／０５ ０８：０３', '2026-01-05T00:03:00.000Z'],
  ])('time %s is %s', async (text, at) => expect(await draftsOf(one({ 下单时间: text }))).toMatchObject([{ facts: { placedAt: at } }]))

  it.each([['¥1,234.50', 123450], ['￥1，234.50', 123450], ['１９９．００', 19900], ['1 234.5', 123450], ['199元', 19900], ['\u200e199', 19900], ['0', 0]])('money %s is %i fen', async (text, fen) =>
    expect(await draftsOf(one({ 订单实付: text }))).toMatchObject([{ facts: { paidFen: fen } }]))

  it.each<[Column, string, string]>([
    ['下单时间', '05/01/2026 08:03', 'bad-time'], ['下单时间', '1767571380', 'bad-time'], ['下单时间', '########', 'bad-time'], ['下单时间', '20261305', 'bad-time'],
    ['订单实付', '-5', 'bad-money'], ['订单实付', '(5.00)', 'bad-money'], ['订单实付', '1e3', 'bad-money'], ['订单实付', '1.999', 'bad-money'], ['订单实付', '12,34', 'bad-money'], ['订单实付', '12 34', 'bad-money'],
    ['订单实付', '1.234,50', 'bad-money'], ['订单实付', '$199', 'bad-money'], ['订单实付', '#VALUE!', 'bad-money'], ['订单实付', '=1+1', 'bad-money'],
    ['数量', '1e3', 'bad-count'], ['数量', '-1', 'bad-count'], ['数量', '1.5', 'bad-count'], ['数量', '三', 'bad-count'], ['订单号', 'NULL', 'id-missing'], ['订单号', 'G 1001', 'bad-id'], ['订单状态', '', 'state-missing'],
  ])('%s %j is refused, with its place', async (column, text, code) => {
    expect(await problemsOf(one({ [column]: text }))).toEqual([{ line: 2, column, code, message: expect.stringMatching(/[\u4e00-\u9fa5]{3}/) as string }])
  })
})

describe('the dry run', () => {
  let server: TestServer
  beforeAll(async () => {
    server = await testServer()
    await aRep(server.db, { userId: 'operator-he', role: 'operator' })
  })
  afterAll(() => server.close())

  async function read(bytes: Buffer): Promise<Import> {
    const id = server.context.newId()
    await insertImport(server.db, { id, userId: 'operator-he', now: server.context.clock.now(), files: ['a.csv'] })
    await readImport(server.context, id, [uploadOf('a.csv', bytes)])
    return (await getImportView(server.context, id))!
  }

  it('fails exactly the rows that the write fails, and counts exactly what is written', async () => {
    const wrong: Partial<Record<Column, string>>[] = [{ 订单实付: '1e3' }, { 订单号: '' }, { 下单时间: '' }, { 订单状态: '星际' }, { 数量: 'x' }]
    const rows = wrong.flatMap((cells, at) => [row({ 订单号: `G-70${at}0` }), row({ 订单号: `G-71${at}0`, ...cells })])
    // Two rows of one order that contradict each other, and a sum below.
    const seen = await read(csvBytes([columns, ...rows, row({ 订单号: 'G-7200' }), row({ 订单号: 'G-7200', 订单实付: '200' }), ['合计', '', '', '', '', '9999', '', '']]))
    expect(seen).toMatchObject({ status: 'previewed', counts: { rows: 13, orders: 5, created: 5, problems: 8 } })
    expect(seen.problems.map(({ line }) => line)).toEqual([3, 5, 7, 9, 11, 12, 13, 14])
    expect(seen.problems.find(({ line }) => line === 7)?.message).toContain('没有下单时间')
    await beginCommit(server.context, seen.id)
    await runCommitImport(server.context, { importId: seen.id })
    const done = (await getImportView(server.context, seen.id))!
    expect([done.status, done.counts, done.problems]).toEqual(['done', seen.counts, seen.problems])
    const stored = await server.db.selectFrom('order').select('orderNo').where('importId', '=', seen.id).orderBy('orderNo').execute()
    expect(stored.map(({ orderNo }) => orderNo)).toEqual(['G-7000', 'G-7010', 'G-7020', 'G-7030', 'G-7040'])
  })

  it('says that a file with a header and nothing below it has no rows', async () => {
    expect(await read(csvBytes([columns]))).toMatchObject({ status: 'failed', failure: expect.stringContaining('没有一行数据') as string })
  })
})
