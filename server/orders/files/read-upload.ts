import { isHint, oddRow } from '../formats/odd-rows.ts'
import { RowReader } from '../formats/row-reader.ts'
import { doubledColumn, findHeader, headerSearchRows, recogniseColumns, type Recognised } from '../formats/recognise.ts'
import { settlementRefusal } from '../formats/settlements.ts'
import type { Note, Remark, RowDraft } from '../drafts.ts'
import { csvRows, type SourceRow } from './csv-rows.ts'
import { detectKind, type FileKind } from './detect.ts'
import { FileRefusal } from './refusal.ts'
import { firstBytes, type Upload } from './upload.ts'
import { xlsxSheets, type Sheet } from './xlsx-rows.ts'

/** What comes out of a file, in its order. `name` is the file, with the sheet behind a slash where it has several. */
export type ReadEvent =
  | { kind: 'source', name: string, recognised: Recognised }
  | { kind: 'row', line: number, cells: string[], draft: RowDraft, notes: Note[] }
  | { kind: 'problem', line: number, cells: string[], problems: Remark[] }

/** Reads one upload from its bytes to neutral drafts. Throws FileRefusal for a file that is not taken at all. */
export async function* readUpload(upload: Upload): AsyncGenerator<ReadEvent> {
  const kind = detectKind(await firstBytes(upload, 512))
  const sheets: AsyncIterable<Sheet> = kind === 'xlsx' ? xlsxSheets(upload) : one({ name: '', rows: csvRows(upload) })
  let recognised = 0
  let isBlank = true
  let settlement: FileRefusal | null = null
  for await (const sheet of sheets) {
    const name = sheet.name === '' ? upload.name : `${upload.name}/${sheet.name}`
    for await (const event of readSheet(name, sheet.rows, kind, (rows) => {
      settlement ??= settlementRefusal(rows)
      isBlank &&= rows.every(cells => cells.every(cell => cell.trim() === ''))
    })) {
      if (event.kind === 'source') recognised++
      yield event
    }
  }
  if (recognised === 0 && isBlank) throw new FileRefusal('empty-file', '文件是空的，没有任何内容')
  if (recognised === 0) {
    throw settlement ?? new FileRefusal('unknown-columns', '没有认出这是哪个平台的订单表：前 50 行里找不到熟悉的表头。请用平台导出的原始文件，或按说明整理成通用格式')
  }
}

async function* one<T>(item: T): AsyncGenerator<T> { yield item }

/** `onUnknown` is given the first rows of a sheet without a header that anybody knows. */
async function* readSheet(name: string, rows: AsyncIterable<SourceRow>, kind: FileKind, onUnknown: (rows: readonly (readonly string[])[]) => void): AsyncGenerator<ReadEvent> {
  const iterator = rows[Symbol.asyncIterator]()
  const first = await take(iterator, headerSearchRows + 1)
  const start = startOf(first)
  if (start === null) {
    onUnknown(first.map(({ cells }) => cells))
    return void await iterator.return?.()
  }
  let header = start.header
  let isJustBelow = true
  yield { kind: 'source', name, recognised: header }
  for await (const row of chain(start.rest, iterator)) {
    const again = isHeaderAgain(row, header)
    if (again) {
      header = again
      yield { kind: 'source', name, recognised: header }
    }
    else yield* readRow(row, header, { isJustBelow, kind })
    isJustBelow = again !== null
  }
}

async function take<T>(iterator: AsyncIterator<T>, count: number): Promise<T[]> {
  const items: T[] = []
  while (items.length < count) {
    const next = await iterator.next()
    if (next.done) break
    items.push(next.value)
  }
  return items
}

async function* chain<T>(head: readonly T[], iterator: AsyncIterator<T>): AsyncGenerator<T> {
  yield* head
  for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value
}

function startOf(waiting: readonly SourceRow[]): { header: Recognised, rest: SourceRow[] } | null {
  const header = findHeader(waiting.map(row => row.cells))
  if (header === null) return null
  const doubled = doubledColumn(header)
  if (doubled) throw new FileRefusal('two-columns-one-field', `「${doubled}」这一列出现了两次，无法判断用哪一列，请删掉一列再上传`)
  return { header, rest: waiting.slice(header.at + header.height) }
}

/** Files put together by hand carry their header again, or another one. */
function isHeaderAgain(row: SourceRow, header: Recognised): Recognised | null {
  const id = row.cells[header.columns.positions.get('orderNo') ?? header.columns.positions.get('phone') ?? 0] ?? ''
  return /\d/.test(id) || id.trim() === '' ? null : recogniseColumns(row.cells)
}

function* readRow(row: SourceRow, { format, columns }: Recognised, { isJustBelow, kind }: { isJustBelow: boolean, kind: FileKind }): Generator<ReadEvent> {
  if (row.cells.every(cell => cell.trim() === '')) return
  if (isJustBelow && isHint(row.cells, columns)) return
  const odd = oddRow(row.cells, columns, kind)
  if (odd) return yield { kind: 'problem', line: row.line, cells: row.cells, problems: [odd] }
  const reader = new RowReader(row.cells, columns)
  const draft = format.read(reader)
  if (draft && reader.problems.length === 0) yield { kind: 'row', line: row.line, cells: row.cells, draft, notes: reader.notes }
  else yield { kind: 'problem', line: row.line, cells: row.cells, problems: reader.problems }
}
