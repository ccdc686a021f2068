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
  return { ...bulkFigures(ids.length, decisions), named: await namedOf(context.db, viewer, decisions), earliestAt: earliest > now ? earliest.toISOString() : null }
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
  const decisions = await transact(context.db, async (trx) => {
    const decided = await decideLocked(context, trx, viewer, first)
    await writeBulk(context, trx, viewer, { bulkId, text: asked.text, decisions: decided })
    return decided
  })
  return { bulkId, ...bulkFigures(ids.length, decisions) }
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

/** Under the locks of those that could be reached: a send, a complaint or another mass message may have come between. */
async function decideLocked(context: Context, trx: Trx, viewer: Viewer, first: readonly Decision[]): Promise<Decision[]> {
  const open = first.filter(({ reason }) => reason === null).map(({ externalUserId }) => externalUserId)
  const locked = await listInScope(trx, viewer, await lockCustomersForPlan(trx, open))
  return [...first.filter(({ reason }) => reason !== null), ...withMissing(open, await decideBulk(context, trx, locked))]
}

function withMissing(ids: readonly CustomerId[], decisions: readonly Decision[]): Decision[] {
  const known = new Set(decisions.map(({ externalUserId }) => externalUserId))
  return [...decisions, ...ids.filter(id => !known.has(id)).map(externalUserId => ({ externalUserId, reason: 'customer-not-found' as const, userId: null }))]
}

async function writeBulk(context: Context, trx: Trx, viewer: Viewer, { bulkId, text, decisions }: { bulkId: string, text: string, decisions: Decision[] }): Promise<void> {
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
  const { total, reachable, excluded } = bulkFigures(decisions.length, decisions)
  await writeAudit(trx, {
    at: now, userId: viewer.userId, action: 'bulk-sent', externalUserId: null,
    details: { bulkId, total, reachable, excluded: Object.fromEntries(excluded.map(({ reason, count }) => [reason, count])) },
  })
  await replanLater(context, trx, found.filter(({ reason }) => reason === null).map(({ externalUserId }) => externalUserId))
}
