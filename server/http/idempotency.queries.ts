import type { Database } from '../db/database.ts'
import { addMs, dayMs, minuteMs } from '../time.ts'

interface Claim { userId: string, key: string, hash: Buffer, now: Date }

/** Takes the key for this run; false when it is taken. A claim without a reply is free again after two minutes (its process died), a reply after a day. */
export async function claimKey(db: Database, { userId, key, hash, now }: Claim): Promise<boolean> {
  const claimed = await db.insertInto('idempotencyKey')
    .values({ userId, key, requestHash: hash, status: null, reply: null, createdAt: now })
    .onConflict(conflict => conflict.columns(['userId', 'key'])
      .doUpdateSet({ requestHash: hash, status: null, reply: null, createdAt: now })
      .where(eb => eb.or([
        eb('idempotencyKey.createdAt', '<', addMs(now, -dayMs)),
        eb.and([eb('idempotencyKey.status', 'is', null), eb('idempotencyKey.createdAt', '<', addMs(now, -2 * minuteMs))]),
      ])))
    .returning('key').executeTakeFirst()
  return claimed !== undefined
}

export async function findKey(db: Database, userId: string, key: string) {
  return db.selectFrom('idempotencyKey').selectAll().where('userId', '=', userId).where('key', '=', key).executeTakeFirst()
}

export async function keepReply(db: Database, { userId, key, status, reply }: { userId: string, key: string, status: number, reply: Buffer }): Promise<void> {
  await db.updateTable('idempotencyKey').set({ status, reply })
    .where('userId', '=', userId).where('key', '=', key).execute()
}

export async function releaseKey(db: Database, userId: string, key: string): Promise<void> {
  await db.deleteFrom('idempotencyKey').where('userId', '=', userId).where('key', '=', key).where('status', 'is', null).execute()
}

export async function deleteIdempotencyBefore(db: Database, at: Date): Promise<void> {
  await db.deleteFrom('idempotencyKey').where('createdAt', '<', at).execute()
}
