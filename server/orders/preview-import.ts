import type { Order } from '../../contract/orders.schema.ts'
import type { Context } from '../context.ts'
import type { Database } from '../db/database.ts'
import { transact } from '../db/transact.ts'
import { changeImport, listRowsAfter, noProgress, refuseRows, type ImportCounts } from './import.queries.ts'
import { planChunk, writeChunk, type ChunkPlan } from './order-chunk.ts'
import { lockOrderWriting } from './order-write.queries.ts'
import { listOrdersByIds } from './orders.queries.ts'
import { toOrder } from './order-view.rules.ts'
import { countNotes, uncountRefused } from './import-notes.ts'
import { insertNotes } from './import-notes.queries.ts'
import { productMatcher } from './product.rules.ts'

export const chunkRows = 2000
const previewOrders = 10

/**
 * The dry run over everything staged, chunk by chunk as the commit will do it: counts, refused orders (their rows become problems
 * and are not seen again), ten orders as they will be stored. Leaves the orders themselves untouched.
 */
export async function previewImport({ db, clock, catalogue }: Pick<Context, 'db' | 'clock' | 'catalogue'>, importId: string, counts: ImportCounts): Promise<void> {
  const { products } = await catalogue.current()
  const findProduct = productMatcher(products)
  const names = new Map(products.map(product => [product.id, product.name]))
  let preview: Order[] = []
  let after: string | null = null
  let taken = 0
  for (;;) {
    const { rows, isLast } = await listRowsAfter(db, importId, after, chunkRows)
    const plan = await db.transaction().execute(trx => planChunk(trx, rows, findProduct))
    await refuseRows(db, importId, plan.refused.map(({ key, problem }) => ({ key, code: problem.code, message: problem.message })))
    addUp(counts, plan)
    await insertNotes(db, importId, countNotes(counts, plan.notes))
    taken += rows.length
    if (preview.length === 0 && plan.writes.length > 0) preview = await asStored(db, plan, names, clock.now())
    if (!await changeImport(db, importId, ['reading'], { counts, progress: { ...noProgress, done: taken, total: counts.rows } }, clock.now())) return
    if (isLast) break
    after = rows.at(-1)?.orderKey ?? null
  }
  await changeImport(db, importId, ['reading'], { status: 'previewed', counts, preview, progress: { ...noProgress, total: counts.rows - counts.problems } }, clock.now())
}

function addUp(counts: ImportCounts, plan: ChunkPlan): void {
  counts.orders += plan.writes.length + plan.unchanged
  counts.created += plan.writes.filter(write => write.kind === 'created').length
  counts.updated += plan.writes.filter(write => write.kind === 'updated').length
  counts.unchanged += plan.unchanged
  counts.lines += plan.lines
  counts.notes += plan.noted
  counts.problems += plan.refused.reduce((sum, refused) => sum + refused.rows.length, 0)
  uncountRefused(counts, plan.refused)
}

class Undo extends Error {}

/** Really writes ten orders, reads them back and takes it all back: what is shown is what will be stored. */
async function asStored(db: Database, plan: ChunkPlan, productNames: ReadonlyMap<string, string>, now: Date): Promise<Order[]> {
  let orders: Order[] = []
  try {
    await transact(db, async (trx) => {
      await lockOrderWriting(trx)
      const { orderIds } = await writeChunk(trx, { ...plan, writes: plan.writes.slice(0, previewOrders).map(write => ({ ...write, key: null })), customers: [] }, null, now)
      orders = (await listOrdersByIds(trx, orderIds)).map(row => toOrder(row, productNames))
      throw new Undo()
    })
  }
  catch (error) {
    if (!(error instanceof Undo)) throw error
  }
  return orders
}
