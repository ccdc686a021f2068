import { transact } from '../db/transact.ts'
import type { CustomerId } from '../../contract/ids.ts'
import { contactSettings } from '../contact/contact-settings.rules.ts'
import type { Context } from '../context.ts'
import { readCustomerFacts } from '../customers/customer-facts.queries.ts'
import type { Trx } from '../db/database.ts'
import { listWithAccounts } from '../orders/persons.queries.ts'
import { scriptForRule } from '../scripts/scripts.rules.ts'
import { propose } from './arbitration.rules.ts'
import { decide } from './decide.rules.ts'
import { writeScenes } from '../tiers/scenes.queries.ts'
import { closeReminders, insertReminder, listCustomerIds, lockForPlan, updateReminder, wakeReminder } from './reminders.queries.ts'

type Needs = Pick<Context, 'clock' | 'catalogue' | 'newId'>
/** With jobs the person's other accounts are planned right after; without them by the next pass. */
type EventNeeds = Needs & Partial<Pick<Context, 'jobs'>>

/**
 * Opens, updates or expires the customer's one proposal, from the facts as they are in this transaction. Called in the transaction of every
 * event (order, reply, touch, answer, case, callback); the same facts twice change nothing. Promises are never touched. Takes the customer's row lock,
 * and writes the customer's scene first: rules read it.
 */
export async function replanCustomer(context: EventNeeds, trx: Trx, externalUserId: CustomerId): Promise<void> {
  await replanAccount(context, trx, externalUserId)
  const others = (await listWithAccounts(trx, [externalUserId])).filter(id => id !== externalUserId)
  if (others.length > 0) await context.jobs?.add(trx, 'replan-customers', { externalUserIds: others })
}

/** One account alone: the caller sees to the others of its person. */
export async function replanAccount(context: Needs, trx: Trx, externalUserId: CustomerId): Promise<void> {
  if (!await lockForPlan(trx, externalUserId)) return
  await writeScenes(trx, externalUserId, context.clock.now())
  await planCustomer(context, trx, externalUserId)
}

/** The same without the scene: the caller holds the row lock and has brought the scene up to date. */
async function planCustomer(context: Needs, trx: Trx, externalUserId: CustomerId): Promise<void> {
  const now = context.clock.now()
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

/** Plans these customers, in the order of their ids, a chunk a transaction; who is gone is left out. */
export async function replanCustomers(context: Needs & Pick<Context, 'db'>, externalUserIds: readonly string[], chunkSize = 50): Promise<void> {
  const ids = [...new Set(externalUserIds)].sort() as CustomerId[]
  for (let start = 0; start < ids.length; start += chunkSize) {
    await transact(context.db, async (trx) => {
      for (const externalUserId of ids.slice(start, start + chunkSize)) await replanAccount(context, trx, externalUserId)
    })
  }
}

export interface PlanPass { customers: number }

/**
 * The nightly pass: what time alone changes. A chunk of customers a transaction, in the order of their ids, so that two processes
 * never hold each other up. Call after `deriveCustomers`, which writes every scene. Idempotent; may be stopped and begun again anywhere (`after`).
 */
export async function replanAll(context: Needs & Pick<Context, 'db'>, { chunkSize = 50, after = '' }: { chunkSize?: number, after?: string } = {}): Promise<PlanPass> {
  let customers = 0
  for (let last = after; ;) {
    const ids = await listCustomerIds(context.db, last, chunkSize)
    const end = ids.at(-1)
    if (!end) return { customers }
    await transact(context.db, async (trx) => {
      for (const externalUserId of ids) if (await lockForPlan(trx, externalUserId)) await planCustomer(context, trx, externalUserId)
    })
    customers += ids.length
    last = end
  }
}
