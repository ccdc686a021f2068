import type { Readable } from 'node:stream'
import ExcelJS from 'exceljs'

/** One file inside a workbook: its path, and its bytes as often as asked. */
export interface WorkbookPart { name: string, open: () => Readable }

type Parsed = AsyncIterable<{ eventType: string, value: unknown }> | Iterable<{ eventType: string, value: unknown }>

/** What exceljs 4.4.0 has behind its reader and does not declare (lib/stream/xlsx/workbook-reader.js). */
interface Inside {
  _parseRels: (part: Readable) => Promise<void>
  _parseWorkbook: (part: Readable) => Promise<void>
  _parseSharedStrings: (part: Readable) => Parsed
  _parseWorksheet: (part: Readable, number: string) => Parsed
}

type Options = Partial<ExcelJS.stream.xlsx.WorkbookStreamReaderOptions>
const Reader = ExcelJS.stream.xlsx.WorkbookReader as unknown as new (input: null, options: Options) => Inside & AsyncIterable<ExcelJS.stream.xlsx.WorksheetReader>

/**
 * The streaming reader of exceljs, given the parts of a workbook in the order that it needs them in. Left to itself it takes them
 * as they lie in the archive and in one pass, and now and then, under load, refuses a good file because `workbook.xml` comes
 * last (https://github.com/exceljs/exceljs/issues/3064); sheets that come too early it writes to /tmp.
 */
export class OrderedWorkbookReader extends Reader {
  readonly #parts: readonly WorkbookPart[]

  constructor(parts: readonly WorkbookPart[]) {
    // styles ignored: dates stay serial numbers, which readTime knows.
    super(null, { worksheets: 'emit', sharedStrings: 'cache', hyperlinks: 'ignore', styles: 'ignore', entries: 'ignore' })
    this.#parts = parts
  }

  async* parse(): AsyncGenerator<{ eventType: string, value: unknown }> {
    const part = (name: string) => this.#parts.find(each => each.name === name)?.open()
    const [rels, workbook, strings] = [part('xl/_rels/workbook.xml.rels'), part('xl/workbook.xml'), part('xl/sharedStrings.xml')]
    if (rels) await this._parseRels(rels)
    if (workbook) await this._parseWorkbook(workbook)
    if (strings) yield* this._parseSharedStrings(strings)
    const sheets = this.#parts.flatMap(({ name, open }) => {
      const number = /^xl\/worksheets\/sheet(\d+)\.xml$/.exec(name)?.[1]
      return number ? [{ number, open }] : []
    })
    for (const { number, open } of sheets.sort((a, b) => Number(a.number) - Number(b.number))) yield* this._parseWorksheet(open(), number)
  }
}
