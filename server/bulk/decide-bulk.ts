import type { BulkPreview, BulkReason, BulkTasks } from '../../contract/bulk.schema.ts'
import { bulkReasons } from '../../contract/bulk.schema.ts'
import type { CustomerId, RepId } from '../../contract/ids.ts'
import { bulkReasonText, bulkRefusal, bulkSummary, personalFrom } from '../contact/bulk.rules.ts'
import { contactSettings, type ContactSettings } from '../contact/contact-settings.rules.ts'
import type { Context } from '../context.ts'
import { readManyFacts } from '../customers/customer-facts.queries.ts'
import type { CustomerFacts } from '../customers/customer-facts.ts'
import type { Trx } from '../db/database.ts'
import { hasOpenTask } from '../reminders/personal-task.rules.ts'
import { expectedValue } from '../reminders/value.rules.ts'

/** Left out, and may be written to alone by her owner from then on; `value`: what that is expected to bring, yuan; `hasOne`: such a task of hers is still to be done. */
export interface PersonalWish { from: Date, value: number, hasOne: boolean }
export interface Decision { externalUserId: CustomerId, reason: BulkReason | null, userId: RepId | null, task: PersonalWish | null }

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
      const reason = bulkRefusal(others, settings, now)
      decisions.push({ externalUserId: each.customer.externalUserId, reason, userId: each.owner?.userId ?? null, task: reason === null ? null : wishOf(others, settings, now) })
    }
  }
  return decisions
}

function wishOf(facts: CustomerFacts, settings: ContactSettings, now: Date): PersonalWish | null {
  const from = personalFrom(facts, settings, now)
  return from && { from, value: expectedValue(facts, 1), hasOne: hasOpenTask(facts, now) }
}

/** Of each reason so many are named. */
export const mostShown = 100

/** The decisions in figures, reasons in the order of the contract. */
export function bulkFigures(total: number, decisions: readonly Pick<Decision, 'externalUserId' | 'reason'>[], tasks: BulkTasks): Omit<BulkPreview, 'earliestAt' | 'named'> {
  const excluded = bulkReasons.flatMap((reason) => {
    const ids = decisions.filter(decision => decision.reason === reason).map(({ externalUserId }) => externalUserId)
    return ids.length === 0 ? [] : [{ reason, text: bulkReasonText[reason], count: ids.length, customerIds: ids.slice(0, mostShown) }]
  })
  const reachable = decisions.filter(({ reason }) => reason === null).length
  return { total, reachable, excluded, tasks, summary: bulkSummary(reachable, total - reachable, tasks) }
}
