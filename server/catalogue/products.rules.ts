import type { Product } from './catalogue-holder.ts'

const byList = new WeakMap<readonly Product[], ReadonlyMap<string, Product>>()

/** The products of a catalogue by id; the map is made once for each list, which is never changed in place. */
export function productsById(products: readonly Product[]): ReadonlyMap<string, Product> {
  const known = byList.get(products)
  if (known) return known
  const made = new Map(products.map(product => [product.id, product]))
  byList.set(products, made)
  return made
}
