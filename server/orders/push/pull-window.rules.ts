import { addMs, dayMs, minuteMs } from '../../time.ts'

/** What is being read: orders modified from `begin` to `end` (ISO), page by page. `total`: of page 1. */
export interface PullWindow { begin: string, end: string, page: number, total: number | null, rereads: number }
/** Kept in the database after every page. `upTo`: everything modified before it has been read. */
export interface PullCursor { upTo: string | null, window: PullWindow | null }

/** What is modified at the edge may show late: each pull steps back. */
const overlapMs = 10 * minuteMs
/** The interface takes no longer window. */
const longestMs = 7 * dayMs
/** Pages shift while orders change: a window that shrank is read again, but not for ever. */
const mostRereads = 3

export const readCursor = (value: unknown): PullCursor => {
  const { upTo = null, window = null } = (value ?? {}) as Partial<PullCursor>
  return { upTo, window }
}

/** The window to go on with: the one under way, else from the last end minus the overlap (at the first time seven days back). Null: nothing new could be there. */
export function windowOf({ upTo, window }: PullCursor, now: Date): PullWindow | null {
  if (window) return window
  const begin = upTo === null ? addMs(now, -longestMs) : addMs(new Date(upTo), -overlapMs)
  const end = new Date(Math.min(now.getTime(), begin.getTime() + longestMs))
  if (upTo !== null && end.getTime() <= Date.parse(upTo)) return null
  return { begin: begin.toISOString(), end: end.toISOString(), page: 1, total: null, rereads: 0 }
}

/** After a page: the next one; or, when orders left the window meanwhile (those behind them moved to pages already read), the window again; or its end. */
export function cursorAfter(cursor: PullCursor, window: PullWindow, page: { hasNext: boolean, total: number | null }): PullCursor {
  const total = window.page === 1 ? page.total : window.total
  if (page.hasNext) return { upTo: cursor.upTo, window: { ...window, page: window.page + 1, total } }
  const hasShrunk = window.page > 1 && total !== null && page.total !== null && page.total < total
  if (hasShrunk && window.rereads < mostRereads) return { upTo: cursor.upTo, window: { ...window, page: 1, total: null, rereads: window.rereads + 1 } }
  return { upTo: window.end, window: null }
}
