import type { Context } from '../context.ts'
import { findImport, listFailedRows } from './import.queries.ts'

const pageRows = 1000

/**
 * Refused rows as CSV text (UTF-8 with BOM), each under the header of its file with the reason behind, so that it can be mended and
 * imported again: a reader takes each header line as the beginning of another table.
 */
export async function* failedRowsCsv({ db, vault }: Pick<Context, 'db' | 'vault'>, importId: string): AsyncGenerator<string> {
  const job = await findImport(db, importId)
  if (!job) return
  yield '\ufeff'
  let source = -1
  let row: { cells: string[], reasons: string[] } | null = null
  const written = (): string => row === null ? '' : csvLine([...row.cells, row.reasons.join('；')])
  for (let after = -1; ;) {
    const page = await listFailedRows(db, importId, after, pageRows)
    for (const problem of page) {
      if (problem.rowCipher === null) {
        row?.reasons.push(problem.message)
        continue
      }
      yield written()
      const [at, ...cells] = JSON.parse(vault.open(problem.rowCipher)) as [number, ...string[]]
      const header = job.sources[at]?.header ?? []
      if (at !== source) yield csvLine([...header, '失败原因'])
      source = at
      // Short rows are filled up, so that the reason stands in its own column.
      row = { cells: [...cells, ...Array.from({ length: Math.max(0, header.length - cells.length) }, () => '')], reasons: [problem.message] }
    }
    if (page.length < pageRows) break
    after = page.at(-1)!.seq
  }
  yield written()
}

function csvLine(cells: readonly string[]): string {
  return `${cells.map(safeCell).map(cell => /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell).join(',')}\r\n`
}

/** Spreadsheets shall neither run a cell nor cut the digits of an order number; the reader takes both marks off again. */
function safeCell(cell: string): string {
  if (/^[=+@-]/.test(cell) && !/^-\d+(\.\d+)?$/.test(cell)) return `'${cell}`
  return /^\d{12,}$/.test(cell) ? `\t${cell}` : cell
}
