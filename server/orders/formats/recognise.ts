import { alibaba1688Line } from './alibaba-1688.ts'
import { cleanCell } from './cells.ts'
import { douyinLine } from './douyin.ts'
import { columnKey, type Format } from './format.ts'
import { genericLine } from './generic.ts'
import { genericGoods } from './goods.ts'
import { jdLine } from './jd.ts'
import { pddOrder } from './pdd.ts'
import type { ColumnMap } from './row-reader.ts'
import { taobaoItem, taobaoItemOld, taobaoOrder, taobaoShipping } from './taobao.ts'
import { wechatShopLine } from './wechat-shop.ts'
import { youzanCustomers, youzanGoods, youzanOrder } from './youzan.ts'

/** Every kind of file that is recognised. */
export const formats: readonly Format[] = [
  taobaoOrder, taobaoItem, taobaoItemOld, taobaoShipping, jdLine, youzanOrder, youzanGoods, youzanCustomers, wechatShopLine, douyinLine, pddOrder, alibaba1688Line, genericLine, genericGoods,
]

export interface Recognised { format: Format, columns: ColumnMap, score: number }
export interface Header extends Recognised {
  /** Rows that belong to the header: the first and how many (2 where two rows make it). */
  at: number
  height: 1 | 2
}

/** How far down a header row is looked for. */
export const headerSearchRows = 50

interface Lookup { format: Format, fields: Map<string, { field: string, rank: number }[]> }
const lookups: readonly Lookup[] = formats.map((format) => {
  const fields: Lookup['fields'] = new Map()
  for (const [field, variants] of Object.entries(format.columns)) {
    variants.forEach((name, rank) => fields.set(columnKey(name), [...fields.get(columnKey(name)) ?? [], { field, rank }]))
  }
  return { format, fields }
})

/** Which format these column names belong to; null: none. The one with the most known columns wins. */
export function recogniseColumns(cells: readonly string[]): Recognised | null {
  const keys = cells.map(cell => columnKey(cleanCell(cell)))
  if (keys.filter(Boolean).length < 3) return null
  let best: Recognised | null = null
  for (const { format, fields } of lookups) {
    const score = keys.filter(key => fields.has(key)).length
    if (score <= (best?.score ?? 0)) continue
    const positions = placeFields(keys, fields)
    if (format.required.every(field => positions.has(field))) best = { format, columns: { positions, headers: cells.map(cleanCell) }, score }
  }
  return best
}

/** By position: of two columns for one field the better name wins; of two with one name the first. */
function placeFields(keys: readonly string[], fields: Lookup['fields']): Map<string, number> {
  const positions = new Map<string, number>()
  const ranks = new Map<string, number>()
  keys.forEach((key, at) => {
    for (const { field, rank } of fields.get(key) ?? []) {
      if ((ranks.get(field) ?? Infinity) <= rank) continue
      positions.set(field, at)
      ranks.set(field, rank)
    }
  })
  return positions
}

/** The first header of a sheet among its first rows; two rows count as one header where together they read more than each alone. */
export function findHeader(rows: readonly (readonly string[])[]): Header | null {
  for (const [at, row] of rows.slice(0, headerSearchRows).entries()) {
    const single = recogniseColumns(row)
    const below = rows[at + 1] ?? []
    const merged = Array.from({ length: Math.max(row.length, below.length) }, (_, column) => below[column]?.trim() || row[column] || '')
    const pair = recogniseColumns(merged)
    if (pair && pair.score > Math.max(single?.score ?? 0, recogniseColumns(below)?.score ?? 0)) return { ...pair, at, height: 2 }
    if (single) return { ...single, at, height: 1 }
  }
  return null
}

/** A required column that stands twice under one name: which of the two is meant cannot be known. */
export function doubledColumn(header: Recognised): string | null {
  const keys = header.columns.headers.map(columnKey)
  for (const field of header.format.required) {
    const key = keys[header.columns.positions.get(field) ?? -1]
    if (key && keys.filter(other => other === key).length > 1) return header.columns.headers[header.columns.positions.get(field)!] ?? field
  }
  return null
}
