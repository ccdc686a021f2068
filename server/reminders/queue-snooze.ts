import type { CustomerId, ReminderId } from '../../contract/ids.ts'
import { mostSnoozedAtOnce, type WorkView } from '../../contract/reminders.schema.ts'
import type { ReminderKey } from '../../contract/words.ts'
import { writeAudit, type AuditEntry } from '../audit/audit.queries.ts'
import { contactSettings } from '../contact/contact-settings.rules.ts'
import type { Context } from '../context.ts'
import { readPlanFacts } from '../customers/plan-facts.queries.ts'
import type { PlanFacts } from '../customers/plan-facts.ts'
import type { Trx } from '../db/database.ts'
import { transact } from '../db/transact.ts'
import { ApiError } from '../http/api-error.ts'
import { isUuid } from '../http/uuid.ts'
import type { Viewer } from '../session/viewer.ts'
import { addMs } from '../time.ts'
import { listGroup, listLiveOf, listSnoozedOf, lockCustomersOf, snoozeLive, wakeSnoozed, type LiveReminder, type WorkingDay } from './queue.queries.ts'
import { isDecidedAlone } from './queue.rules.ts'
import { afterSnoozeMs, future } from './reminders.ts'
import { maySnoozeUntil } from './snooze.rules.ts'

type Needs = Pick<Context, 'db' | 'clock' | 'catalogue'>

export interface SnoozeMany { until: string, reminderIds?: readonly ReminderId[], group?: { view: WorkView, rule?: ReminderKey } }

/** Customers locked at once: nobody else waits longer than for these. */
const chunkSize = 200

/** Several later at once, named or a whole group. What is decided by itself only (first talks, visits, open complaints) is kept, and what the rules of contact would forbid at that time; of a group the first 5,000 of the viewer's list, so that the undo takes them all. Throws `invalid-value` for a time that has passed. */
export async function snoozeSeveral(context: Needs, viewer: Viewer, day: WorkingDay, { until, reminderIds, group }: SnoozeMany): Promise<{ snoozed: ReminderId[], kept: number, more: number }> {
  const at = future(until, day.now)
  if ((reminderIds === undefined) === (group === undefined)) throw new ApiError('invalid-value', '请选几位客户，或者选一整组')
  const found = group ? await listGroup(context.db, viewer, { ...day, view: group.view, rule: group.rule }) : await listLiveOf(context.db, viewer, (reminderIds ?? []).filter(isUuid))
  const decidable = found.filter(reminder => !isDecidedAlone(reminder))
  const wanted = decidable.slice(0, mostSnoozedAtOnce)
  const more = decidable.length - wanted.length
  const snoozed = await inChunks(context, wanted, async (trx, chunk) => {
    const ids = await snoozeLive(trx, (await thoseAllowed(context, trx, chunk, at, day.now)).map(({ id }) => id), { until: at, keepUntil: addMs(at, afterSnoozeMs), now: day.now })
    await record(trx, { at: day.now, userId: viewer.userId, action: 'reminders-snoozed' }, chunk, ids, { until: at.toISOString(), group: group ?? null })
    return ids
  })
  return { snoozed: snoozed as ReminderId[], kept: (reminderIds?.length ?? found.length) - snoozed.length - more, more }
}

/** Those of the chunk that may be acted on at `at`, as 晚点提醒 of a single one asks. */
async function thoseAllowed({ catalogue }: Needs, trx: Trx, chunk: readonly LiveReminder[], at: Date, now: Date): Promise<LiveReminder[]> {
  const { catalogueVersion, facts } = await readPlanFacts(trx, chunk.map(({ externalUserId }) => externalUserId as CustomerId), now)
  if (catalogueVersion === null) return []
  const settings = contactSettings(await catalogue.at(catalogueVersion))
  const factsOf = new Map<string, PlanFacts>(facts.map(each => [each.customer.externalUserId, each]))
  return chunk.filter(({ id, externalUserId, rule }) => {
    const known = factsOf.get(externalUserId)
    const live = known?.reminders.find(({ reminderId }) => reminderId === id)
    return rule === 'promise' || (known && live && maySnoozeUntil(live, known, settings, at, now))
  })
}

/** The undo: each as it was. `left` is what something else has changed since, or what is not the viewer's. */
export async function reopenSeveral(context: Needs, viewer: Viewer, reminderIds: readonly ReminderId[]): Promise<{ reopened: number, left: number }> {
  const found = await listSnoozedOf(context.db, viewer, reminderIds.filter(isUuid))
  const now = context.clock.now()
  const reopened = await inChunks(context, found, async (trx, chunk) => {
    const ids = await wakeSnoozed(trx, chunk.map(({ id }) => id), now)
    await record(trx, { at: now, userId: viewer.userId, action: 'reminders-reopened' }, chunk, ids, {})
    return ids
  })
  return { reopened: reopened.length, left: reminderIds.length - reopened.length }
}

/** Who changed how many reminders, of which reasons and of which members: a lead's tap reaches the whole team. Nothing changed is no entry. */
async function record(trx: Trx, entry: Pick<AuditEntry, 'at' | 'userId' | 'action'>, chunk: readonly LiveReminder[], ids: readonly string[], details: Record<string, unknown>): Promise<void> {
  if (ids.length === 0) return
  const changed = new Set(ids)
  const rows = chunk.filter(({ id }) => changed.has(id))
  const tally = (names: readonly string[]): Record<string, number> => Object.fromEntries([...new Set(names)].sort().map(name => [name, names.filter(each => each === name).length]))
  await writeAudit(trx, { ...entry, externalUserId: null, details: { ...details, count: rows.length, byRule: tally(rows.map(({ rule }) => rule)), byRep: tally(rows.map(({ userId }) => userId)) } })
}

/** A chunk of customers a transaction, each under its row lock; what was changed, of all. */
async function inChunks({ db }: Needs, reminders: readonly LiveReminder[], change: (trx: Trx, chunk: readonly LiveReminder[]) => Promise<string[]>): Promise<string[]> {
  const changed: string[] = []
  for (let start = 0; start < reminders.length; start += chunkSize) {
    const chunk = reminders.slice(start, start + chunkSize)
    changed.push(...await transact(db, async (trx) => {
      await lockCustomersOf(trx, chunk.map(({ externalUserId }) => externalUserId))
      return change(trx, chunk)
    }))
  }
  return changed
}
