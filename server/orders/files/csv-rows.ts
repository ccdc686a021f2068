import { Readable } from 'node:stream'
import { CsvError, parse } from 'csv-parse'
import { decodedText, detectEncoding, type Encoding } from './encoding.ts'
import { headerSearchRows, recogniseColumns } from '../formats/recognise.ts'
import { limits } from './limits.ts'
import { FileRefusal } from './refusal.ts'
import type { Upload } from './upload.ts'

/** One row as it stands in the file; `line` is 1-based. */
export interface SourceRow { line: number, cells: string[] }

/** Rows of a CSV or TSV file, streamed. Throws FileRefusal on unbalanced quotes and on cells, rows or files beyond the limits. */
export async function* csvRows(upload: Upload): AsyncGenerator<SourceRow> {
  const encoding = await detectEncoding(upload)
  const delimiter = await detectDelimiter(upload, encoding)
  // relax_quotes: Taobao writes ="123" without quoting the cell. All line ends: files put together by hand have several, and a row glued to the next would be lost.
  const parser = Readable.from(decodedText(upload, encoding)).pipe(parse({
    delimiter, record_delimiter: ['\r\n', '\n', '\r'], relax_quotes: true, relax_column_count: true, skip_empty_lines: false, max_record_size: limits.recordChars, info: true,
  }))
  let rows = 0
  /** Line ends of two characters within cells: the parser counts them as two lines. */
  let doubled = 0
  try {
    for await (const { record, info } of parser as AsyncIterable<{ record: string[], info: { lines: number } }>) {
      if (++rows > limits.csvRows) throw new FileRefusal('too-many-rows', `超过 ${limits.csvRows / 10_000} 万行，请按月份分开导出`)
      const breaks = breaksIn(record)
      yield { line: info.lines - doubled - breaks.all, cells: checked(record) }
      doubled += breaks.doubled
    }
  }
  catch (error) {
    if (error instanceof CsvError) throw refusalOf(error, rows)
    throw error
  }
  finally {
    parser.destroy()
  }
}

/** Line ends within cells, as csv-parse counts them (to the record's last line): `all` characters, of them pairs of two. */
function breaksIn(record: readonly string[]): { all: number, doubled: number } {
  const breaks = { all: 0, doubled: 0 }
  for (const cell of record) {
    if (!cell.includes('\n') && !cell.includes('\r')) continue
    breaks.all += cell.match(/[\r\n]/g)?.length ?? 0
    breaks.doubled += cell.match(/\r\n/g)?.length ?? 0
  }
  return breaks
}

export function checked(cells: string[]): string[] {
  if (cells.length > limits.columns) throw new FileRefusal('too-many-columns', `有 ${cells.length} 列，超过 ${limits.columns} 列，不像订单表`)
  if (cells.some(cell => cell.length > limits.cellChars)) throw new FileRefusal('cell-too-large', '有一个单元格的内容特别长，文件可能损坏，请重新从平台导出')
  return cells
}

function refusalOf(error: CsvError, rows: number): FileRefusal {
  if (error.code === 'CSV_QUOTE_NOT_CLOSED') return new FileRefusal('unbalanced-quote', `第 ${rows + 1} 条记录之后有一个引号没有成对，请检查或重新从平台导出`)
  if (error.code === 'CSV_MAX_RECORD_SIZE') return new FileRefusal('cell-too-large', `第 ${rows + 1} 条记录特别长（可能引号没有成对），请检查或重新从平台导出`)
  return new FileRefusal('bad-csv', `第 ${rows + 1} 条记录之后的格式不对，请重新从平台导出`)
}

/** What parts the cells: that by which a header is known, else what there is more of. */
async function detectDelimiter(upload: Upload, encoding: Encoding): Promise<string> {
  let sample = ''
  for await (const text of decodedText(upload, encoding)) {
    sample += text
    if (sample.length > 64 * 1024) break
  }
  const lines = sample.split(/\r\n|\r|\n/).slice(0, headerSearchRows)
  const known = [',', '\t', ';', '|'].find(mark => lines.some(line => line.includes(mark) && recogniseColumns(line.split(mark)) !== null))
  if (known) return known
  const most = (mark: string): number => Math.max(0, ...lines.map(line => line.split(mark).length - 1))
  return most('\t') > most(',') ? '\t' : ','
}
