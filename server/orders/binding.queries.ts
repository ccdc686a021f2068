import { sql } from 'kysely'
import type { CustomerId, RepId } from '../../contract/ids.ts'
import type { Trx } from '../db/database.ts'
import type { Candidate } from './binding.rules.ts'

/**
 * One try of a member, and at an order number, at a time: misses are counted before the next one is weighed. The member first, then the number,
 * so that no two wait for each other. Released with the transaction.
 */
export async function lockTries(trx: Trx, userId: RepId, order: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('zhike bind ' || ${userId}, 0))`.execute(trx)
  await sql`select pg_advisory_xact_lock(hashtextextended('zhike bind order ' || ${order}, 0))`.execute(trx)
}

/** Instants of the misses after `since`, oldest first: a member's, or of everybody at one order number (`order`: its keyed hash). */
export async function listMisses(trx: Trx, { since, ...of }: { since: Date } & ({ userId: RepId } | { order: string })): Promise<Date[]> {
  const whose = 'userId' in of ? sql`user_id = ${of.userId}` : sql`details->>'order' = ${of.order}`
  const { rows } = await sql<{ at: Date }>`select at from audit where action = 'order-bind-missed' and ${whose} and at > ${since}::timestamptz order by at`.execute(trx)
  return rows.map(({ at }) => at)
}

/** Orders with exactly this number (letters as typed or in capitals), whosesoever, locked. Never shown: only to be decided about. */
export async function lockOrdersByNumber(trx: Trx, orderNo: string): Promise<Candidate[]> {
  const { rows } = await sql<Candidate>`
    select id, platform, shop, external_user_id, phone_last_four from "order"
    where order_no = any(${[...new Set([orderNo, orderNo.toUpperCase()])]}::text[]) order by id for no key update`.execute(trx)
  return rows
}

/** An order by its id with whose it is and how it came there, locked. */
export async function lockOrder(trx: Trx, id: number): Promise<{ externalUserId: CustomerId | null, matchedBy: string | null } | null> {
  const row = await trx.selectFrom('order').select(['externalUserId', 'matchedBy']).where('id', '=', id).forNoKeyUpdate().executeTakeFirst()
  return row ? { externalUserId: row.externalUserId as CustomerId | null, matchedBy: row.matchedBy } : null
}

export async function bindByHand(trx: Trx, id: number, externalUserId: CustomerId, now: Date): Promise<void> {
  await trx.updateTable('order').set({ externalUserId, matchedBy: 'hand', updatedAt: now }).where('id', '=', id).execute()
}

export async function releaseOrder(trx: Trx, id: number, now: Date): Promise<void> {
  await trx.updateTable('order').set({ externalUserId: null, matchedBy: null, updatedAt: now }).where('id', '=', id).execute()
}
