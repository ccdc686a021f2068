import type { RepId } from '../../contract/ids.ts'
import type { Product, ProductFacts } from '../../contract/products.schema.ts'
import { writeAudit } from '../audit/audit.queries.ts'
import { raiseCatalogueVersion } from '../catalogue/catalogue.queries.ts'
import type { CatalogueHolder } from '../catalogue/catalogue-holder.ts'
import { familyOptions } from '../catalogue/families.rules.ts'
import type { Context } from '../context.ts'
import type { Trx } from '../db/database.ts'
import { ApiError } from '../http/api-error.ts'
import type { Viewer } from '../session/viewer.ts'
import { problemOfFacts, tidyFacts } from './product-facts.rules.ts'
import { findProduct, insertProduct, listAliases, lockProducts, toProduct, updateProduct, type ProductRow } from './products.queries.ts'

type Parts = Pick<Context, 'clock' | 'jobs' | 'newId' | 'catalogue'>

/** Throws `invalid-value` with `details.field`. */
export async function createProduct(context: Parts, trx: Trx, viewer: Viewer, given: ProductFacts): Promise<Product> {
  await lockProducts(trx)
  const id = context.newId()
  const facts = await soundFacts(context, trx, id, given)
  const now = context.clock.now()
  await insertProduct(trx, { id, facts, version: 1, now, userId: viewer.userId })
  await writeAudit(trx, { at: now, userId: viewer.userId, action: 'product-created', externalUserId: null, details: { id, after: facts } })
  return written(context, trx, id)
}

/** Throws `not-found`, `state-conflict` (with the product as it is), `invalid-value` with `details.field`. A change that changes nothing is none. */
export async function changeProduct(context: Parts, trx: Trx, viewer: Viewer, id: string, wish: { basedOn: number, facts: Partial<ProductFacts> }): Promise<Product> {
  await lockProducts(trx)
  const row = await findProduct(trx, id)
  if (!row) throw new ApiError('not-found', '没有找到这个商品')
  if (row.version !== wish.basedOn) throw new ApiError('state-conflict', `这个商品刚被${row.updatedByName ?? '别人'}改过，请看看现在的资料再改`, toProduct(row))
  const before = factsOf(row)
  // What was reckoned from the amounts is reckoned anew when only these change.
  const isReckoned = !('daysOfSupply' in wish.facts) && ('packAmount' in wish.facts || 'dailyAmount' in wish.facts)
  const facts = await soundFacts(context, trx, id, { ...before, ...(isReckoned && { daysOfSupply: null }), ...wish.facts })
  if (JSON.stringify(facts) === JSON.stringify(before)) return toProduct(row)
  const now = context.clock.now()
  await updateProduct(trx, { id, facts, version: row.version + 1, now, userId: viewer.userId })
  await writeAudit(trx, { at: now, userId: viewer.userId, action: 'product-changed', externalUserId: null, details: { id, version: row.version + 1, before, after: facts } })
  return written(context, trx, id)
}

function factsOf({ name, family, codes, titleWords, packAmount, dailyAmount, unit, daysOfSupply, deliveries, foodClass, storage, needs, isSample, isActive }: ProductRow): ProductFacts {
  return { name, family, codes, titleWords, packAmount, dailyAmount, unit, daysOfSupply, deliveries, foodClass, storage, needs, isSample, isActive } as ProductFacts
}

async function soundFacts({ catalogue }: { catalogue: CatalogueHolder }, trx: Trx, id: string, given: ProductFacts): Promise<ProductFacts> {
  const { settings } = await catalogue.current()
  const facts = tidyFacts({ ...factsOf(given as unknown as ProductRow) })
  const problem = problemOfFacts(facts, familyOptions(settings).map(({ value }) => value), await listAliases(trx, id))
  if (problem) throw new ApiError('invalid-value', problem.message, { field: problem.field })
  return facts
}

/** Other processes take the catalogue anew; the orders that the product names follow by a job. */
async function written({ jobs }: Parts, trx: Trx, id: string): Promise<Product> {
  await raiseCatalogueVersion(trx)
  await jobs.add(trx, 'match-products', { productIds: [id] })
  return toProduct((await findProduct(trx, id))!)
}

/** What a goods file adds and changes, each audited; the orders follow by one job. Call under lockProducts. */
export async function writeGoods({ clock, newId, jobs }: Omit<Parts, 'catalogue'>, trx: Trx, userId: RepId, writes: readonly { product: Product | null, facts: ProductFacts }[]): Promise<void> {
  if (writes.length === 0) return
  const now = clock.now()
  const productIds: string[] = []
  for (const { product, facts } of writes) {
    const id = product?.id ?? newId()
    const state = { id, facts, version: (product?.version ?? 0) + 1, now, userId }
    await (product ? updateProduct(trx, state) : insertProduct(trx, state))
    await writeAudit(trx, { at: now, userId, action: product ? 'product-changed' : 'product-created', externalUserId: null, details: { id, version: state.version, after: facts, by: 'goods-file' } })
    productIds.push(id)
  }
  await raiseCatalogueVersion(trx)
  await jobs.add(trx, 'match-products', { productIds })
}
