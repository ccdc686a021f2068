import { ApiError } from '../http/api-error.ts'
import { decodeCursor, encodeCursor, isCursorInstant } from '../http/cursor.ts'
import { isUuid } from '../http/uuid.ts'
import type { QueuePlace } from './queue.rules.ts'

/** The place of the last row shown, and how many there are in all: counted once, carried along. */
export const placeCursor = ({ rank, at, id }: QueuePlace, total: number): string => encodeCursor([rank, at.toISOString(), id, total])

/** Throws ApiError `bad-request` for a cursor that is none of ours. */
export function readPlace(cursor: string | undefined): { place: QueuePlace, total: number } | null {
  const values = decodeCursor(cursor, 4)
  if (!values) return null
  const [rank, at, id, total] = values
  if (typeof rank !== 'number' || !isCursorInstant(at) || typeof id !== 'string' || !isUuid(id) || typeof total !== 'number' || !Number.isInteger(total) || total < 0) {
    throw new ApiError('bad-request', '翻页的位置无效，请从头再看')
  }
  return { place: { rank, at: new Date(at), id }, total }
}
