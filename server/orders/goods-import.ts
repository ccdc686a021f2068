import type { RepId } from '../../contract/ids.ts'
import { familyOptions } from '../catalogue/families.rules.ts'
import type { Context } from '../context.ts'
import type { Trx } from '../db/database.ts'
import { writeGoods } from '../products/change-product.ts'
import { planGoods, type GoodsGroup, type GoodsPlan } from '../products/plan-goods.rules.ts'
import { listAllProducts, lockProducts } from '../products/products.queries.ts'
import { changeImport, clearStaging, countRows, findImport, listRowsAfter, noProgress, refuseRows, type ImportCounts, type ImportJob } from './import.queries.ts'

type Parts = Pick<Context, 'db' | 'clock' | 'catalogue' | 'jobs' | 'newId'>
const previewed = 10
const allRows = 10_000

/** A goods file is imported by itself: products, not orders. */
export const isGoodsImport = ({ sources }: Pick<ImportJob, 'sources'>): boolean => sources.some(source => source.level === 'goods')

async function plan(trx: Trx, { catalogue }: Pick<Parts, 'catalogue'>, importId: string): Promise<GoodsPlan> {
  const groups = new Map<string, GoodsGroup>()
  for (const { orderKey, draft } of (await listRowsAfter(trx, importId, null, allRows)).rows) {
    const group = groups.get(orderKey) ?? { key: orderKey, goods: [] }
    if (draft.goods) group.goods.push(draft.goods)
    groups.set(orderKey, group)
  }
  return planGoods([...groups.values()], await listAllProducts(trx), familyOptions((await catalogue.current()).settings))
}

const counted = ({ writes, unchanged }: GoodsPlan) => {
  const created = writes.filter(({ product }) => product === null).length
  return { created, updated: writes.length - created, unchanged }
}

/** The dry run of a goods file: counts, refused rows, ten products as they will be stored. */
export async function previewGoods(context: Pick<Parts, 'db' | 'clock' | 'catalogue'>, importId: string, counts: ImportCounts): Promise<void> {
  const { db, clock } = context
  const before = await countRows(db, importId)
  const goods = await db.transaction().execute(async (trx) => {
    const made = await plan(trx, context, importId)
    await refuseRows(trx, importId, made.refused.map(({ key, message }) => ({ key, code: 'goods-refused', message })))
    return made
  })
  const after = await countRows(db, importId)
  const all = { ...counts, ...counted(goods), problems: counts.problems + before - after }
  await changeImport(db, importId, ['reading'], {
    status: 'previewed', counts: all, preview: goods.writes.slice(0, previewed).map(({ facts }) => facts), progress: { ...noProgress, total: after },
  }, clock.now())
}

/** Writes all products and the end of the import in one transaction: a crash leaves nothing half done, and running again doubles nothing. */
export async function commitGoods(context: Parts, importId: string): Promise<void> {
  const { db, clock } = context
  await db.transaction().execute(async (trx) => {
    await lockProducts(trx)
    const job = await findImport(trx, importId)
    if (job?.status !== 'committing') return
    const goods = await plan(trx, context, importId)
    await refuseRows(trx, importId, goods.refused.map(({ key, message }) => ({ key, code: 'goods-refused', message })))
    await writeGoods(context, trx, job.userId as RepId, goods.writes)
    await changeImport(trx, importId, ['committing'], {
      status: 'done', counts: { ...job.counts, ...counted(goods), problems: job.counts.problems + goods.refused.length }, progress: { ...job.progress, done: job.progress.total },
    }, clock.now())
    await clearStaging(trx, importId, 'all')
  })
}
