import { bulkTaskKind, deliverBulkTask } from '../bulk/deliver-bulk.ts'
import type { Context } from '../context.ts'
import type { Trx } from '../db/database.ts'
import { transact } from '../db/transact.ts'
import { appMessageKind, deliverAppMessage } from '../pushes/app-messages.ts'
import { applyRelations } from '../sync/apply-relations.ts'
import { readCustomer } from '../sync/fetch-customer.ts'
import { addMs, hourMs, minuteMs, secondMs } from '../time.ts'
import { isPassing, WecomError } from './client.ts'
import { claimDueOutbox, giveUpOutbox, hasWaiting, insertOutbox, markDelivered, postponeOutbox, setPendingWrite, type OutboxRow } from './outbox.queries.ts'

/** A member's relation to a customer. */
interface Relation { userId: string, externalUserId: string }
/** Remark and description of the relation; what is left out stays as it is. */
export interface RemarkWrite extends Relation { remark?: string, description?: string }
/** Company tags of the relation; not both empty. */
export interface TagWrite extends Relation { add: string[], remove: string[] }

type Needs = Pick<Context, 'vault' | 'clock' | 'jobs'>
const remarkKind = 'wecom-remark'
const tagsKind = 'wecom-tags'
/** All writes to one relation go out in their order. */
const orderKeyOf = ({ userId, externalUserId }: Relation): string => `follow:${userId}:${externalUserId}`
/** Longer than a call with its retries takes: whoever holds a write so long is dead. */
const leaseMs = 2 * minuteMs

/** Writes the change into the outbox in the caller's transaction, and marks the relation as waiting until WeCom has it. */
export async function queueRemark(context: Needs, trx: Trx, write: RemarkWrite): Promise<void> {
  await queueWrite(context, trx, remarkKind, write)
}

/** The same for tags put on and taken off. */
export async function queueTags(context: Needs, trx: Trx, write: TagWrite): Promise<void> {
  await queueWrite(context, trx, tagsKind, write)
}

async function queueWrite({ vault, clock, jobs }: Needs, trx: Trx, kind: string, write: Relation): Promise<void> {
  const now = clock.now()
  await insertOutbox(trx, { kind, orderKey: orderKeyOf(write), payloadCipher: vault.seal(JSON.stringify(write)), createdAt: now, nextTryAt: now })
  await setPendingWrite(trx, write, { pendingWrite: true })
  await jobs.add(trx, 'deliver-outbox', {})
}

/** 2 s, 4 s … at most an hour, with up to a fifth more so that many do not come back at once. */
export function backoffMs(attempts: number, random: number): number {
  return Math.min(hourMs, 2 ** Math.min(attempts, 12) * secondMs) * (1 + random / 5)
}

/** Delivers all that is due. At least once: what a killed process held is repeated after its lease, which writes the same again. */
export async function deliverOutbox(context: Context): Promise<void> {
  while (await deliverNext(context)) { /* until nothing is due */ }
}

/** Taken under a lease, delivered while nothing is held, then settled. */
async function deliverNext(context: Context): Promise<boolean> {
  const { db, clock, vault } = context
  const taken = clock.now()
  const row = await claimDueOutbox(db, { now: taken, leaseEndsAt: addMs(taken, leaseMs) })
  if (!row) return false
  // A message to a member has hours and limits of its own.
  if (row.kind === appMessageKind) {
    await deliverAppMessage(context, row.id, vault.open(row.payloadCipher), now => addMs(now, backoffMs(row.attempts, (row.id % 97) / 97)))
    return true
  }
  if (row.kind === bulkTaskKind) {
    await deliverBulkTask(context, row.id, vault.open(row.payloadCipher), now => addMs(now, backoffMs(row.attempts, (row.id % 97) / 97)))
    return true
  }
  const write = JSON.parse(vault.open(row.payloadCipher)) as Relation
  const outcome = await deliver(context, row.kind, write)
  const isRefusedForGood = await transact(db, trx => settle(trx, row, { write, outcome, now: clock.now() })) && outcome.kind === 'refused'
  if (isRefusedForGood) await showPlatformsOwn(context, write)
  return true
}

/** True: nothing waits for this relation any more. */
async function settle(trx: Trx, row: OutboxRow, { write, outcome, now }: { write: Relation, outcome: Outcome, now: Date }): Promise<boolean> {
  const { id, attempts } = row
  if (outcome.kind === 'later') {
    await postponeOutbox(trx, id, { error: outcome.error, nextTryAt: addMs(now, backoffMs(attempts, (id % 97) / 97)) })
    return false
  }
  if (outcome.kind === 'delivered') await markDelivered(trx, id, now)
  else await giveUpOutbox(trx, id, { now, error: outcome.error })
  if (await hasWaiting(trx, row.orderKey)) return false
  // What was read from the platform before this write is out of date from now on.
  await setPendingWrite(trx, write, { pendingWrite: false, ...(outcome.kind === 'delivered' && { syncedAt: now }) })
  return true
}

/** What was refused must not stand in the app as if it had been written. Without an answer now, the nightly reconciliation does it. */
async function showPlatformsOwn(context: Context, { externalUserId }: Relation): Promise<void> {
  try {
    const { relations, readAt } = await readCustomer(context, externalUserId)
    await transact(context.db, trx => applyRelations(context, trx, relations, { readAt }))
  }
  catch (error) {
    if (!(error instanceof WecomError)) throw error
  }
}

type Outcome = { kind: 'delivered' } | { kind: 'later', error: string } | { kind: 'refused', error: string }

async function deliver(context: Context, kind: string, write: Relation): Promise<Outcome> {
  const call = calls[kind]
  if (!call) return { kind: 'refused', error: 'unknown kind' }
  try {
    await call(context, write)
    return { kind: 'delivered' }
  }
  catch (error) {
    if (!(error instanceof WecomError)) throw error
    if (isPassing(error)) return { kind: 'later', error: `errcode ${error.errcode}` }
    context.log.warn({ kind, errcode: error.errcode }, 'the platform refused a write of the outbox')
    return { kind: 'refused', error: `errcode ${error.errcode}` }
  }
}

/** Each writes a state, not a step: once more does no harm. */
const calls: Record<string, ((context: Pick<Context, 'wecom'>, write: Relation) => Promise<object>) | undefined> = {
  [remarkKind]: ({ wecom }, write) => {
    const { userId, externalUserId, remark, description } = write as RemarkWrite
    return wecom.post('externalcontact/remark', {
      userid: userId, external_userid: externalUserId, ...(remark !== undefined && { remark }), ...(description !== undefined && { description }),
    }, { isSafe: true })
  },
  [tagsKind]: ({ wecom }, write) => {
    const { userId, externalUserId, add, remove } = write as TagWrite
    return wecom.post('externalcontact/mark_tag', {
      userid: userId, external_userid: externalUserId, ...(add.length > 0 && { add_tag: add }), ...(remove.length > 0 && { remove_tag: remove }),
    }, { isSafe: true })
  },
}
