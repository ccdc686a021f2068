import { transact } from '../db/transact.ts'
import type { CustomerId } from '../../contract/ids.ts'
import { contactSettings } from '../contact/contact-settings.rules.ts'
import type { Context } from '../context.ts'
import { readCustomerFacts } from '../customers/customer-facts.queries.ts'
import type { Trx } from '../db/database.ts'
import { scriptForRule } from '../scripts/scripts.rules.ts'
import { propose } from './arbitration.rules.ts'
import { decide } from './decide.rules.ts'
import { closeReminders, insertReminder, listCustomerIds, lockForPlan, updateReminder, wakeReminder } from './reminders.queries.ts'

/**
 * Opens, updates or expires the customer's one proposal, from the facts as they are in this transaction. Called in the transaction of every
 * event (order, reply, touch, answer, case, callback); the same facts twice change nothing. Promises are never touched. Takes the customer's row lock.
 */
export async function replanCustomer(context: Pick<Context, 'clock' | 'catalogue' | 'newId'>, trx: Trx, externalUserId: CustomerId): Promise<void> {
  const now = context.clock.now()
  if (!await lockForPlan(trx, externalUserId)) return
  const facts = await readCustomerFacts(trx, { viewerId: null, externalUserId, now })
  if (!facts) return
  const catalogue = await context.catalogue.at(facts.catalogueVersion)
  const proposal = propose(facts, catalogue, now)
  const decision = decide(facts, proposal, contactSettings(catalogue), now)
  if (decision.kind === 'keep') return
  if (decision.kind === 'wake') return wakeReminder(trx, decision.reminderId, decision.dueAt, now)
  if (decision.kind === 'expire') return closeReminders(trx, [decision.reminderId], { state: 'expired', closedBy: null, now })
  const row = { ...decision.proposal, scriptId: scriptForRule(facts, decision.proposal.rule, catalogue, now), now }
  if (decision.kind === 'update') return updateReminder(trx, decision.reminderId, row)
  if (decision.expires) await closeReminders(trx, [decision.expires], { state: 'expired', closedBy: null, now })
  await insertReminder(trx, { ...row, id: context.newId(), externalUserId })
}

export interface PlanPass { customers: number }

/**
 * The nightly pass: what time alone changes. A chunk of customers a transaction, in the order of their ids, so that two processes
 * never hold each other up. Idempotent; may be stopped and begun again anywhere (`after`).
 */
export async function replanAll(context: Pick<Context, 'clock' | 'catalogue' | 'newId' | 'db'>, { chunkSize = 50, after = '' }: { chunkSize?: number, after?: string } = {}): Promise<PlanPass> {
  let customers = 0
  for (let last = after; ;) {
    const ids = await listCustomerIds(context.db, last, chunkSize)
    const end = ids.at(-1)
    if (!end) return { customers }
    await transact(context.db, async (trx) => {
      for (const externalUserId of ids) await replanCustomer(context, trx, externalUserId)
    })
    customers += ids.length
    last = end
  }
}
