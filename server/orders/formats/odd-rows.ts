import type { FileKind } from '../files/detect.ts'
import type { Remark } from '../drafts.ts'
import { cleanCell, isNothing, readTime } from './cells.ts'
import type { ColumnMap } from './row-reader.ts'
import { readState } from './states.ts'

const cellOf = (cells: readonly string[], { positions }: ColumnMap, field: string): string | null => {
  const at = positions.get(field)
  return at === undefined ? null : cleanCell(cells[at] ?? '')
}

/** A second header line with hints (必填, 元, 文本): no order number that could be one, no state, no time. A row of data that lost its number is refused, not passed over. */
export function isHint(cells: readonly string[], columns: ColumnMap): boolean {
  const id = cellOf(cells, columns, 'orderNo')
  if (id === null || /\d/.test(id)) return false
  const time = cellOf(cells, columns, 'placedAt') ?? ''
  const reading = readTime(time)
  return !('value' in reading && reading.value !== null) && readState(cellOf(cells, columns, 'state') ?? '') === null
}

const footer = /^(合计|总计|小计|汇总|本页|总数|导出时间|导出人|制表|备注|说明|共\d+[条单笔行])/

/** Rows that are no order and no damage: sums at the end, what was written below, and rows whose cells have moved. Null: a row like others. */
export function oddRow(cells: readonly string[], columns: ColumnMap, kind: FileKind): Remark | null {
  const id = cellOf(cells, columns, 'orderNo')
  if (id !== null && (isNothing(id) || !/\d{4}/.test(id) || footer.test(id))) {
    const foot = cells.map(cleanCell).find(cell => footer.test(cell.replace(/\s/g, '')))
    if (foot !== undefined) return { column: null, code: 'not-an-order', message: `这一行是「${foot.slice(0, 20)}」，不是订单，没有收；不用改` }
  }
  const more = kind === 'csv' ? cells.slice(columns.headers.length).filter(cell => cell.trim() !== '').length : 0
  if (more > 0) return { column: null, code: 'long-row', message: `这一行比表头多 ${more} 格，多半是内容里有逗号没加引号，后面的格子错了位；请在平台重新导出，或把那一格用引号括起来` }
  return null
}
