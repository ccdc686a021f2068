import { sql } from 'kysely'
import type { Database, Trx } from '../db/database.ts'

export interface NewWelcome { codeHash: Buffer, codeCipher: Buffer, userId: string, externalUserId: string, state: string, receivedAt: Date }

/** The id; null: this code was received before. */
export async function insertWelcome(trx: Trx, row: NewWelcome): Promise<number | null> {
  const inserted = await trx.insertInto('welcome').values(row).onConflict(oc => oc.column('codeHash').doNothing()).returning('id').executeTakeFirst()
  return inserted?.id ?? null
}

export interface ClaimedWelcome extends Pick<NewWelcome, 'codeCipher' | 'userId' | 'externalUserId' | 'state' | 'receivedAt'> { id: number, attempts: number }

/** Takes the welcome for one try and counts it; undefined: it is finished, or somebody has been trying since `staleAt`. */
export async function claimWelcome(db: Database, id: number, { now, staleAt }: { now: Date, staleAt: Date }): Promise<ClaimedWelcome | undefined> {
  return db.updateTable('welcome').set({ claimedAt: now, attempts: sql<number>`attempts + 1` })
    .where('id', '=', id).where('outcome', 'is', null).where(eb => eb.or([eb('claimedAt', 'is', null), eb('claimedAt', '<=', staleAt)]))
    .returning(['id', 'codeCipher', 'userId', 'externalUserId', 'state', 'receivedAt', 'attempts']).executeTakeFirst()
}

export async function releaseWelcome(db: Database, id: number): Promise<void> {
  await db.updateTable('welcome').set({ claimedAt: null }).where('id', '=', id).where('outcome', 'is', null).execute()
}

export async function isWelcomeOpen(db: Database, id: number): Promise<boolean> {
  const row = await db.selectFrom('welcome').select('id').where('id', '=', id).where('outcome', 'is', null).executeTakeFirst()
  return row !== undefined
}

export type WelcomeOutcome = 'sent' | 'not_sent' | 'unknown'

/** The code is of no use any more, and goes. `textCipher`: what was sent, for the customer's time line. */
export async function finishWelcome(db: Database, id: number, { outcome, reason, textCipher, now }: { outcome: WelcomeOutcome, reason: string | null, textCipher: Buffer | null, now: Date }): Promise<void> {
  await db.updateTable('welcome').set({ outcome, reason, textCipher, finishedAt: now, codeCipher: Buffer.alloc(0) }).where('id', '=', id).where('outcome', 'is', null).execute()
}

/** What was sent stays: it stands on the time line as everything that was said does. */
export async function deleteWelcomesBefore(db: Database, at: Date): Promise<void> {
  await db.deleteFrom('welcome').where('receivedAt', '<', at).where('textCipher', 'is', null).execute()
}

/** Texts that may be sent, the one for this state first, then the one for every other; and what is known to fill them. */
export async function readWelcomeFacts(db: Database, { userId, externalUserId, state }: Pick<NewWelcome, 'userId' | 'externalUserId' | 'state'>) {
  const texts = await db.selectFrom('welcomeText').select(['state', 'body']).where('state', 'in', [state, '']).where('isActive', '=', true).orderBy('state', 'desc').execute()
  const rep = await db.selectFrom('rep').select('name').where('userId', '=', userId).executeTakeFirst()
  const channel = await db.selectFrom('channel').select('label').where('state', '=', state).executeTakeFirst()
  const customer = await db.selectFrom('customer').leftJoin('follow', join => join.onRef('follow.externalUserId', '=', 'customer.externalUserId').on('follow.userId', '=', userId))
    .select(['customer.name', 'customer.gender', 'follow.remark']).where('customer.externalUserId', '=', externalUserId).executeTakeFirst()
  return { bodies: texts.map(({ body }) => body), repName: rep?.name ?? null, channel: channel?.label ?? null, customer: customer ?? null }
}
