import { buffer } from 'node:stream/consumers'
import { deflateRawSync } from 'node:zlib'
import ExcelJS from 'exceljs'
import { describe, expect, it } from 'vitest'
import { checkWorkbook } from '../../server/orders/files/zip-check.ts'
import { aJdLine, csvBytes, headerOf, platformCsv, platformXlsx, rowOf, xlsxBytes } from './fixtures/write.ts'
import { readAll } from './support.ts'

const jd = (cells = {}) => rowOf(headerOf('jd_line'), aJdLine(cells))

/** A zip written by hand, so that its directory can lie. */
function zip(entries: { name: string, body: Buffer, method?: number, packed?: Buffer }[]): Buffer {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let at = 0
  for (const { name, body, method = 8, packed = method === 8 ? deflateRawSync(body) : body } of entries) {
    const local = Buffer.alloc(30)
    local.writeUInt32LE(0x04034B50, 0)
    local.writeUInt16LE(method, 8)
    local.writeUInt32LE(packed.length, 18)
    local.writeUInt32LE(body.length, 22)
    local.writeUInt16LE(name.length, 26)
    const central = Buffer.alloc(46)
    central.writeUInt32LE(0x02014B50, 0)
    central.writeUInt16LE(method, 10)
    central.writeUInt32LE(packed.length, 20)
    central.writeUInt32LE(body.length, 24)
    central.writeUInt16LE(name.length, 28)
    central.writeUInt32LE(at, 42)
    parts.push(local, Buffer.from(name), packed)
    directory.push(central, Buffer.from(name))
    at += 30 + name.length + packed.length
  }
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054B50, 0)
  end.writeUInt16LE(entries.length, 8)
  end.writeUInt16LE(entries.length, 10)
  end.writeUInt32LE(Buffer.concat(directory).length, 12)
  end.writeUInt32LE(at, 16)
  return Buffer.concat([...parts, ...directory, end])
}
/** As ../shared/data/orders has it. */
const jdSettlement = ['订单编号', '订单状态', '商品编号', '商品名称', '商品数量', '应结金额', '费用名称', '收支方向', '售后服务单号']
const workbook = { name: 'xl/workbook.xml', body: Buffer.from('<workbook/>') }

describe('a file that is not what it should be is refused in plain words', () => {
  const cases: [string, Buffer | (() => Buffer | Promise<Buffer>), string][] = [
    ['nothing at all', Buffer.alloc(0), 'empty-file'],
    ['an old .xls', Buffer.from('D0CF11E0A1B11AE1', 'hex'), 'old-xls'],
    ['HTML named .xls', Buffer.from('\ufeff<html><table><tr><td>订单编号</td></tr></table></html>'), 'html'],
    ['XML of Excel 2003', Buffer.from('<?xml version="1.0"?><Workbook/>'), 'xml'],
    ['a PDF', Buffer.from('%PDF-1.7'), 'pdf'],
    ['a gzip', Buffer.from('1F8B0800', 'hex'), 'archive'],
    ['a zip that is no workbook', zip([{ name: 'a.txt', body: Buffer.from('hi') }]), 'not-xlsx'],
    ['half a workbook', async () => (await platformXlsx('jd_line', [aJdLine()])).subarray(0, 2000), 'damaged-zip'],
    ['NUL bytes', Buffer.concat([platformCsv('jd_line', [aJdLine()]), Buffer.alloc(8)]), 'binary'],
    ['a quote that never ends', () => Buffer.from(`${headerOf('jd_line').join(',')}\r\n"1,2,3\r\n4,5,6\r\n`), 'unbalanced-quote'],
    ['a cell of 10 MB', () => csvBytes([headerOf('jd_line'), jd({ 订单备注: 'x'.repeat(10 * 1024 * 1024) })]), 'cell-too-large'],
    ['a cell of 40,000 characters', () => csvBytes([headerOf('jd_line'), jd({ 订单备注: '长'.repeat(40_000) })]), 'cell-too-large'],
    ['400 columns', () => csvBytes([headerOf('jd_line'), [...jd(), ...Array.from({ length: 400 }, () => '1')]]), 'too-many-columns'],
    ['columns nobody knows', Buffer.from('姓名,年龄,城市\r\n张三,3,杭州\r\n'), 'unknown-columns'],
    ['a settlement of JD', Buffer.from(`京东结算明细\r\n\r\n${jdSettlement.join(',')}\r\n110238475665,完成,100012043978,阿胶固元膏,1,268.00,货款,收入,\r\n`), 'settlement-file'],
    ['a bill of another platform', Buffer.from('动账流水号,动账时间,动账方向,动账金额,订单号,商品名称\r\n1,2026-05-01,入账,20.00,6919283746501928374,人参\r\n'), 'settlement-file'],
    ['a zip bomb', () => zip([workbook, { name: 'xl/worksheets/sheet1.xml', body: Buffer.alloc(40 * 1024 * 1024, 0x20) }]), 'zip-bomb'],
    ['two entries over one body', () => overlapping(), 'zip-bomb'],
    ['an XML entity', () => zip([workbook, { name: 'xl/sharedStrings.xml', body: Buffer.from('<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><sst><si><t>&a;</t></si></sst>') }]), 'xml-entity'],
    ['days counted from 1904', () => bookFrom1904(), 'date-1904'],
    ['an entry of garbage', () => zip([workbook, { name: 'xl/worksheets/sheet1.xml', body: Buffer.from('hello'), packed: Buffer.from([0xFF, 0xFF, 0xFF]) }]), 'damaged-zip'],
    ['a sheet of broken XML', () => zip([workbook, { name: 'xl/worksheets/sheet1.xml', body: Buffer.from('<worksheet><sheetData><row r="1"><c') }]), 'damaged-zip'],
  ]
  it.each(cases)('%s', async (_name, bytes, code) => {
    await expect(readAll(typeof bytes === 'function' ? await bytes() : bytes)).rejects.toMatchObject({ name: 'FileRefusal', code, message: expect.stringMatching(/[\u4e00-\u9fa5]{4}/) as string })
  })
})

/** As Excel for the Mac wrote it. */
async function bookFrom1904(): Promise<Buffer> {
  const book = new ExcelJS.Workbook()
  book.properties.date1904 = true
  book.addWorksheet('Sheet1').addRows([headerOf('jd_line'), jd()])
  return Buffer.from(await book.xlsx.writeBuffer())
}

/** The directory names one body twice: every copy would inflate again. */
function overlapping(): Buffer {
  const bytes = zip([workbook, { name: 'xl/a.xml', body: Buffer.from('aaaa') }, { name: 'xl/a.xml', body: Buffer.from('aaaa') }])
  const first = bytes.indexOf(Buffer.from([0x50, 0x4B, 0x01, 0x02]))
  const second = bytes.indexOf(Buffer.from([0x50, 0x4B, 0x01, 0x02]), first + 4)
  const third = bytes.indexOf(Buffer.from([0x50, 0x4B, 0x01, 0x02]), second + 4)
  bytes.writeUInt32LE(bytes.readUInt32LE(second + 42), third + 42)
  return bytes
}

describe('a settlement', () => {
  it('names the export to use instead', async () => {
    await expect(readAll(csvBytes([jdSettlement, ['1']]))).rejects.toMatchObject({ message: expect.stringMatching(/京东的结算明细.*订单导出/) as string })
  })

  it('on a sheet beside the orders is left alone, and the orders are taken', async () => {
    const events = await readAll(await xlsxBytes({ name: '结算', rows: [jdSettlement, ['110238475665', '完成']] }, { name: '订单', rows: [headerOf('jd_line'), jd()] }))
    expect(events.map(event => event.kind)).toEqual(['source', 'row'])
  })
})

describe('a good file', () => {
  it('is not mistaken for a bomb because its rows are alike', async () => {
    const rows = Array.from({ length: 600 }, () => jd())
    expect((await readAll(await xlsxBytes({ name: 'S', rows: [headerOf('jd_line'), ...rows] }))).filter(event => event.kind === 'row')).toHaveLength(600)
  })

  it('reads the same in whatever order its parts lie in the archive, stored or deflated', async () => {
    const bytes = await xlsxBytes({ name: '一', rows: [headerOf('jd_line'), jd()] }, { name: '二', rows: [headerOf('jd_line'), jd({ 订单号: '110238475666' })] })
    const parts = await Promise.all((await checkWorkbook(bytes)).map(async ({ name, open }) => ({ name, body: await buffer(open()) })))
    const told = await readAll(bytes)
    expect(told.flatMap(event => event.kind === 'source' ? [event.name] : [])).toEqual(['file/一', 'file/二'])
    expect(told.flatMap(event => event.kind === 'row' ? [event.draft.orderNo] : [])).toEqual(['110238475665', '110238475666'])
    const last = (name: string) => [...parts].sort((a, b) => Number(a.name === name) - Number(b.name === name))
    for (const order of [...parts.map(({ name }) => last(name)), [...parts].reverse()]) {
      for (const method of [0, 8]) expect(await readAll(zip(order.map(part => ({ ...part, method }))))).toEqual(told)
    }
  })
})
