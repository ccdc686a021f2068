import type ExcelJS from 'exceljs'
import { checked, type SourceRow } from './csv-rows.ts'
import { limits } from './limits.ts'
import { FileRefusal } from './refusal.ts'
import type { Upload } from './upload.ts'
import { OrderedWorkbookReader } from './workbook-reader.ts'
import { checkWorkbook } from './zip-check.ts'

export interface Sheet { name: string, rows: AsyncIterable<SourceRow> }

/** Sheets of a .xlsx, rows streamed. Formulas are never evaluated: they are text. Throws FileRefusal. */
export async function* xlsxSheets(upload: Upload): AsyncGenerator<Sheet> {
  const bytes = await wholeFile(upload)
  const parts = await checkWorkbook(bytes)
  try {
    for await (const sheet of new OrderedWorkbookReader(parts)) {
      const { name } = sheet as unknown as { name: string }
      yield { name, rows: sheetRows(sheet) }
    }
  }
  catch (error) {
    throw error instanceof FileRefusal ? error : new FileRefusal('damaged-zip', '这个 Excel 文件读不出来，可能损坏，请重新下载或另存后再上传')
  }
}

async function* sheetRows(sheet: AsyncIterable<ExcelJS.Row>): AsyncGenerator<SourceRow> {
  let rows = 0
  for await (const row of sheet) {
    if (++rows > limits.xlsxRows + 50) throw new FileRefusal('too-many-rows', `Excel 超过 ${limits.xlsxRows / 10_000} 万行，请改用 CSV 或按月份分开导出`)
    if (row.cellCount > limits.columns) throw new FileRefusal('too-many-columns', `有 ${row.cellCount} 列，超过 ${limits.columns} 列，不像订单表`)
    const cells: string[] = []
    row.eachCell({ includeEmpty: true }, (cell, column) => { cells[column - 1] = cellText(cell.value) })
    yield { line: row.number, cells: checked(Array.from(cells, cell => cell ?? '')) }
  }
}

/** A cell as text. A number that has lost digits in a spreadsheet is written as what it is, so that it is refused and not guessed. */
export function cellText(value: ExcelJS.CellValue): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'number') return numberText(value)
  if (value instanceof Date) return value.toISOString().slice(0, 19).replace('T', ' ')
  if (typeof value !== 'object') return String(value)
  if ('richText' in value) return value.richText.map(part => part.text).join('')
  if ('formula' in value) return `=${value.formula}`
  if ('text' in value) return String(value.text)
  return ''
}

/** Excel keeps 15 digits of a number: one of 16 or more has been rounded, whatever its last digits say now. Only text keeps them all. */
const numberText = (value: number): string => Math.abs(value) >= 1e15 ? value.toExponential() : String(value)

async function wholeFile(upload: Upload): Promise<Buffer> {
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of upload.open()) {
    size += part.length
    if (size > limits.xlsxBytes) throw new FileRefusal('too-large', 'Excel 文件超过 60 MB，请改用 CSV 或按月份分开导出')
    parts.push(part)
  }
  return Buffer.concat(parts)
}
