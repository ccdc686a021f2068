import { transact } from '../db/transact.ts'
import type { Context } from '../context.ts'
import { commitGoods, isGoodsImport } from './goods-import.ts'
import { changeImport, clearStaging, countRows, findImport, listRowsAfter, refuseRows, type ImportJob } from './import.queries.ts'
import { planChunk, writeChunk, type ChunkPlan } from './order-chunk.ts'
import { lockOrderWriting } from './order-write.queries.ts'
import { chunkRows } from './preview-import.ts'
import { productMatcher } from './product.rules.ts'
import { rate } from './read-import.ts'

type Parts = Pick<Context, 'db' | 'clock' | 'catalogue' | 'jobs' | 'newId'>

/**
 * Writes what the preview showed, a chunk a transaction with its progress, so that a crash loses nothing and doubles nothing:
 * called again it goes on after the last chunk. Each chunk queues the plans of its customers. Ends when the import is no longer `committing` (cancelled).
 */
export async function commitImport(context: Parts, importId: string): Promise<void> {
  const { db, clock, catalogue } = context
  const job = await findImport(db, importId)
  if (job?.status !== 'committing') return
  const { done, total } = job.progress
  if (isGoodsImport(job)) return commitGoods(context, importId)
  // Staging is not kept through a crash of the database itself.
  if (done < total && await countRows(db, importId) === 0) {
    await changeImport(db, importId, ['committing'], { status: 'failed', failure: '导入中断后暂存的内容已丢失，已写入的订单都保留着，请重新上传同一个文件（不会重复）' }, clock.now())
    return
  }
  const findProduct = productMatcher((await catalogue.current()).products)
  while (await commitChunk(context, importId, findProduct)) { /* a chunk a turn */ }
  if (await changeImport(db, importId, ['committing'], { status: 'done' }, clock.now())) await clearStaging(db, importId, 'all')
}

/** True while there is more to write. */
async function commitChunk({ db, clock, jobs }: Parts, importId: string, findProduct: ReturnType<typeof productMatcher>): Promise<boolean> {
  return transact(db, async (trx) => {
    await lockOrderWriting(trx)
    const job = await findImport(trx, importId)
    if (job?.status !== 'committing') return false
    const now = clock.now()
    const { rows, isLast } = await listRowsAfter(trx, importId, job.progress.lastKey, chunkRows)
    const plan = await planChunk(trx, rows, findProduct)
    await refuseRows(trx, importId, plan.refused.map(({ key, problem }) => ({ key, code: problem.code, message: problem.message })))
    const { externalUserIds } = await writeChunk(trx, plan, importId, now)
    if (externalUserIds.length > 0) await jobs.add(trx, 'replan-customers', { externalUserIds })
    const goesOn = await changeImport(trx, importId, ['committing'], progressAfter(job, plan, rows.length, rows.at(-1)?.orderKey ?? job.progress.lastKey, now), now)
    return goesOn && !isLast
  })
}

function progressAfter(job: ImportJob, plan: ChunkPlan, rows: number, lastKey: string | null, now: Date): Pick<ImportJob, 'progress' | 'counts'> {
  const done = job.progress.done + rows
  const startedAt = job.progress.startedAt ?? now.toISOString()
  return {
    progress: { done, total: job.progress.total, lastKey, startedAt, rowsPerSecond: rate(done, new Date(startedAt), now) },
    counts: {
      ...job.counts,
      created: job.counts.created + plan.writes.filter(write => write.kind === 'created').length,
      updated: job.counts.updated + plan.writes.filter(write => write.kind === 'updated').length,
      unchanged: job.counts.unchanged + plan.unchanged,
      problems: job.counts.problems + plan.refused.reduce((sum, refused) => sum + refused.rows.length, 0),
    },
  }
}
