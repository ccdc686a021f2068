import type { BulkTaskResult, BulkTasks, PersonalTask } from '../../contract/bulk.schema.ts'
import type { CustomerId } from '../../contract/ids.ts'
import { writeAudit } from '../audit/audit.queries.ts'
import { bulkReasonText } from '../contact/bulk.rules.ts'
import { contactSettings } from '../contact/contact-settings.rules.ts'
import type { Context } from '../context.ts'
import type { Database, Trx } from '../db/database.ts'
import { transact } from '../db/transact.ts'
import { ApiError } from '../http/api-error.ts'
import { decodeCursor, encodeCursor, isCursorInstant } from '../http/cursor.ts'
import { isUuid } from '../http/uuid.ts'
import { taskEnd } from '../reminders/personal-task.rules.ts'
import { lockCustomersForPlan } from '../reminders/reminders.queries.ts'
import type { Viewer } from '../session/viewer.ts'
import { dayOf } from '../time.ts'
import { findBulkSend } from './bulk-results.queries.ts'
import type { Decision } from './decide-bulk.ts'
import { maskedFor } from './name-bulk.ts'
import {
  countListedTasks, countTaken, countTasks, listTasked, listTasks, restoreTasks, withdrawTasks, type NewPersonalTask, type TaskPlace,
} from './personal-tasks.queries.ts'
import { replanLater } from './settle-bulk.ts'
import { dayKey, spreadTasks } from './spread-tasks.rules.ts'

type Needs = Pick<Context, 'db' | 'clock'>

/** What becomes of those left out who may be written to alone: the day of each, or why she has none. Writes nothing. */
export async function planTasks({ catalogue, clock }: Pick<Context, 'catalogue' | 'clock'>, db: Database | Trx, decisions: readonly Decision[]): Promise<NewPersonalTask[]> {
  const now = clock.now()
  const wished = decisions.flatMap(({ externalUserId, userId, reason, task }) => task && userId && reason !== null ? [{ externalUserId, userId, reason, ...task }] : [])
  const taken = await countTaken(db, [...new Set(wished.map(({ userId }) => userId))], now)
  const days = spreadTasks(wished.filter(({ hasOne }) => !hasOne), new Map(taken.map(({ userId, day, count }) => [dayKey(userId, day), count])), contactSettings(await catalogue.current()), now)
  return wished.map(({ externalUserId, userId, reason, hasOne }) => {
    const dueAt = days.get(externalUserId) ?? null
    return { externalUserId, userId, reason, dueAt, expiresAt: dueAt && taskEnd(dueAt), unplaced: dueAt ? null : hasOne ? 'has-one' : 'no-room' }
  })
}

export const taskFigures = (tasks: readonly Pick<NewPersonalTask, 'dueAt' | 'unplaced'>[]): BulkTasks => ({
  count: tasks.filter(({ dueAt }) => dueAt !== null).length, days: new Set(tasks.flatMap(({ dueAt }) => dueAt ? [dayOf(dueAt)] : [])).size,
  noRoom: tasks.filter(({ unplaced }) => unplaced === 'no-room').length, hasOne: tasks.filter(({ unplaced }) => unplaced === 'has-one').length,
})

const aboutLength = 18
/** The opening words, on one line. */
export function openingOf(text: string): string {
  const [...characters] = text.replace(/\s+/gu, ' ').trim()
  return characters.length > aboutLength ? `${characters.slice(0, aboutLength).join('')}…` : characters.join('')
}

interface PageAsked { cursor?: string, limit?: number }

/** The tasks of a mass message that the viewer may read, by day. Throws `not-found`, `bad-request`. */
export async function taskList({ db, clock }: Needs, viewer: Viewer, bulkId: string, { cursor, limit = 50 }: PageAsked): Promise<{ items: PersonalTask[], nextCursor: string | null, total: number }> {
  await requireBulk(db, viewer, bulkId)
  const read = placeOf(cursor)
  const [rows, total] = await Promise.all([listTasks(db, viewer, bulkId, { now: clock.now(), after: read?.place ?? null, limit: limit + 1 }), read?.total ?? countListedTasks(db, viewer, bulkId)])
  const last = rows.length > limit ? rows[limit - 1] : undefined
  return {
    items: rows.slice(0, limit).map(({ reason, dueAt: _dueAt, ...row }) => maskedFor(viewer, { ...row, why: bulkReasonText[reason] })), total,
    nextCursor: last ? encodeCursor([last.dueAt?.toISOString() ?? null, last.customerId, total]) : null,
  }
}

function placeOf(cursor: string | undefined): { place: TaskPlace, total: number } | null {
  const values = decodeCursor(cursor, 3)
  if (!values) return null
  const [at, id, total] = values
  if ((at !== null && !isCursorInstant(at)) || typeof id !== 'string' || !Number.isSafeInteger(total)) throw new ApiError('bad-request', '翻页的位置无效，请从头再看')
  return { place: { dueAt: at === null ? null : new Date(at as string), id }, total: total as number }
}

/** Takes back the tasks that are still to be done, or gives back those taken back; whoever is changed is planned anew. Twice is once. Throws `not-found`. */
export async function changeTasks(context: Pick<Context, 'db' | 'clock' | 'jobs'>, viewer: Viewer, bulkId: string, isWithdrawn: boolean): Promise<BulkTaskResult> {
  const { db, clock } = context
  await requireBulk(db, viewer, bulkId)
  return transact(db, async (trx) => {
    const now = clock.now()
    await lockCustomersForPlan(trx, await listTasked(trx, bulkId, !isWithdrawn))
    const changed: CustomerId[] = isWithdrawn ? await withdrawTasks(trx, bulkId, { by: viewer.userId, now }) : await restoreTasks(trx, bulkId, now)
    if (changed.length > 0) {
      const action = isWithdrawn ? 'personal-tasks-withdrawn' : 'personal-tasks-restored'
      await writeAudit(trx, { at: now, userId: viewer.userId, action, externalUserId: null, details: { bulkId, count: changed.length } })
      await replanLater(context, trx, changed)
    }
    return countTasks(trx, bulkId, now)
  })
}

async function requireBulk(db: Database, viewer: Viewer, bulkId: string): Promise<void> {
  if (!isUuid(bulkId) || !await findBulkSend(db, viewer, bulkId)) throw new ApiError('not-found')
}
