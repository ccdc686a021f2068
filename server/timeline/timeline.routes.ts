import type { FastifyInstance } from 'fastify'
import type { TimelineEntry } from '../../contract/touches.schema.ts'
import * as endpoints from '../../contract/touches.endpoints.ts'
import type { Context } from '../context.ts'
import { ApiError } from '../http/api-error.ts'
import { decodeCursor, encodeCursor, isCursorInstant } from '../http/cursor.ts'
import { register } from '../http/register.ts'
import { requireCustomer } from '../session/scope.queries.ts'
import { seesMasked } from '../session/viewer.ts'
import { listTimelineRows, type TimelinePlace, type TimelineRow } from './timeline.queries.ts'
import { timelineWords } from './timeline.rules.ts'

const pageSize = 20

export function addTimelineRoutes(app: FastifyInstance, context: Context): void {
  const { db, vault } = context
  register(app, context, endpoints.listTimeline, 'signed-in', async ({ viewer, params, query: { cursor, limit = pageSize } }) => {
    await requireCustomer(db, viewer, params.id)
    const rows = await listTimelineRows(db, params.id, { before: placeOf(cursor), limit: limit + 1 })
    const page = rows.slice(0, limit)
    const last = page.at(-1)
    // An operator sees that something was sent, not the words: they call the customer by name.
    const open = (cipher: Buffer | null): string | null => cipher === null || seesMasked(viewer.role) ? null : vault.open(cipher)
    return { items: page.map(row => entryOf(row, open)), nextCursor: rows.length > limit && last ? encodeCursor([last.place.at, last.place.key]) : null }
  })
}

const entryOf = (row: TimelineRow, open: (cipher: Buffer | null) => string | null): TimelineEntry =>
  ({ at: row.at.toISOString(), kind: row.kind, ...timelineWords(row, open(row.cipher)), byName: row.byName })

function placeOf(cursor: string | undefined): TimelinePlace | null {
  const values = decodeCursor(cursor, 2)
  if (values === null) return null
  const [at, key] = values
  if (!isCursorInstant(at) || typeof key !== 'string') throw new ApiError('bad-request', '翻页的位置无效，请从头再看')
  return { at, key }
}
