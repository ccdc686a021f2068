import { PlatformError } from '../platform-error.ts'

/**
 * One page of what stands in the order of its keys. The cursor carries the last key given out, so that
 * nothing is skipped or doubled when entries come and go between two pages. A cursor of our own making
 * and nothing else is taken (50100).
 */
export function pageOf<T>(rows: T[], keyOf: (row: T) => string, cursor: string, limit: number): { page: T[], nextCursor: string } {
  const after = cursor === '' ? null : decode(cursor)
  const sorted = rows.map(row => ({ row, key: keyOf(row) })).sort((a, b) => a.key < b.key ? -1 : a.key > b.key ? 1 : 0)
  const rest = after === null ? sorted : sorted.filter(({ key }) => key > after)
  const page = rest.slice(0, limit)
  const last = page.at(-1)
  return { page: page.map(({ row }) => row), nextCursor: rest.length > limit && last ? encode(last.key) : '' }
}

/** Numbers of equal width, so that their text sorts as they do. */
export function sortable(value: number): string {
  return String(value).padStart(14, '0')
}

function encode(key: string): string {
  return Buffer.from(`k1:${key}`).toString('base64url')
}

function decode(cursor: string): string {
  const key = Buffer.from(cursor, 'base64url').toString()
  if (!key.startsWith('k1:')) throw new PlatformError(50100, 'invalid cursor')
  return key.slice(3)
}
