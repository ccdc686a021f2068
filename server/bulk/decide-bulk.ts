import type { BulkPreview, BulkReason } from '../../contract/bulk.schema.ts'
import { bulkReasons } from '../../contract/bulk.schema.ts'
import type { CustomerId, RepId } from '../../contract/ids.ts'
import { bulkReasonText, bulkRefusal, bulkSummary } from '../contact/bulk.rules.ts'
import { contactSettings } from '../contact/contact-settings.rules.ts'
import type { Context } from '../context.ts'
import { readManyFacts } from '../customers/customer-facts.queries.ts'
import type { Trx } from '../db/database.ts'

export interface Decision { externalUserId: CustomerId, reason: BulkReason | null, userId: RepId | null }

/** Customers whose facts are held at once. */
export const bulkChunk = 200

/** Decides over each by the facts as they are in this transaction. `ownTouches`: made by the mass message itself, which are not against it. Who is gone is left out. */
export async function decideBulk(
  { catalogue, clock }: Pick<Context, 'catalogue' | 'clock'>, trx: Trx, ids: readonly CustomerId[], ownTouches: ReadonlySet<string> = new Set(),
): Promise<Decision[]> {
  const now = clock.now()
  const decisions: Decision[] = []
  for (let start = 0; start < ids.length; start += bulkChunk) {
    const { catalogueVersion, facts } = await readManyFacts(trx, ids.slice(start, start + bulkChunk), now)
    if (catalogueVersion === null) continue
    const settings = contactSettings(await catalogue.at(catalogueVersion))
    for (const each of facts) {
      const others = { ...each, touches: each.touches.filter(({ touchId }) => !ownTouches.has(touchId)) }
      decisions.push({ externalUserId: each.customer.externalUserId, reason: bulkRefusal(others, settings, now), userId: each.owner?.userId ?? null })
    }
  }
  return decisions
}

/** Of each reason so many are named. */
export const mostShown = 100

/** The decisions in figures, reasons in the order of the contract. */
export function bulkFigures(total: number, decisions: readonly Pick<Decision, 'externalUserId' | 'reason'>[]): Omit<BulkPreview, 'earliestAt' | 'named'> {
  const excluded = bulkReasons.flatMap((reason) => {
    const ids = decisions.filter(decision => decision.reason === reason).map(({ externalUserId }) => externalUserId)
    return ids.length === 0 ? [] : [{ reason, text: bulkReasonText[reason], count: ids.length, customerIds: ids.slice(0, mostShown) }]
  })
  const reachable = decisions.filter(({ reason }) => reason === null).length
  return { total, reachable, excluded, summary: bulkSummary(reachable, total - reachable) }
}
