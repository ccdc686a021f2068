import type { CustomerId } from '../../../contract/ids.ts'
import type { Context } from '../../context.ts'
import type { Trx } from '../../db/database.ts'
import { replanCustomer } from '../../reminders/planner.ts'
import { larger, type AssembledOrder } from '../assemble.rules.ts'
import { settleOrders } from '../customer-orders.ts'
import type { LineDraft, Remark } from '../drafts.ts'
import { sameOrder } from '../order-chunk.ts'
import { finishOrder } from '../order-record.rules.ts'
import { listExisting, listOwners, lockOrderWriting, writeOrders } from '../order-write.queries.ts'
import { productMatcher } from '../product.rules.ts'
import { protectDraft } from '../protect.ts'
import { joinParts } from './parts.rules.ts'
import { precedenceOf } from './precedence.rules.ts'
import { listAges, noteModified } from './push-orders.queries.ts'
import type { PushedDraft } from './pushed-order.ts'

type Needs = Pick<Context, 'clock' | 'catalogue' | 'vault' | 'newId'>
export type Taken = { kind: 'created' | 'updated' | 'unchanged' } | { kind: 'refused', problem: Remark }

/**
 * Stores one order that a source told of, by the same way as imports: merged with what is there (the newest state wins), matched, weighed, figures and
 * reminders of its customers, all in the caller's transaction. The same again changes nothing.
 */
export async function takeOrder(context: Needs, trx: Trx, pushed: PushedDraft): Promise<Taken> {
  await lockOrderWriting(trx)
  const now = context.clock.now()
  const order = assembled(context, pushed)
  const existing = sameOrder(order, await listExisting(trx, [order]))
  const age = existing ? (await listAges(trx, [existing.id])).get(existing.id) : undefined
  const findProduct = productMatcher((await context.catalogue.current()).products)
  const given = { order, precedence: age ? precedenceOf(pushed.modifiedAt, age) : 'by-state' as const }
  const word = existing && pushed.part ? joinParts({ ...given, gone: pushed.part.gone }, existing.record) : given
  const finished = finishOrder(word.order, existing?.record ?? null, findProduct, word.precedence)
  if (finished.kind === 'refused') return finished
  const { kind, record } = finished
  const ids = kind === 'unchanged' ? [existing!.id] : await writeOrders(trx, [{ key: null, id: existing?.id ?? null, record }], null, now)
  if (pushed.modifiedAt) await noteModified(trx, ids.map(id => ({ id, modifiedAt: pushed.modifiedAt! })))
  if (kind !== 'unchanged') {
    const affected = await settleOrders(trx, ids, await listOwners(trx, ids), now)
    for (const id of affected) await replanCustomer(context, trx, id as CustomerId)
  }
  return { kind }
}

/** Line refunds count where the order's own refund says less. */
function assembled({ vault }: Needs, { draft }: PushedDraft): AssembledOrder {
  const { platform, shop, orderNo, facts, recipient, lines } = protectDraft(draft, [], vault)
  const refundFen = larger(facts.refundFen, refundOf(lines))
  return { platform, shop, orderNo, facts: { ...facts, refundFen }, recipient, lines: lines.length > 0 ? lines : null, isSummary: false, rows: [] }
}

const refundOf = (lines: readonly LineDraft[]): number | null =>
  lines.some(line => line.refundFen !== null) ? lines.reduce((sum, line) => sum + (line.refundFen ?? 0), 0) : null
