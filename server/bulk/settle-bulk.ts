import type { CustomerId } from '../../contract/ids.ts'
import type { Context } from '../context.ts'
import type { Trx } from '../db/database.ts'
import { transact } from '../db/transact.ts'
import { lockCustomersForPlan } from '../reminders/reminders.queries.ts'
import { listPending, setTask, writeOutcomes, type BulkTask, type Outcome } from './bulk.queries.ts'

const planChunk = 100

/** Who was touched, or was not after all, is planned anew at once after. */
export async function replanLater({ jobs }: Pick<Context, 'jobs'>, trx: Trx, ids: readonly CustomerId[]): Promise<void> {
  for (let start = 0; start < ids.length; start += planChunk) await jobs.add(trx, 'replan-customers', { externalUserIds: ids.slice(start, start + planChunk) })
}

/** Writes what became of recipients under their locks; whoever has an outcome keeps it. */
export async function settleRecipients(context: Pick<Context, 'clock' | 'jobs'>, trx: Trx, taskId: string, outcomes: readonly Outcome[]): Promise<void> {
  if (outcomes.length === 0) return
  await lockCustomersForPlan(trx, outcomes.map(({ externalUserId }) => externalUserId))
  await replanLater(context, trx, await writeOutcomes(trx, taskId, outcomes, context.clock.now()))
}

/** Nobody who is still pending is reached any more: their touches no longer count. */
export async function endTask(context: Pick<Context, 'db' | 'clock' | 'jobs'>, taskId: string, state: BulkTask['state'] & ('failed' | 'settled')): Promise<void> {
  await transact(context.db, async (trx) => {
    const pending = await listPending(trx, taskId)
    await settleRecipients(context, trx, taskId, pending.map(({ externalUserId }) => ({ externalUserId, outcome: 'not_sent', refused: null, why: state === 'failed' ? 'refused-by-wecom' : 'unconfirmed', at: null })))
    await setTask(trx, taskId, { state })
  })
}
