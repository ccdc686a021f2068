import { seesMasked, type Viewer } from '../session/viewer.ts'
import type { CustomerFacts } from './customer-facts.ts'

/** 王小满 → 王**: what an operator sees of a name. Empty stays empty. */
export const maskName = (name: string): string => name === '' ? '' : `${[...name][0]}**`

/** With a parcel's number its recipient can be looked up. */
export const maskOrder = <Order extends { logisticsNo: string | null }>(order: Order): Order => ({ ...order, logisticsNo: order.logisticsNo && '****' })

/** For an operator everything below works on masked facts, scripts and reasons too; for others these are the facts themselves. */
export function maskedFor(viewer: Pick<Viewer, 'role'>, facts: CustomerFacts): CustomerFacts {
  if (!seesMasked(viewer.role)) return facts
  const { customer, follow } = facts
  return {
    ...facts,
    customer: { ...customer, name: maskName(customer.name), avatarUrl: null, birthdayOn: null },
    follow: follow && { ...follow, remark: maskName(follow.remark), description: '' },
    orders: facts.orders.map(maskOrder),
    otherAccounts: facts.otherAccounts.map(other => ({ ...other, name: maskName(other.name), remark: maskName(other.remark ?? '') })),
  }
}
