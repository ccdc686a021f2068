import type { CustomerId } from '../../contract/ids.ts'
import { contactSettings } from '../contact/contact-settings.rules.ts'
import { isHeldOut } from '../contact/holdout.rules.ts'
import type { Catalogue } from '../catalogue/catalogue-holder.ts'
import type { Context } from '../context.ts'
import { readPlanFacts } from '../customers/plan-facts.queries.ts'
import type { PlanFacts, ReadPlanFacts } from '../customers/plan-facts.ts'
import type { Trx } from '../db/database.ts'
import { transact } from '../db/transact.ts'
import { writeScenes } from '../tiers/scenes.queries.ts'
import { weighUp, type Proposal } from './arbitration.rules.ts'
import { decide } from './decide.rules.ts'
import { nextChangeAt } from './next-change.rules.ts'
import { claimDue, markPage, writePlans, type PlanWrites, type ProposalRow } from './plan.queries.ts'
import { lockCustomersForPlan, lockForPlan } from './reminders.queries.ts'

type Needs = Pick<Context, 'clock' | 'catalogue' | 'newId'>
/** With jobs the person's other accounts are planned right after; without them by the next pass. */
type EventNeeds = Needs & Partial<Pick<Context, 'jobs'>>

/**
 * Opens, updates or expires the customer's one proposal, from the facts as they are in this transaction. Called in the transaction of every
 * event (order, reply, touch, answer, case, callback); the same facts twice change nothing. Promises are never touched. Takes the customer's row lock,
 * and writes the customer's scene first: rules read it. Other accounts of the same person follow by a job: a second lock taken here could meet another event's.
 */
export async function replanCustomer(context: EventNeeds, trx: Trx, externalUserId: CustomerId): Promise<void> {
  const [facts] = await replanAccount(context, trx, externalUserId)
  const others = facts?.accounts.filter(account => account !== externalUserId) ?? []
  if (others.length > 0) await context.jobs?.add(trx, 'replan-customers', { externalUserIds: others })
}

/** One account alone: the caller sees to the others of its person. */
export async function replanAccount(context: Needs, trx: Trx, externalUserId: CustomerId): Promise<ReadPlanFacts[]> {
  if (!await lockForPlan(trx, externalUserId)) return []
  await writeScenes(trx, [externalUserId], context.clock.now())
  return planLocked(context, trx, [externalUserId])
}

/** Plans these customers, in the order of their ids, a chunk a transaction; who is gone is left out. */
export async function replanCustomers(context: Needs & Pick<Context, 'db'>, externalUserIds: readonly string[], chunkSize = 100): Promise<void> {
  const ids = [...new Set(externalUserIds)].sort() as CustomerId[]
  for (let start = 0; start < ids.length; start += chunkSize) {
    await transact(context.db, async (trx) => {
      const locked = await lockCustomersForPlan(trx, ids.slice(start, start + chunkSize))
      await writeScenes(trx, locked, context.clock.now())
      await planLocked(context, trx, locked)
    })
  }
}

/** Plans customers whose row locks are held and whose scenes are up to date: facts by one statement, what differs by one of each kind. Returns the facts. */
async function planLocked(context: Needs, trx: Trx, externalUserIds: readonly CustomerId[]): Promise<ReadPlanFacts[]> {
  if (externalUserIds.length === 0) return []
  const now = context.clock.now()
  const { catalogueVersion, facts } = await readPlanFacts(trx, externalUserIds, now)
  if (catalogueVersion === null) return []
  const catalogue = await context.catalogue.at(catalogueVersion)
  const writes: PlanWrites = { expired: [], woken: [], updated: [], opened: [], checks: [] }
  for (const each of facts) planOne(context, each, catalogue, now, writes)
  await writePlans(trx, writes, now)
  return facts
}

function planOne({ newId }: Pick<Needs, 'newId'>, facts: PlanFacts, catalogue: Catalogue, now: Date, writes: PlanWrites): void {
  const { externalUserId } = facts.customer
  const weighing = weighUp(facts, catalogue, now)
  const settings = contactSettings(catalogue)
  writes.checks.push({ externalUserId, checkAt: nextChangeAt(facts, weighing, catalogue, now), heldOut: isHeldOut(externalUserId, settings.holdoutShare) })
  const decision = decide(facts, weighing.proposal, settings, now)
  const rowOf = (proposal: Proposal, reminderId: string): ProposalRow => ({ ...proposal, reminderId, externalUserId })
  switch (decision.kind) {
    case 'keep': return
    case 'wake': return void writes.woken.push({ reminderId: decision.reminderId, dueAt: decision.dueAt })
    case 'expire': return void writes.expired.push(decision.reminderId)
    case 'update': return void writes.updated.push(rowOf(decision.proposal, decision.reminderId))
    case 'open': {
      if (decision.expires) writes.expired.push(decision.expires)
      writes.opened.push(rowOf(decision.proposal, newId()))
    }
  }
}

export interface PlanPass { customers: number }

/** Customers whose facts a process holds at once; their locks are held as long as planning them takes. */
const dueChunk = 200

/**
 * Plans everybody whose time has come (what time alone changes, and what the night has found to have changed), a chunk a transaction, until none is left.
 * Any number of processes may do so at the same time: a chunk belongs to who holds its locks, and is free again when that process dies.
 * Call after `deriveCustomers`, which writes every scene.
 */
export async function planDue(context: Needs & Pick<Context, 'db'>, { chunkSize = dueChunk }: { chunkSize?: number } = {}): Promise<PlanPass> {
  let customers = 0
  for (;;) {
    const planned = await transact(context.db, async (trx) => {
      const ids = await claimDue(trx, context.clock.now(), chunkSize)
      await planLocked(context, trx, ids)
      return ids.length
    })
    if (planned === 0) return { customers }
    customers += planned
  }
}

const markChunk = 10_000

/** Has everybody planned anew, whatever time it is for them: a rule, a limit of contact or the clock itself was changed. */
export async function markEveryone({ db, clock }: Pick<Context, 'db' | 'clock'>): Promise<void> {
  for (let last: string | null = ''; last !== null;) {
    const after: string = last
    last = await transact(db, trx => markPage(trx, after, markChunk, clock.now()))
  }
}

/** Every customer anew, in this process. */
export async function replanAll(context: Needs & Pick<Context, 'db'>, options: { chunkSize?: number } = {}): Promise<PlanPass> {
  await markEveryone(context)
  return planDue(context, options)
}
