import type { FastifyInstance } from 'fastify'
import { listOverLimit as endpoint } from '../../contract/over-limit.endpoints.ts'
import type { OverLimitContact } from '../../contract/over-limit.schema.ts'
import type { Context } from '../context.ts'
import { maskName } from '../customers/masking.rules.ts'
import { ApiError } from '../http/api-error.ts'
import { decodeCursor, encodeCursor, isCursorInstant } from '../http/cursor.ts'
import { register } from '../http/register.ts'
import { isUuid } from '../http/uuid.ts'
import { seesMasked, type Viewer } from '../session/viewer.ts'
import { addMs, dayMs } from '../time.ts'
import { countOverLimit, listOverLimit, type OverLimitPlace, type OverLimitRow } from './over-limit.queries.ts'

const pageSize = 30
const shownMs = 30 * dayMs

/** What a lead sees of the team's work. */
export function addTeamRoutes(app: FastifyInstance, { db, clock, ...context }: Context): void {
  register(app, { db, clock, ...context }, endpoint, ['lead', 'operator', 'admin'], async ({ viewer, query: { cursor, limit = pageSize, member = null, reason = null } }) => {
    const read = placeOf(cursor)
    const since = addMs(clock.now(), -shownMs)
    const [rows, counts] = await Promise.all([listOverLimit(db, viewer, { since, after: read?.place ?? null, limit: limit + 1, member, reason }), read ? [] : countOverLimit(db, viewer, since)])
    const chosen = counts.filter(count => (member === null || count.byUserId === member) && (reason === null || count.reason === reason))
    const total = read?.total ?? chosen.reduce((sum, { count }) => sum + count, 0)
    const last = rows.length > limit ? rows[limit - 1] : undefined
    return { items: rows.slice(0, limit).map(row => shown(row, viewer)), total, counts, nextCursor: last ? encodeCursor([last.at.toISOString(), last.id, total]) : null }
  })
}

const shown = (row: OverLimitRow, { role }: Viewer): OverLimitContact =>
  ({ ...row, at: row.at.toISOString(), ...(seesMasked(role) && { customerName: maskName(row.customerName) }) })

/** Throws ApiError `bad-request` for a cursor that is none of ours. */
function placeOf(cursor: string | undefined): { place: OverLimitPlace, total: number } | null {
  const values = decodeCursor(cursor, 3)
  if (!values) return null
  const [at, id, total] = values
  if (!isCursorInstant(at) || typeof id !== 'string' || !isUuid(id) || !Number.isSafeInteger(total)) throw new ApiError('bad-request', '翻页的位置无效，请从头再看')
  return { place: { at: new Date(at), id }, total: total as number }
}
