import { sql } from 'kysely'
import type { CustomerId } from '../../contract/ids.ts'
import type { OrderMatch, OrderUse } from '../../contract/words.ts'
import type { Database, Trx } from '../db/database.ts'
import type { OrderRow } from './order-view.rules.ts'
import { accountsOf } from './persons.queries.ts'

/** Lines as one JSON value a row: the order and its lines come in one statement. */
const lines = sql<OrderRow['lines']>`(
  select coalesce(json_agg(json_build_object('title', l.title, 'spec', l.spec, 'productId', l.product_id, 'quantity', l.quantity, 'paidFen', l.paid_fen,
    'refundFen', l.refund_fen, 'isGift', l.is_gift, 'isService', l.is_service) order by l.line_no), '[]'::json)
  from order_line l where l.order_id = o.id)`

const selectOrders = (db: Database | Trx) => db.selectFrom('order as o').select([
  'o.id', 'o.platform', 'o.shop', 'o.orderNo', 'o.state', 'o.placedAt', 'o.paidAt', 'o.shippedAt', 'o.signedAt', 'o.paidFen', 'o.refundFen', 'o.refundSeenAt', 'o.purpose', 'o.purposeReason',
  'o.recipientMasked', 'o.logisticsCompany', 'o.logisticsNo', lines.as('lines'),
  sql<OrderMatch | null>`o.matched_by`.as('matchedBy'),
])

/** Where a page goes on: newest first by time, then id. */
export interface OrderCursor { placedAt: Date, id: number }

const ofPerson = (externalUserId: string) => sql<boolean>`o.external_user_id = any(${accountsOf(externalUserId)})`

/** Orders of a customer and the person's other accounts, newest first. The caller has checked the scope. */
export async function listCustomerOrders(db: Database | Trx, externalUserId: string, { after, limit }: { after: OrderCursor | null, limit: number }): Promise<OrderRow[]> {
  return selectOrders(db).where(ofPerson(externalUserId))
    .$if(after !== null, query => query.where(sql<boolean>`(o.placed_at, o.id) < (${after!.placedAt}::timestamptz, ${after!.id}::bigint)`))
    .orderBy('o.placedAt', 'desc').orderBy('o.id', 'desc').limit(limit).execute()
}

export async function listOrdersByIds(db: Database | Trx, ids: readonly number[]): Promise<OrderRow[]> {
  return selectOrders(db).where('o.id', '=', sql<number>`any(${[...ids]}::bigint[])`).orderBy('o.placedAt', 'desc').orderBy('o.id', 'desc').execute()
}

export async function findCustomerOrder(db: Database | Trx, externalUserId: string, id: number): Promise<OrderRow | null> {
  return await selectOrders(db).where(ofPerson(externalUserId)).where('o.id', '=', id).executeTakeFirst() ?? null
}

/** The account the order is matched to: of a joined person not always the one somebody looks at. Null: none. */
export async function findOrderAccount(trx: Trx, id: number): Promise<CustomerId | null> {
  const { externalUserId } = await trx.selectFrom('order').select('externalUserId').where('id', '=', id).executeTakeFirstOrThrow()
  return externalUserId as CustomerId | null
}

/** A correction by hand: remembered, never overwritten by a rule. */
export async function correctUse(trx: Trx, id: number, { use, reason, byUserId, now }: { use: OrderUse, reason: string, byUserId: string, now: Date }): Promise<void> {
  await trx.updateTable('order').set({ purpose: use, purposeReason: reason, purposeBy: byUserId, updatedAt: now }).where('id', '=', id).execute()
}
