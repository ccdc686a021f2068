import type { Context } from '../context.ts'
import { transact } from '../db/transact.ts'
import { lockOrderWriting } from '../orders/order-write.queries.ts'
import { productMatcher } from '../orders/product.rules.ts'
import { findProduct, listLines, setLineProducts } from './products.queries.ts'

type Parts = Pick<Context, 'db' | 'catalogue' | 'jobs'>
const chunkLines = 2000

/**
 * After products were changed: their lines, and the lines of no product, are recognised anew; customers of its orders and of those that changed
 * are planned anew. A chunk a transaction, in the order of the orders; run again it ends the same.
 */
export async function matchProducts(context: Parts, { productIds }: { productIds: string[] }): Promise<void> {
  for (const from of [...productIds, null]) {
    let after: readonly [number, number] | null = [0, 0]
    while (after) after = await matchChunk(context, from, after)
  }
}

/** Where the next chunk begins; null: no more. */
async function matchChunk({ db, catalogue, jobs }: Parts, from: string | null, after: readonly [number, number]): Promise<readonly [number, number] | null> {
  const product = from === null ? null : await findProduct(db, from)
  const match = productMatcher((await catalogue.current()).products)
  return transact(db, async (trx) => {
    await lockOrderWriting(trx)
    const lines = await listLines(trx, from, after, chunkLines)
    const changed = lines.flatMap(({ externalUserId, ...line }) => {
      const found = match(line)?.id ?? null
      // What was bought while the product was on keeps its name when it is switched off.
      const keeps = found === from || (found === null && from !== null && product?.isActive === false)
      return keeps ? [] : [{ ...line, productId: found, externalUserId }]
    })
    await setLineProducts(trx, changed)
    const reached = from === null ? changed : lines
    const externalUserIds = [...new Set(reached.flatMap(line => line.externalUserId ?? []))].sort()
    if (externalUserIds.length > 0) await jobs.add(trx, 'replan-customers', { externalUserIds })
    const last = lines.at(-1)
    return last && lines.length === chunkLines ? [last.orderId, last.lineNo] as const : null
  })
}
