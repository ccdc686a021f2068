import type { Situation } from '../../contract/customers.schema.ts'
import type { Catalogue } from '../catalogue/catalogue-holder.ts'
import { addMs, dayMs } from '../time.ts'
import type { CustomerFacts, FactsOrder } from './customer-facts.ts'

type Parcel = Extract<Situation, { kind: 'nothing_due' }>['parcel']

/** A parcel is news while it is under way, and this long after it was signed for. */
const underWayMs = 14 * dayMs
const signedMs = 3 * dayMs

/** Name of what was bought: our product's, else the first title of the order. */
export function orderTitle({ lines, orderNo }: FactsOrder, { products }: Pick<Catalogue, 'products'>): string {
  const line = lines.find(({ isGift, isService }) => !isGift && !isService) ?? lines[0]
  return products.find(({ id }) => id === line?.productId)?.name ?? line?.title ?? `订单 ${orderNo}`
}

/** The parcel under way or just signed for; where it is unknown that is said. Null: nothing known. */
export function parcelOf({ orders }: CustomerFacts, catalogue: Pick<Catalogue, 'products'>, now: Date): Parcel {
  for (const order of orders) {
    const { shippedAt, signedAt, paidAt, state, logisticsCompany, logisticsNo } = order
    const base = { title: orderTitle(order, catalogue), company: logisticsCompany ?? '', number: logisticsNo ?? '' }
    if (signedAt) {
      if (now < addMs(signedAt, signedMs)) return { ...base, state: 'signed', at: signedAt.toISOString() }
    }
    else if (shippedAt) {
      if (now < addMs(shippedAt, underWayMs) && state === 'shipped') return { ...base, state: 'shipped', at: shippedAt.toISOString() }
    }
    else if (paidAt && state === 'paid' && now < addMs(paidAt, underWayMs)) {
      return { ...base, state: 'unknown', at: null }
    }
  }
  return null
}
