import type { Context } from '../context.ts'
import { transact } from '../db/transact.ts'
import { countDue } from './plan.queries.ts'
import { markEveryone, planDue } from './planner.ts'

/** Jobs that share a pass: other processes take them, or this one between its waits for the database. */
const lanes = 4
/** So many customers are planned sooner than other processes hear of them. */
const worthSharing = 2_000

/** Whose time has come, until none is left. */
export async function planLane(context: Context): Promise<void> {
  await planDue(context)
}

/** The night's pass, begun here and shared; when this returns, all is planned but what others still hold. */
export async function planTonight(context: Context): Promise<void> {
  if (await countDue(context.db, context.clock.now()) > worthSharing) await share(context)
  await planDue(context)
}

/** After a change of a rule, a limit of contact: everybody anew. */
export async function planEveryone(context: Context): Promise<void> {
  await markEveryone(context)
  await planTonight(context)
}

async function share({ db, jobs }: Context): Promise<void> {
  await transact(db, async (trx) => {
    for (let lane = 1; lane < lanes; lane++) await jobs.add(trx, 'plan-due', { lane })
  })
}
