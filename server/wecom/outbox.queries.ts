import type { Database, Trx } from '../db/database.ts'

export async function insertOutbox(trx: Trx, row: { kind: string, orderKey: string, payloadCipher: Buffer, createdAt: Date, nextTryAt: Date }): Promise<void> {
  await trx.insertInto('outbox').values(row).execute()
}

/** The next one that is due, locked; one that waits behind another of its order key is not due yet. */
export async function lockDueOutbox(trx: Trx, now: Date) {
  return trx.selectFrom('outbox').select(['id', 'kind', 'orderKey', 'payloadCipher', 'attempts'])
    .where('deliveredAt', 'is', null).where('givenUpAt', 'is', null).where('nextTryAt', '<=', now)
    .where(({ not, exists, selectFrom }) => not(exists(selectFrom('outbox as before').select('before.id')
      .whereRef('before.orderKey', '=', 'outbox.orderKey').whereRef('before.id', '<', 'outbox.id').where('before.deliveredAt', 'is', null).where('before.givenUpAt', 'is', null))))
    .orderBy('id').limit(1).forUpdate().skipLocked().executeTakeFirst()
}

export async function markDelivered(trx: Trx, id: number, now: Date): Promise<void> {
  await trx.updateTable('outbox').set({ deliveredAt: now, lastError: null }).where('id', '=', id).execute()
}

export async function postponeOutbox(trx: Trx, id: number, { attempts, nextTryAt, error }: { attempts: number, nextTryAt: Date, error: string }): Promise<void> {
  await trx.updateTable('outbox').set({ attempts, nextTryAt, lastError: error }).where('id', '=', id).execute()
}

export async function giveUpOutbox(trx: Trx, id: number, { attempts, now, error }: { attempts: number, now: Date, error: string }): Promise<void> {
  await trx.updateTable('outbox').set({ attempts, givenUpAt: now, lastError: error }).where('id', '=', id).execute()
}

export async function hasWaiting(db: Database | Trx, orderKey: string): Promise<boolean> {
  const row = await db.selectFrom('outbox').select('id').where('orderKey', '=', orderKey).where('deliveredAt', 'is', null).where('givenUpAt', 'is', null).limit(1).executeTakeFirst()
  return row !== undefined
}

export async function deleteOutboxBefore(db: Database, at: Date): Promise<void> {
  await db.deleteFrom('outbox').where(eb => eb.or([eb('deliveredAt', '<', at), eb('givenUpAt', '<', at)])).execute()
}

/** A remark or description typed in the app is, or no longer is, on its way to WeCom. */
export async function setPendingWrite(trx: Trx, { userId, externalUserId }: { userId: string, externalUserId: string }, pendingWrite: boolean): Promise<void> {
  await trx.updateTable('follow').set({ pendingWrite }).where('userId', '=', userId).where('externalUserId', '=', externalUserId).execute()
}
