import type { Context } from '../context.ts'
import type { Trx } from '../db/database.ts'
import { refreshCustomer } from '../sync/fetch-customer.ts'
import { addMs, hourMs, secondMs } from '../time.ts'
import { isPassing, WecomError } from './client.ts'
import { giveUpOutbox, hasWaiting, insertOutbox, lockDueOutbox, markDelivered, postponeOutbox, setPendingWrite } from './outbox.queries.ts'

/** Remark and description of one member's relation to a customer; what is left out stays as it is. */
export interface RemarkWrite { userId: string, externalUserId: string, remark?: string, description?: string }

const remarkKind = 'wecom-remark'
const remarkKey = ({ userId, externalUserId }: RemarkWrite): string => `remark:${userId}:${externalUserId}`

/** Writes the change into the outbox in the caller's transaction, and marks the relation as waiting until WeCom has it. */
export async function queueRemark({ vault, clock, jobs }: Pick<Context, 'vault' | 'clock' | 'jobs'>, trx: Trx, write: RemarkWrite): Promise<void> {
  const now = clock.now()
  await insertOutbox(trx, { kind: remarkKind, orderKey: remarkKey(write), payloadCipher: vault.seal(JSON.stringify(write)), createdAt: now, nextTryAt: now })
  await setPendingWrite(trx, write, true)
  await jobs.add(trx, 'deliver-outbox', {})
}

/** 2 s, 4 s … at most an hour, with up to a fifth more so that many do not come back at once. */
export function backoffMs(attempts: number, random: number): number {
  return Math.min(hourMs, 2 ** Math.min(attempts, 12) * secondMs) * (1 + random / 5)
}

/** Delivers all that is due. At least once: a process killed after the call repeats it, which writes the same again. */
export async function deliverOutbox(context: Context): Promise<void> {
  while (await deliverNext(context)) { /* until nothing is due */ }
}

async function deliverNext(context: Context): Promise<boolean> {
  const { db, clock, vault } = context
  return db.transaction().execute(async (trx) => {
    const row = await lockDueOutbox(trx, clock.now())
    if (!row) return false
    const attempts = row.attempts + 1
    const outcome = await deliver(context, row.kind, vault.open(row.payloadCipher))
    const now = clock.now()
    if (outcome.kind === 'delivered') await markDelivered(trx, row.id, now)
    else if (outcome.kind === 'later') await postponeOutbox(trx, row.id, { attempts, error: outcome.error, nextTryAt: addMs(now, backoffMs(attempts, (row.id % 97) / 97)) })
    else await giveUpOutbox(trx, row.id, { attempts, now, error: outcome.error })
    if (outcome.kind !== 'later' && row.kind === remarkKind && !await hasWaiting(trx, row.orderKey)) {
      const write = JSON.parse(vault.open(row.payloadCipher)) as RemarkWrite
      await setPendingWrite(trx, write, false)
      if (outcome.kind === 'refused') await showPlatformsOwn(context, trx, write)
    }
    return true
  })
}

/** What was refused must not stand in the app as if it had been written. Without an answer now, the nightly reconciliation does it. */
async function showPlatformsOwn(context: Context, trx: Trx, { externalUserId }: RemarkWrite): Promise<void> {
  try {
    await refreshCustomer(context, trx, externalUserId)
  }
  catch (error) {
    if (!(error instanceof WecomError)) throw error
  }
}

type Outcome = { kind: 'delivered' } | { kind: 'later', error: string } | { kind: 'refused', error: string }

async function deliver({ wecom, log }: Context, kind: string, payload: string): Promise<Outcome> {
  if (kind !== remarkKind) return { kind: 'refused', error: 'unknown kind' }
  const { userId, externalUserId, remark, description } = JSON.parse(payload) as RemarkWrite
  try {
    await wecom.post('externalcontact/remark', {
      userid: userId, external_userid: externalUserId, ...(remark !== undefined && { remark }), ...(description !== undefined && { description }),
    }, { isSafe: true })
    return { kind: 'delivered' }
  }
  catch (error) {
    if (!(error instanceof WecomError)) throw error
    if (isPassing(error)) return { kind: 'later', error: `errcode ${error.errcode}` }
    log.warn({ kind, errcode: error.errcode }, 'the platform refused a write of the outbox')
    return { kind: 'refused', error: `errcode ${error.errcode}` }
  }
}
