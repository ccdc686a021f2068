import { sql } from 'kysely'
import type { Database, Trx } from '../db/database.ts'

export async function insertOutbox(trx: Trx, row: { kind: string, orderKey: string, payloadCipher: Buffer, createdAt: Date, nextTryAt: Date }): Promise<void> {
  await trx.insertInto('outbox').values(row).execute()
}

export interface OutboxRow { id: number, kind: string, orderKey: string, payloadCipher: Buffer, attempts: number }

/**
 * Takes the next one that is due until `leaseEndsAt`, when it falls due again if nobody settled it, and counts the try. One that waits
 * behind another of its order key is not due yet.
 */
export async function claimDueOutbox(db: Database, { now, leaseEndsAt }: { now: Date, leaseEndsAt: Date }): Promise<OutboxRow | undefined> {
  return db.updateTable('outbox').set({ nextTryAt: leaseEndsAt, attempts: sql<number>`attempts + 1` })
    .where('id', '=', firstDueOutbox(db, now))
    .returning(['id', 'kind', 'orderKey', 'payloadCipher', 'attempts']).executeTakeFirst()
}

/** The first that is due and behind no other of its key, locked; by itself for its plan: it stops at the first (outbox_turn, outbox_order). */
export const firstDueOutbox = (db: Database, now: Date) => db.selectFrom('outbox as due').select('due.id')
  .where('due.deliveredAt', 'is', null).where('due.givenUpAt', 'is', null).where('due.nextTryAt', '<=', now)
  .where(({ not, exists, selectFrom }) => not(exists(selectFrom('outbox as before').select('before.id')
    .whereRef('before.orderKey', '=', 'due.orderKey').whereRef('before.id', '<', 'due.id').where('before.deliveredAt', 'is', null).where('before.givenUpAt', 'is', null))))
  .orderBy('due.id').limit(1).forUpdate().skipLocked()

export async function markDelivered(trx: Trx, id: number, now: Date): Promise<void> {
  await trx.updateTable('outbox').set({ deliveredAt: now, lastError: null }).where('id', '=', id).execute()
}

export async function postponeOutbox(trx: Trx, id: number, { nextTryAt, error }: { nextTryAt: Date, error: string }): Promise<void> {
  await trx.updateTable('outbox').set({ nextTryAt, lastError: error }).where('id', '=', id).execute()
}

export async function giveUpOutbox(trx: Trx, id: number, { now, error }: { now: Date, error: string }): Promise<void> {
  await trx.updateTable('outbox').set({ givenUpAt: now, lastError: error }).where('id', '=', id).execute()
}

export async function hasWaiting(db: Database | Trx, orderKey: string): Promise<boolean> {
  const row = await db.selectFrom('outbox').select('id').where('orderKey', '=', orderKey).where('deliveredAt', 'is', null).where('givenUpAt', 'is', null).limit(1).executeTakeFirst()
  return row !== undefined
}

export async function deleteOutboxBefore(db: Database, at: Date): Promise<void> {
  await db.deleteFrom('outbox').where(eb => eb.or([eb('deliveredAt', '<', at), eb('givenUpAt', '<', at)])).execute()
}

/**
 * Something changed in the app is, or no longer is, on its way to WeCom; `syncedAt`: what was read from WeCom before is out of date.
 */
export async function setPendingWrite(
  trx: Trx, { userId, externalUserId }: { userId: string, externalUserId: string }, { pendingWrite, syncedAt }: { pendingWrite: boolean, syncedAt?: Date },
): Promise<void> {
  await trx.updateTable('follow').set({ pendingWrite, ...(syncedAt && { syncedAt }) }).where('userId', '=', userId).where('externalUserId', '=', externalUserId).execute()
}
