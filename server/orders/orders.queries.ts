import { sql } from 'kysely'
import type { OrderUse } from '../../contract/words.ts'
import type { Database, Trx } from '../db/database.ts'
import type { OrderRow } from './order-view.rules.ts'

/** Lines as one JSON value a row: the order and its lines come in one statement. */
const lines = sql<OrderRow['lines']>`(
  select coalesce(json_agg(json_build_object('title', l.title, 'spec', l.spec, 'productId', l.product_id, 'quantity', l.quantity, 'paidFen', l.paid_fen,
    'refundFen', l.refund_fen, 'isGift', l.is_gift, 'isService', l.is_service) order by l.line_no), '[]'::json)
  from order_line l where l.order_id = o.id)`

const selectOrders = (db: Database | Trx) => db.selectFrom('order as o').select([
  'o.id', 'o.platform', 'o.shop', 'o.orderNo', 'o.state', 'o.placedAt', 'o.paidAt', 'o.shippedAt', 'o.signedAt', 'o.paidFen', 'o.refundFen', 'o.purpose', 'o.purposeReason',
  'o.recipientMasked', 'o.logisticsCompany', 'o.logisticsNo', lines.as('lines'),
])

/** Where a page goes on: newest first by time, then id. */
export interface OrderCursor { placedAt: Date, id: number }

/** Orders of a customer, newest first. The caller has checked the scope. */
export async function listCustomerOrders(db: Database | Trx, externalUserId: string, { after, limit }: { after: OrderCursor | null, limit: number }): Promise<OrderRow[]> {
  return selectOrders(db).where('o.externalUserId', '=', externalUserId)
    .$if(after !== null, query => query.where(sql<boolean>`(o.placed_at, o.id) < (${after!.placedAt}::timestamptz, ${after!.id}::bigint)`))
    .orderBy('o.placedAt', 'desc').orderBy('o.id', 'desc').limit(limit).execute()
}

export async function listOrdersByIds(db: Database | Trx, ids: readonly number[]): Promise<OrderRow[]> {
  return selectOrders(db).where('o.id', '=', sql<number>`any(${[...ids]}::bigint[])`).orderBy('o.placedAt', 'desc').orderBy('o.id', 'desc').execute()
}

export async function findCustomerOrder(db: Database | Trx, externalUserId: string, id: number): Promise<OrderRow | null> {
  return await selectOrders(db).where('o.externalUserId', '=', externalUserId).where('o.id', '=', id).executeTakeFirst() ?? null
}

/** A correction by hand: remembered, never overwritten by a rule. */
export async function correctUse(trx: Trx, id: number, { use, reason, byUserId, now }: { use: OrderUse, reason: string, byUserId: string, now: Date }): Promise<void> {
  await trx.updateTable('order').set({ purpose: use, purposeReason: reason, purposeBy: byUserId, updatedAt: now }).where('id', '=', id).execute()
}

/** Days (YYYY-MM-DD, Asia/Shanghai) on which a customer bought, in order; gifts left out, they never start the buyer's clock. */
export async function listPurchaseDays(db: Database | Trx, externalUserId: string, zone: string): Promise<string[]> {
  const rows = await sql<{ day: string }>`
    select distinct (o.paid_at at time zone ${zone})::date "day" from "order" o
    where o.external_user_id = ${externalUserId} and o.net_fen > 0 and o.purpose <> 'gift' order by 1`.execute(db)
  return rows.rows.map(row => row.day)
}
