import type { Precedence } from '../assemble.rules.ts'

/** What is known of the stored order's age. `updatedAt`: when it was last written here. */
export interface OrderAge { sourceModifiedAt: Date | null, isFromFile: boolean, updatedAt: Date }

/**
 * Is a source's word about an order newer than what is stored? The source's own times decide. A file has no time: what is pushed as changed after the
 * file was written here is newer than it, of the rest how far the order has come decides.
 */
export function precedenceOf(modifiedAt: string | null, stored: OrderAge): Precedence {
  if (modifiedAt === null) return 'by-state'
  const at = Date.parse(modifiedAt)
  if (stored.sourceModifiedAt && at < stored.sourceModifiedAt.getTime()) return 'older'
  if (stored.isFromFile) return at > stored.updatedAt.getTime() ? 'newer' : 'by-state'
  return stored.sourceModifiedAt ? 'newer' : 'by-state'
}
