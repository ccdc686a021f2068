import { ApiError } from './api-error.ts'

/** A place in a list, opaque to clients: the sort values of the last row shown. */
export const encodeCursor = (values: readonly (string | number | null)[]): string => Buffer.from(JSON.stringify(values)).toString('base64url')

/** The values of a cursor of `length` values; null without one. Throws ApiError `bad-request` when it is none of ours. */
export function decodeCursor(cursor: string | undefined, length: number): unknown[] | null {
  if (cursor === undefined) return null
  try {
    const values: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
    if (Array.isArray(values) && values.length === length) return values
  }
  catch { /* falls through: not ours */ }
  throw new ApiError('bad-request', '翻页的位置无效，请从头再看')
}
