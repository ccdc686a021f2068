import { sql, type Selectable } from 'kysely'
import type { ProductId, RepId } from '../../contract/ids.ts'
import type { FoodClass, Product, ProductFacts, ProductNeed, UnknownGoods } from '../../contract/products.schema.ts'
import type { Database, Trx } from '../db/database.ts'
import type { Schema } from '../db/schema.ts'

export type ProductRow = Selectable<Schema['product']> & { updatedByName: string | null }

const selectProducts = (db: Database | Trx) => db.selectFrom('product').leftJoin('rep', 'rep.userId', 'product.updatedBy').selectAll('product').select('rep.name as updatedByName')

export function toProduct({ updatedBy: _by, updatedAt, ...row }: ProductRow): Product {
  return { ...row, id: row.id as ProductId, foodClass: row.foodClass as FoodClass, needs: row.needs as ProductNeed[], updatedAt: updatedAt.toISOString() }
}

/** By name, then id. `words`: each must stand in the name, a code or a title word (any case, blanks aside). */
export async function listProductRows(db: Database, words: readonly string[], after: readonly [string, string] | null, limit: number): Promise<ProductRow[]> {
  return matching(db, words).$if(after !== null, query => query.where(sql<boolean>`(product.name, product.id) > (${after?.[0]}, ${after?.[1]})`))
    .orderBy('product.name').orderBy('product.id').limit(limit).execute()
}

export async function countProducts(db: Database, words: readonly string[]): Promise<number> {
  const { count } = await matching(db, words).clearSelect().select(eb => eb.fn.countAll<number>().as('count')).executeTakeFirstOrThrow()
  return Number(count)
}

const matching = (db: Database, words: readonly string[]) => words.reduce(
  (query, word) => query.where(sql<boolean>`strpos(lower(product.name || ' ' || array_to_string(product.codes || product.title_words, ' ')), lower(${word})) > 0`), selectProducts(db))

export async function findProduct(db: Database | Trx, id: string): Promise<ProductRow | undefined> {
  return selectProducts(db).where('product.id', '=', id).executeTakeFirst()
}

/** The names by which products are recognised are unique among those in use: two changes go one after the other. */
export async function lockProducts(trx: Trx): Promise<void> {
  await trx.selectFrom('catalogueVersion').select('version').forUpdate().executeTakeFirstOrThrow()
}

/** Codes and title words of all other products in use. */
export async function listAliases(trx: Trx, exceptId: string): Promise<{ name: string, codes: string[], titleWords: string[] }[]> {
  return trx.selectFrom('product').select(['name', 'codes', 'titleWords']).where('isActive', '=', true).where('id', '<>', exceptId).execute()
}

export interface ProductState { id: string, facts: ProductFacts, version: number, now: Date, userId: RepId }

export async function insertProduct(trx: Trx, { id, facts, version, now, userId }: ProductState): Promise<void> {
  await trx.insertInto('product').values({ ...facts, id, version, updatedAt: now, updatedBy: userId }).execute()
}

export async function updateProduct(trx: Trx, { id, facts, version, now, userId }: ProductState): Promise<void> {
  await trx.updateTable('product').set({ ...facts, version, updatedAt: now, updatedBy: userId }).where('id', '=', id).execute()
}

/** Orders with the product and their customers. */
export async function countReach(db: Database, id: string): Promise<{ orders: number, customers: number }> {
  const { rows: [row] } = await sql<{ orders: number, customers: number }>`
    select count(*)::int orders, count(distinct o.external_user_id)::int customers
    from (select distinct order_id from order_line where product_id = ${id} and not is_service) l join "order" o on o.id = l.order_id`.execute(db)
  return row ?? { orders: 0, customers: 0 }
}

/** So many lines without a product are looked at for the list, the latest orders first. */
const latestLines = 50_000

/** What no product names among the latest orders; presents and service are nobody's concern. */
export async function listUnknown(db: Database, limit: number): Promise<{ items: UnknownGoods[], total: number }> {
  const { rows } = await sql<Omit<UnknownGoods, 'lastAt'> & { lastAt: Date, total: number }>`
    select g.code, g.title, count(*)::int orders, max(o.placed_at) last_at, (count(*) over ())::int total
    from (
      select order_id, code, title from order_line where product_id is null and not is_service and not is_gift order by order_id desc, line_no desc limit ${latestLines}) g
      join "order" o on o.id = g.order_id
    group by g.code, g.title order by orders desc, last_at desc, g.title limit ${limit}`.execute(db)
  return { items: rows.map(({ total: _total, lastAt, ...row }) => ({ ...row, lastAt: lastAt.toISOString() })), total: rows[0]?.total ?? 0 }
}

export interface ProductLine { orderId: number, lineNo: number, code: string, title: string, externalUserId: string | null }

/** Lines of one product, or of none, in the order of their orders: the next after a place. */
export async function listLines(trx: Trx, productId: string | null, after: readonly [number, number], limit: number): Promise<ProductLine[]> {
  const { rows } = await sql<ProductLine>`
    select l.order_id, l.line_no, l.code, l.title, o.external_user_id from (
      select order_id, line_no, code, title from order_line
      where ${productId === null ? sql`product_id is null` : sql`product_id = ${productId}`} and not is_service and (order_id, line_no) > (${after[0]}::bigint, ${after[1]}::int)
      order by order_id, line_no limit ${limit}) l
      join "order" o on o.id = l.order_id order by l.order_id, l.line_no`.execute(trx)
  return rows
}

export async function setLineProducts(trx: Trx, lines: readonly { orderId: number, lineNo: number, productId: string | null }[]): Promise<void> {
  if (lines.length === 0) return
  await sql`
    update order_line l set product_id = g."productId" from json_to_recordset(${JSON.stringify(lines)}::text::json) as g("orderId" bigint, "lineNo" int, "productId" text)
    where l.order_id = g."orderId" and l.line_no = g."lineNo"`.execute(trx)
}

export async function listAllProducts(trx: Trx): Promise<Product[]> {
  return (await selectProducts(trx).orderBy('product.id').execute()).map(toProduct)
}
