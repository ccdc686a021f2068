import type { ReminderId } from '../../contract/ids.ts'
import type { WorkView } from '../../contract/reminders.schema.ts'
import type { RuleKey } from '../../contract/words.ts'
import type { Context } from '../context.ts'
import type { Trx } from '../db/database.ts'
import { transact } from '../db/transact.ts'
import { ApiError } from '../http/api-error.ts'
import { isUuid } from '../http/uuid.ts'
import type { Viewer } from '../session/viewer.ts'
import { addMs } from '../time.ts'
import { listGroup, listLiveOf, listSnoozedOf, lockCustomersOf, snoozeLive, wakeSnoozed, type LiveReminder, type WorkingDay } from './queue.queries.ts'
import { isDecidedAlone } from './queue.rules.ts'
import { afterSnoozeMs, future } from './reminders.ts'

type Needs = Pick<Context, 'db' | 'clock'>

export interface SnoozeMany { until: string, reminderIds?: readonly ReminderId[], group?: { view: WorkView, rule?: RuleKey } }

/** Customers locked at once: nobody else waits longer than for these. */
const chunkSize = 200

/** Several later at once, named or a whole group. What is decided by itself only (first talks, visits, open complaints) is kept. Throws `invalid-value` for a time that has passed. */
export async function snoozeSeveral(context: Needs, viewer: Viewer, day: WorkingDay, { until, reminderIds, group }: SnoozeMany): Promise<{ snoozed: ReminderId[], kept: number }> {
  const at = future(until, day.now)
  if ((reminderIds === undefined) === (group === undefined)) throw new ApiError('invalid-value', '请选几位客户，或者选一整组')
  const found = group ? await listGroup(context.db, viewer, { ...day, view: group.view, rule: group.rule }) : await listLiveOf(context.db, viewer, (reminderIds ?? []).filter(isUuid))
  const wanted = found.filter(reminder => !isDecidedAlone(reminder))
  const snoozed = await inChunks(context, wanted, (trx, ids) => snoozeLive(trx, ids, { until: at, keepUntil: addMs(at, afterSnoozeMs), now: day.now }))
  return { snoozed: snoozed as ReminderId[], kept: (reminderIds?.length ?? found.length) - snoozed.length }
}

/** The undo: each as it was. `left` is what something else has changed since, or what is not the viewer's. */
export async function reopenSeveral(context: Needs, viewer: Viewer, reminderIds: readonly ReminderId[]): Promise<{ reopened: number, left: number }> {
  const found = await listSnoozedOf(context.db, viewer, reminderIds.filter(isUuid))
  const reopened = await inChunks(context, found, (trx, ids) => wakeSnoozed(trx, ids, context.clock.now()))
  return { reopened: reopened.length, left: reminderIds.length - reopened.length }
}

/** A chunk of customers a transaction, each under its row lock; what was changed, of all. */
async function inChunks({ db }: Needs, reminders: readonly LiveReminder[], change: (trx: Trx, ids: string[]) => Promise<string[]>): Promise<string[]> {
  const changed: string[] = []
  for (let start = 0; start < reminders.length; start += chunkSize) {
    const chunk = reminders.slice(start, start + chunkSize)
    changed.push(...await transact(db, async (trx) => {
      await lockCustomersOf(trx, chunk.map(({ externalUserId }) => externalUserId))
      return change(trx, chunk.map(({ id }) => id))
    }))
  }
  return changed
}
