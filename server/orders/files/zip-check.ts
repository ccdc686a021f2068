import { Readable } from 'node:stream'
import { createInflateRaw } from 'node:zlib'
import { limits } from './limits.ts'
import { FileRefusal } from './refusal.ts'
import type { WorkbookPart } from './workbook-reader.ts'

interface Entry { name: string, method: number, start: number, compressedSize: number, statedSize: number }

const damaged = (): FileRefusal => new FileRefusal('damaged-zip', '这个 Excel 文件损坏或不完整，请重新下载')
const bomb = (): FileRefusal => new FileRefusal('zip-bomb', '这个文件解压后大得不正常，已拒绝')

/**
 * Looks into a .xlsx before any library reads it: entries as the directory has them, each really inflated under the limit,
 * no document type or entity in its XML; local headers must tell the same story. Returns the entries. Throws FileRefusal.
 */
export async function checkWorkbook(bytes: Buffer): Promise<WorkbookPart[]> {
  const entries = readDirectory(bytes)
  if (!entries.some(entry => entry.name === 'xl/workbook.xml')) throw new FileRefusal('not-xlsx', '这是压缩包而不是 Excel 文件，请先解压再上传里面的表格')
  let total = 0
  for (const entry of entries) {
    const size = await inflatedSize(bytes, entry, limits.xlsxUnzippedBytes - total)
    total += size
  }
  return entries.map(entry => ({ name: entry.name, open: () => contentOf(bytes, entry) }))
}

/** Zlib reads on only as the reader takes: a sheet is never held whole. */
function contentOf(bytes: Buffer, { start, compressedSize, method }: Entry): Readable {
  const body = bytes.subarray(start, start + compressedSize)
  return method === 0 ? Readable.from([body]) : Readable.from([body]).pipe(createInflateRaw())
}

function readDirectory(bytes: Buffer): Entry[] {
  const end = bytes.lastIndexOf(Buffer.from([0x50, 0x4B, 0x05, 0x06]))
  if (end < 0 || end + 22 > bytes.length) throw damaged()
  const count = bytes.readUInt16LE(end + 10)
  if (count === 0 || count > limits.xlsxEntries) throw count === 0 ? damaged() : bomb()
  const entries: Entry[] = []
  let at = bytes.readUInt32LE(end + 16)
  for (let index = 0; index < count; index++) {
    if (at + 46 > bytes.length || bytes.readUInt32LE(at) !== 0x02014B50) throw damaged()
    const nameLength = bytes.readUInt16LE(at + 28)
    entries.push(readEntry(bytes, at, bytes.toString('utf8', at + 46, at + 46 + nameLength)))
    at += 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32)
  }
  refuseHidden(entries, bytes.readUInt32LE(end + 16))
  return entries
}

function readEntry(bytes: Buffer, at: number, name: string): Entry {
  const local = bytes.readUInt32LE(at + 42)
  if (local + 30 > bytes.length || bytes.readUInt32LE(local) !== 0x04034B50) throw damaged()
  if (bytes.readUInt16LE(at + 8) & 1) throw new FileRefusal('encrypted', '这个文件加了密码，请去掉密码再上传')
  const nameLength = bytes.readUInt16LE(local + 26)
  if (bytes.toString('utf8', local + 30, local + 30 + nameLength) !== name) throw damaged()
  const compressedSize = bytes.readUInt32LE(at + 20)
  const start = local + 30 + nameLength + bytes.readUInt16LE(local + 28)
  if (start + compressedSize > bytes.length) throw damaged()
  return { name, method: bytes.readUInt16LE(at + 10), start, compressedSize, statedSize: bytes.readUInt32LE(at + 24) }
}

/** Entries that overlap, or lie between those of the directory, are a trick. */
function refuseHidden(entries: readonly Entry[], directory: number): void {
  const sorted = [...entries].sort((a, b) => a.start - b.start)
  sorted.forEach((entry, index) => {
    const end = entry.start + entry.compressedSize
    const next = sorted[index + 1]
    const nextStart = next ? next.start - 30 - Buffer.byteLength(next.name) : directory
    // A data descriptor of up to 24 bytes and the next header's extra field may stand between.
    if (nextStart < end || nextStart - end > 24 + 512) throw bomb()
  })
}

/** Inflates in a stream, keeping nothing but the head, and stops at the first byte too many. */
async function inflatedSize(bytes: Buffer, entry: Entry, allowed: number): Promise<number> {
  const body = bytes.subarray(entry.start, entry.start + entry.compressedSize)
  if (entry.method === 0) {
    refuseBadXml(entry.name, body.subarray(0, 4096), body)
    return body.length
  }
  if (entry.method !== 8) throw damaged()
  const inflate = createInflateRaw()
  let size = 0
  let head: Buffer = Buffer.alloc(0)
  let tail: Buffer = Buffer.alloc(0)
  inflate.end(body)
  try {
    for await (const chunk of inflate as AsyncIterable<Buffer>) {
      size += chunk.length
      if (head.length < 4096) head = Buffer.concat([head, chunk])
      tail = Buffer.concat([tail.subarray(-64), chunk.subarray(-64)])
      if (size > allowed || (size > limits.bombBytes && size > entry.compressedSize * limits.bombRatio)) throw bomb()
    }
  }
  catch (error) {
    throw error instanceof FileRefusal ? error : damaged()
  }
  refuseBadXml(entry.name, head, tail)
  return size
}

/** A document type can only stand before the root element; spreadsheets never have one. A sheet that breaks off would lose rows in silence. */
function refuseBadXml(name: string, head: Buffer, tail: Buffer): void {
  if (/^xl\/worksheets\/[^/]+\.xml$/.test(name) && !/<\/(\w+:)?worksheet>\s*$/.test(tail.subarray(-64).toString('latin1'))) throw damaged()
  // Days are numbers in a spreadsheet; in this one they count from 1904, and nothing on a number says that it is a day.
  if (name === 'xl/workbook.xml' && /date1904\s*=\s*["'](1|true)["']/i.test(head.toString('latin1'))) {
    throw new FileRefusal('date-1904', '这个 Excel 用的是 1904 日期系统（旧版 Mac），日期会差四年：请在 Excel 选项里取消“使用 1904 日期系统”，核对日期后再上传，或从平台重新导出')
  }
  if (/\.(xml|rels|vml)$/.test(name) && /<!(doctype|entity)/i.test(head.toString('latin1').replaceAll('\0', ''))) {
    throw new FileRefusal('xml-entity', '这个 Excel 文件里有不该有的实体声明（DOCTYPE），已拒绝')
  }
}
