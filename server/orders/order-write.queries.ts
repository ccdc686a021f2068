import { sql } from 'kysely'
import type { OrderPlatform, OrderState } from '../../contract/words.ts'
import type { Trx } from '../db/database.ts'
import type { ExistingOrder, OrderRecord } from './order-record.rules.ts'

/** One import writes at a time: two files with the same order cannot pass each other. Released with the transaction. */
export async function lockOrderWriting(trx: Trx): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('zhike orders'))`.execute(trx)
}

const hex = (bytes: Uint8Array | null): string | null => bytes === null ? null : Buffer.from(bytes).toString('hex')
const iso = (at: Date | null): string | null => at === null ? null : at.toISOString()

/** Orders of these numbers with their lines, by platform and number; several shops may share a number. */
export async function listExisting(trx: Trx, wanted: readonly { platform: string, orderNo: string }[]): Promise<ExistingOrder[]> {
  if (wanted.length === 0) return []
  const numbers = [...new Set(wanted.map(order => order.orderNo))]
  const platforms = [...new Set(wanted.map(order => order.platform))]
  const orders = await trx.selectFrom('order').selectAll().where('orderNo', '=', sql<string>`any(${numbers}::text[])`).where('platform', 'in', platforms).execute()
  if (orders.length === 0) return []
  const lines = await trx.selectFrom('orderLine').selectAll().where('orderId', '=', sql<number>`any(${orders.map(order => order.id)}::bigint[])`).orderBy('orderId').orderBy('lineNo').execute()
  const byOrder = new Map<number, OrderRecord['lines']>()
  for (const { orderId, lineNo: _lineNo, ...line } of lines) byOrder.set(orderId, [...byOrder.get(orderId) ?? [], line])
  return orders.map(order => ({
    id: order.id,
    record: {
      platform: order.platform as OrderPlatform, shop: order.shop, orderNo: order.orderNo, state: order.state as OrderState, placedAt: order.placedAt.toISOString(),
      paidAt: iso(order.paidAt), shippedAt: iso(order.shippedAt), signedAt: iso(order.signedAt), goodsFen: order.goodsFen, freightFen: order.freightFen,
      paidFen: order.paidFen, refundFen: order.refundFen, buyerId: order.buyerId, buyerNote: order.buyerNote, sellerNote: order.sellerNote,
      isGiftOrder: order.isGiftOrder, logisticsCompany: order.logisticsCompany, logisticsNo: order.logisticsNo, isPrivate: order.isPrivate,
      wecomCustomerId: order.wecomCustomerId, unionid: order.unionid,
      recipient: {
        buyerPhoneHash: hex(order.buyerPhoneHash), phoneHash: hex(order.phoneHash), phoneCipher: order.phoneCipher === null ? null : Buffer.from(order.phoneCipher).toString('base64'), phoneLastFour: order.phoneLastFour,
        masked: order.recipientMasked, nameHash: hex(order.recipientHash), addressHash: hex(order.addressHash), region: order.region,
      },
      lines: byOrder.get(order.id) ?? [],
    },
  }))
}

/** A record to write; `id` null: a new order. `key`: its staged rows, kept as its source. */
export interface OrderWrite { key: string | null, id: number | null, record: OrderRecord }

const columns = sql`platform, shop, order_no, state, placed_at, paid_at, shipped_at, signed_at, goods_fen, freight_fen, paid_fen, refund_fen, buyer_id, wecom_customer_id, unionid,
  is_gift_order, buyer_phone_hash, phone_hash, phone_cipher, phone_last_four, recipient_masked, recipient_hash, address_hash, region, buyer_note, seller_note, logistics_company, logistics_no, is_private`
const values = sql`g.platform, g.shop, g.order_no, g.state, g.placed_at, g.paid_at, g.shipped_at, g.signed_at, g.goods_fen, g.freight_fen, g.paid_fen, g.refund_fen, g.buyer_id, g.wecom_customer_id, g.unionid,
  g.is_gift_order, decode(g.buyer_phone_hash, 'hex'), decode(g.phone_hash, 'hex'), decode(g.phone_cipher, 'base64'), g.phone_last_four, g.recipient_masked, decode(g.recipient_hash, 'hex'), decode(g.address_hash, 'hex'), g.region,
  g.buyer_note, g.seller_note, g.logistics_company, g.logistics_no, g.is_private`
const given = sql`g(n int, id bigint, platform text, shop text, order_no text, state text, placed_at timestamptz, paid_at timestamptz, shipped_at timestamptz, signed_at timestamptz,
  goods_fen bigint, freight_fen bigint, paid_fen bigint, refund_fen bigint, buyer_id text, wecom_customer_id text, unionid text, is_gift_order boolean, buyer_phone_hash text, phone_hash text, phone_cipher text,
  phone_last_four text, recipient_masked text, recipient_hash text, address_hash text, region text, buyer_note text, seller_note text, logistics_company text, logistics_no text, is_private boolean)`

function rowOf({ id, record }: OrderWrite, n: number) {
  const { recipient } = record
  return {
    n, id, platform: record.platform, shop: record.shop, order_no: record.orderNo, state: record.state, placed_at: record.placedAt, paid_at: record.paidAt,
    shipped_at: record.shippedAt, signed_at: record.signedAt, goods_fen: record.goodsFen, freight_fen: record.freightFen, paid_fen: record.paidFen, refund_fen: record.refundFen,
    buyer_id: record.buyerId, wecom_customer_id: record.wecomCustomerId, unionid: record.unionid, is_gift_order: record.isGiftOrder, buyer_phone_hash: recipient.buyerPhoneHash, phone_hash: recipient.phoneHash,
    phone_cipher: recipient.phoneCipher, phone_last_four: recipient.phoneLastFour, recipient_masked: recipient.masked, recipient_hash: recipient.nameHash,
    address_hash: recipient.addressHash, region: recipient.region, buyer_note: record.buyerNote, seller_note: record.sellerNote,
    logistics_company: record.logisticsCompany, logistics_no: record.logisticsNo, is_private: record.isPrivate,
  }
}

/** Writes orders and their lines; returns the ids in the order given. Call under lockOrderWriting. */
export async function writeOrders(trx: Trx, writes: readonly OrderWrite[], importId: string | null, now: Date): Promise<number[]> {
  if (writes.length === 0) return []
  const fresh = writes.filter(write => write.id === null)
  const known = writes.filter(write => write.id !== null)
  const ids = new Map(known.map(write => [write, write.id!]))
  if (known.length > 0) {
    await sql`
      update "order" o set (${columns}, import_id, updated_at) = (select ${values}, ${importId}::uuid, ${now}::timestamptz),
        refund_seen_at = case when g.refund_fen > o.refund_fen then ${now}::timestamptz else o.refund_seen_at end
      from json_to_recordset(${JSON.stringify(known.map(rowOf))}::text::json) as ${given} where o.id = g.id`.execute(trx)
    await sql`delete from order_line where order_id = any(${known.map(write => write.id!)}::bigint[])`.execute(trx)
  }
  if (fresh.length > 0) {
    const inserted = await sql<{ id: number, platform: string, shop: string, orderNo: string }>`
      insert into "order" (${columns}, import_id, updated_at) select ${values}, ${importId}::uuid, ${now}::timestamptz
      from json_to_recordset(${JSON.stringify(fresh.map(rowOf))}::text::json) as ${given} order by g.n
      returning id, platform, shop, order_no`.execute(trx)
    const byKey = new Map(inserted.rows.map(row => [`${row.platform}|${row.shop}|${row.orderNo}`, row.id]))
    for (const write of fresh) ids.set(write, byKey.get(`${write.record.platform}|${write.record.shop}|${write.record.orderNo}`)!)
  }
  const ordered = writes.map(write => ids.get(write)!)
  await insertLines(trx, writes, ordered)
  if (importId !== null) await keepSources(trx, writes, ordered, importId, now)
  return ordered
}

async function insertLines(trx: Trx, writes: readonly OrderWrite[], ids: readonly number[]): Promise<void> {
  const lines = writes.flatMap((write, at) => write.record.lines.map((line, index) => ({
    order_id: ids[at], line_no: index + 1, sub_order_no: line.subOrderNo, title: line.title, spec: line.spec, code: line.code, product_id: line.productId,
    quantity: line.quantity, paid_fen: line.paidFen, refund_fen: line.refundFen, is_gift: line.isGift, is_service: line.isService,
  })))
  if (lines.length === 0) return
  await sql`
    insert into order_line (order_id, line_no, sub_order_no, title, spec, code, product_id, quantity, paid_fen, refund_fen, is_gift, is_service)
    select * from json_to_recordset(${JSON.stringify(lines)}::text::json) as g(order_id bigint, line_no int, sub_order_no text, title text, spec text, code text, product_id text,
      quantity int, paid_fen bigint, refund_fen bigint, is_gift boolean, is_service boolean)`.execute(trx)
}

/** The rows an order was made from, for audit; copied inside the database, sealed as they are. */
async function keepSources(trx: Trx, writes: readonly OrderWrite[], ids: readonly number[], importId: string, now: Date): Promise<void> {
  const keys = writes.flatMap((write, at) => write.key === null ? [] : [{ key: write.key, id: ids[at] }])
  if (keys.length === 0) return
  await sql`
    insert into order_source_row (order_id, import_id, file, line, row_cipher, created_at)
    select g.id, r.import_id, r.file, r.line, r.row_cipher, ${now}::timestamptz
    from json_to_recordset(${JSON.stringify(keys)}::text::json) as g(key text, id bigint)
    join import_row r on r.import_id = ${importId} and r.order_key = g.key`.execute(trx)
}

/** Customers that these orders belong to. */
export async function listOwners(trx: Trx, orderIds: readonly number[]): Promise<string[]> {
  const rows = await trx.selectFrom('order').select('externalUserId').distinct()
    .where('id', '=', sql<number>`any(${[...orderIds]}::bigint[])`).where('externalUserId', 'is not', null).execute()
  return rows.flatMap(row => row.externalUserId ?? [])
}
