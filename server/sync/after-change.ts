import type { CustomerId } from '../../contract/ids.ts'
import type { Context } from '../context.ts'
import type { Trx } from '../db/database.ts'
import { takeWaitingEvents } from '../events/take-event.ts'
import { matchWaitingOrders } from '../orders/customer-orders.ts'
import { replanCustomer } from '../reminders/planner.ts'

export interface RelationsChanged {
  externalUserIds: readonly string[]
  /** For whom a phone number is new: orders may have waited for it. */
  newlyPhoned: readonly string[]
}

/**
 * What follows, in the same transaction, when relations to customers were written or ended: orders and events that waited for one of their keys (the
 * customer herself, her unionid, a phone; or a phone that is no longer somebody else's too) find her, reminders are
 * planned anew. `isBulk`: one of many pages, the nightly pass plans afterwards.
 */
export async function afterRelationsChanged(context: Context, trx: Trx, { externalUserIds, newlyPhoned }: RelationsChanged, { isBulk = false } = {}): Promise<void> {
  const now = context.clock.now()
  const changed = [...new Set([...externalUserIds, ...newlyPhoned])]
  const withOrders = await matchWaitingOrders(trx, changed, now)
  await takeWaitingEvents(context, trx, changed)
  if (isBulk) return
  for (const id of [...new Set([...externalUserIds, ...withOrders])].sort()) await replanCustomer(context, trx, id as CustomerId)
}
