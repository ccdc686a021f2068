import type { BulkPreview, BulkSent } from '../../contract/bulk.schema.ts'
import type { CustomerId, RepId } from '../../contract/ids.ts'
import { writeAudit } from '../audit/audit.queries.ts'
import { contactSettings } from '../contact/contact-settings.rules.ts'
import { afterQuiet } from '../contact/hours.rules.ts'
import type { Context } from '../context.ts'
import type { Trx } from '../db/database.ts'
import { transact } from '../db/transact.ts'
import { ApiError } from '../http/api-error.ts'
import { lockCustomersForPlan } from '../reminders/reminders.queries.ts'
import { listInScope } from '../session/scope.queries.ts'
import type { Viewer } from '../session/viewer.ts'
import { dayOf, minuteOfDay } from '../time.ts'
import { insertBulk, insertBulkTask, insertRecipients } from './bulk.queries.ts'
import { checkBulkText } from './bulk-text.ts'
import { bulkChunk, bulkFigures, decideBulk, type Decision } from './decide-bulk.ts'
import { queueBulkTask } from './deliver-bulk.ts'
import { namedOf } from './name-bulk.ts'
import { insertPersonalTasks, lockMembers, type NewPersonalTask } from './personal-tasks.queries.ts'
import { openingOf, planTasks, taskFigures } from './personal-tasks.ts'
import { replanLater } from './settle-bulk.ts'

interface Asked { customerIds: readonly CustomerId[], text: string }

/** Whom it would reach as things are now; nothing is locked or written. Throws as `checkBulkText`. */
export async function previewBulk(context: Context, viewer: Viewer, asked: Asked): Promise<BulkPreview> {
  const catalogue = await context.catalogue.current()
  checkBulkText(asked.text, catalogue)
  const now = context.clock.now()
  const earliest = afterQuiet(now, contactSettings(catalogue).quiet)
  const ids = [...new Set(asked.customerIds)]
  const decisions = await decideUnlocked(context, viewer, ids)
  const tasks = taskFigures(await planTasks(context, context.db, decisions))
  return { ...bulkFigures(ids.length, decisions, tasks), named: await namedOf(context.db, viewer, decisions), earliestAt: earliest > now ? earliest.toISOString() : null }
}

/**
 * Decides over every customer, those that can be reached once more under their locks, and queues a task of the platform for each owner.
 * Throws as `checkBulkText`, and ApiError `state-conflict` (details: earliestAt) in quiet hours.
 */
export async function sendBulk(context: Context, viewer: Viewer, asked: Asked): Promise<BulkSent> {
  const catalogue = await context.catalogue.current()
  checkBulkText(asked.text, catalogue)
  refuseQuiet(context.clock.now(), afterQuiet(context.clock.now(), contactSettings(catalogue).quiet))
  const ids = [...new Set(asked.customerIds)]
  const first = await decideUnlocked(context, viewer, ids)
  const bulkId = context.newId()
  return transact(context.db, async (trx) => {
    const decisions = await decideLocked(context, trx, viewer, first)
    return { bulkId, ...await writeBulk(context, trx, viewer, { bulkId, text: asked.text, decisions }) }
  })
}

function refuseQuiet(now: Date, earliest: Date): void {
  if (earliest <= now) return
  const minute = minuteOfDay(earliest)
  const clock = `${Math.floor(minute / 60)}:${String(minute % 60).padStart(2, '0')}`
  throw new ApiError('state-conflict', `现在是安静时间，${dayOf(earliest) === dayOf(now) ? '今天' : '明天'} ${clock} 起可以群发；发出后还要负责的成员在企业微信里逐个确认`, { earliestAt: earliest.toISOString() })
}

/** A short transaction a chunk: a preview of 5,000 holds nothing for long. */
async function decideUnlocked(context: Context, viewer: Viewer, ids: readonly CustomerId[]): Promise<Decision[]> {
  const seen = await listInScope(context.db, viewer, ids)
  const decisions: Decision[] = []
  for (let start = 0; start < seen.length; start += bulkChunk) {
    const chunk = seen.slice(start, start + bulkChunk)
    decisions.push(...await context.db.transaction().execute(trx => decideBulk(context, trx, chunk)))
  }
  return withMissing(ids, decisions)
}

/** Under the locks of those that could be reached, or left a task: a send, a complaint or another mass message may have come between. */
async function decideLocked(context: Context, trx: Trx, viewer: Viewer, first: readonly Decision[]): Promise<Decision[]> {
  const matters = ({ reason, task }: Decision): boolean => reason === null || task !== null
  const open = first.filter(matters).map(({ externalUserId }) => externalUserId)
  const locked = await listInScope(trx, viewer, await lockCustomersForPlan(trx, open))
  return [...first.filter(decision => !matters(decision)), ...withMissing(open, await decideBulk(context, trx, locked))]
}

function withMissing(ids: readonly CustomerId[], decisions: readonly Decision[]): Decision[] {
  const known = new Set(decisions.map(({ externalUserId }) => externalUserId))
  return [...decisions, ...ids.filter(id => !known.has(id)).map(externalUserId => ({ externalUserId, reason: 'customer-not-found' as const, userId: null, task: null }))]
}

async function writeBulk(context: Context, trx: Trx, viewer: Viewer, { bulkId, text, decisions }: { bulkId: string, text: string, decisions: Decision[] }): Promise<Omit<BulkSent, 'bulkId'>> {
  const { vault, clock, newId } = context
  const now = clock.now()
  const found = decisions.filter(({ reason }) => reason !== 'customer-not-found')
  await insertBulk(trx, { id: bulkId, byUserId: viewer.userId, textCipher: vault.seal(text), total: decisions.length, notFound: decisions.length - found.length, createdAt: now })
  const tasks = new Map<RepId, string>()
  for (const { reason, userId } of found) if (reason === null && userId && !tasks.has(userId)) tasks.set(userId, newId())
  for (const [userId, id] of tasks) await insertBulkTask(trx, { id, bulkSendId: bulkId, userId, createdAt: now })
  await insertRecipients(trx, bulkId, found.map(({ externalUserId, reason, userId }) => ({
    externalUserId, refused: reason, userId, taskId: reason === null && userId ? tasks.get(userId) ?? null : null, touchId: reason === null ? newId() : null,
  })), now)
  for (const [userId, taskId] of tasks) await queueBulkTask(context, trx, { taskId, userId })
  const left = await leaveTasks(context, trx, { bulkId, text, decisions })
  const figures = bulkFigures(decisions.length, decisions, taskFigures(left))
  const { total, reachable, excluded } = figures
  await writeAudit(trx, {
    at: now, userId: viewer.userId, action: 'bulk-sent', externalUserId: null,
    details: { bulkId, total, reachable, excluded: Object.fromEntries(excluded.map(({ reason, count }) => [reason, count])), tasks: figures.tasks },
  })
  const changed = [...found.filter(({ reason }) => reason === null), ...left.filter(({ dueAt }) => dueAt !== null)]
  await replanLater(context, trx, changed.map(({ externalUserId }) => externalUserId))
  return figures
}

/** Who is left out and may be written to alone becomes a task of her owner. */
async function leaveTasks(context: Context, trx: Trx, { bulkId, text, decisions }: { bulkId: string, text: string, decisions: readonly Decision[] }): Promise<NewPersonalTask[]> {
  await lockMembers(trx, [...new Set(decisions.flatMap(({ task, userId }) => task && userId ? [userId] : []))])
  const tasks = await planTasks(context, trx, decisions)
  await insertPersonalTasks(trx, { bulkId, about: openingOf(text), at: context.clock.now() }, tasks)
  return tasks
}
