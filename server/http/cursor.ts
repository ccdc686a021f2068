import { ApiError } from './api-error.ts'
import { keepable } from './request-values.ts'

/** A place in a list, opaque to clients: the sort values of the last row shown. */
export const encodeCursor = (values: readonly (string | number | null)[]): string => Buffer.from(JSON.stringify(values)).toString('base64url')

/** The values of a cursor of `length` values; null without one. Throws ApiError `bad-request` when it is none of ours. */
export function decodeCursor(cursor: string | undefined, length: number): unknown[] | null {
  if (cursor === undefined) return null
  try {
    const values: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
    if (Array.isArray(values) && values.length === length) return keepable(values) as unknown[]
  }
  catch { /* falls through: not ours */ }
  throw new ApiError('bad-request', '翻页的位置无效，请从头再看')
}

const instant = /^(\d{4}-\d\d-\d\d)[ T]\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d(:\d\d)?)$/

/** An instant as our cursors carry it, on a day that exists: JavaScript reads much more than PostgreSQL does (`1 Jan 2019 (foo)`, the year 275760). */
export function isCursorInstant(value: unknown): value is string {
  const day = typeof value === 'string' ? instant.exec(value)?.[1] : undefined
  if (day === undefined || day < '0001' || Number.isNaN(Date.parse(value as string))) return false
  const midnight = new Date(`${day}T00:00:00Z`)
  return !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(day)
}
