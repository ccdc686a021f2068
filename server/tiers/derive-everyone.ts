import type { Context } from '../context.ts'
import { transact } from '../db/transact.ts'
import { giveOneToOne } from '../orders/figures.queries.ts'
import { planTonight } from '../reminders/plan.jobs.ts'
import { deriveCustomers } from './derive.ts'
import { allowLongStatements } from './tiers.queries.ts'

/** After the company has set other figures for 1V1 or high value: who has them by these, and whoever that changes is planned anew. May run twice and ends the same. */
export async function deriveEveryone(context: Context): Promise<void> {
  await transact(context.db, async (trx) => {
    await allowLongStatements(trx)
    await giveOneToOne(trx, context.clock.now())
  })
  await deriveCustomers(context)
  await planTonight(context)
}
