import type { CustomerId, RepId } from '../../contract/ids.ts'
import { contactSettings } from '../contact/contact-settings.rules.ts'
import { afterQuiet } from '../contact/hours.rules.ts'
import type { Context } from '../context.ts'
import type { Trx } from '../db/database.ts'
import { transact } from '../db/transact.ts'
import { settleMessage } from '../pushes/pushes.queries.ts'
import { lockCustomersForPlan } from '../reminders/reminders.queries.ts'
import { addMs, dayMs, minuteMs } from '../time.ts'
import { isPassing, WecomError } from '../wecom/client.ts'
import { insertOutbox } from '../wecom/outbox.queries.ts'
import { findBulkTask, listPending, markCalled, setTask, type BulkTask } from './bulk.queries.ts'
import { decideBulk } from './decide-bulk.ts'
import { findMadeTask } from './find-made-task.ts'
import { endTask, settleRecipients } from './settle-bulk.ts'

export const bulkTaskKind = 'bulk-task'
/** What could not be given to the platform for so long is no news any more. */
const lifeMs = dayMs
const firstLookMs = 5 * minuteMs

/** A member's tasks go out one after the other: which of them the platform has made can be told. */
export async function queueBulkTask({ vault, clock, jobs }: Pick<Context, 'vault' | 'clock' | 'jobs'>, trx: Trx, { taskId, userId }: { taskId: string, userId: RepId }): Promise<void> {
  const now = clock.now()
  await insertOutbox(trx, { kind: bulkTaskKind, orderKey: `bulk:${userId}`, payloadCipher: vault.seal(JSON.stringify({ taskId })), createdAt: now, nextTryAt: now })
  await jobs.add(trx, 'deliver-outbox', {})
}

type Result = { kind: 'done' } | { kind: 'at', at: Date } | { kind: 'later', error: string } | { kind: 'never', error: string }

/** Has the platform make the task of an outbox row, once, whatever answer is lost. `retryAt`: when to try again after the platform was away. */
export async function deliverBulkTask(context: Context, id: number, payload: string, retryAt: (now: Date) => Date): Promise<void> {
  const { db, clock, log } = context
  const { taskId } = JSON.parse(payload) as { taskId: string }
  const task = await findBulkTask(db, taskId)
  const result: Result = task?.state === 'waiting' ? await tryToMake(context, task) : { kind: 'done' }
  const now = clock.now()
  if (result.kind === 'done') return settleMessage(db, id, { deliveredAt: now, lastError: null })
  if (result.kind === 'at') return settleMessage(db, id, { nextTryAt: result.at })
  if (result.kind === 'later') return settleMessage(db, id, { nextTryAt: retryAt(now), lastError: result.error })
  log.warn({ kind: bulkTaskKind, error: result.error }, 'a mass message did not go out')
  await endTask(context, taskId, 'failed')
  return settleMessage(db, id, { givenUpAt: now, lastError: result.error })
}

async function tryToMake(context: Context, task: BulkTask): Promise<Result> {
  try {
    const made = await findEarlier(context, task)
    if (made === 'unknown') return { kind: 'later', error: 'nobody knows whether it was made' }
    if (made) return await keepMade(context, task, made, [])
    const now = context.clock.now()
    if (now >= addMs(task.createdAt, lifeMs)) return { kind: 'never', error: 'no news any more' }
    const at = afterQuiet(now, contactSettings(await context.catalogue.current()).quiet)
    if (at > now) return { kind: 'at', at }
    const ids = await confirmRecipients(context, task, now)
    if (ids === null) return { kind: 'later', error: 'another process is at it' }
    if (ids.length === 0) return { kind: 'never', error: 'nobody is left' }
    return await make(context, task, ids)
  }
  catch (error) {
    if (!(error instanceof WecomError)) throw error
    return { kind: isPassing(error) ? 'later' : 'never', error: `errcode ${error.errcode}` }
  }
}

/** The answer of an earlier try was lost: it may have made the task. Until that is known nobody asks again, and the touches count. */
async function findEarlier(context: Context, task: BulkTask): Promise<string | null> {
  if (!task.calledAt) return null
  try {
    return await findMadeTask(context, task, task.calledAt)
  }
  catch (error) {
    if (error instanceof WecomError) return 'unknown'
    throw error
  }
}

/** Decided once more at the last moment: hours may lie between the click and the call. Null: another process has begun to call. */
async function confirmRecipients(context: Context, task: BulkTask, now: Date): Promise<CustomerId[] | null> {
  return transact(context.db, async (trx) => {
    const pending = await listPending(trx, task.id)
    const locked = await lockCustomersForPlan(trx, pending.map(({ externalUserId }) => externalUserId))
    const decisions = await decideBulk(context, trx, locked, new Set(pending.flatMap(({ touchId }) => touchId ?? [])))
    // Whose owner changed meanwhile is not this member's to write to any more.
    const refused = decisions.flatMap(({ externalUserId, reason, userId }) => {
      const why = reason ?? (userId === task.userId ? null : 'no-sender' as const)
      return why ? [{ externalUserId, outcome: 'not_sent' as const, refused: why, why: 'left-out' as const, at: null }] : []
    })
    await settleRecipients(context, trx, task.id, refused)
    if (!await markCalled(trx, task, now)) return null
    const out = new Set(refused.map(({ externalUserId }) => externalUserId))
    return decisions.map(({ externalUserId }) => externalUserId).filter(externalUserId => !out.has(externalUserId))
  })
}

/** Not repeated by itself: each call makes a task, which the member would confirm twice. */
async function make(context: Context, task: BulkTask, ids: CustomerId[]): Promise<Result> {
  const { msgid, fail_list: failed = [] } = await context.wecom.post<{ msgid: string, fail_list?: CustomerId[] }>('externalcontact/add_msg_template', {
    chat_type: 'single', sender: task.userId, external_userid: ids, text: { content: context.vault.open(task.textCipher) },
  })
  return keepMade(context, task, msgid, failed)
}

async function keepMade(context: Context, task: BulkTask, msgid: string, failed: readonly CustomerId[]): Promise<Result> {
  const { db, clock } = context
  await transact(db, async (trx) => {
    await settleRecipients(context, trx, task.id, failed.map(externalUserId => ({ externalUserId, outcome: 'not_sent', refused: null, why: 'refused-by-wecom', at: null })))
    await setTask(trx, task.id, { state: 'created', msgid, nextLookAt: addMs(clock.now(), firstLookMs) })
  })
  return { kind: 'done' }
}
