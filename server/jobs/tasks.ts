import type { Context } from '../context.ts'
import { lookAtBulk } from '../bulk/look-at-bulk.ts'
import { runCommitImport, runReadImport } from '../orders/import.jobs.ts'
import { processPushed, sweepPushed } from '../orders/push/process-pushed.ts'
import { pullOrders } from '../orders/push/pull-orders.ts'
import { matchProducts } from '../products/match-products.ts'
import { planEveryone, planLane, planTonight } from '../reminders/plan.jobs.ts'
import { replanCustomers } from '../reminders/planner.ts'
import { refreshRanks } from '../reminders/rank.ts'
import { runPushRound } from '../pushes/push-round.ts'
import { refreshStatistics } from '../scripts/script-statistics.ts'
import { deriveCustomers } from '../tiers/derive.ts'
import { deriveEveryone } from '../tiers/derive-everyone.ts'
import { scoreCustomers } from '../tiers/rhythm.ts'
import { deliverOutbox } from '../wecom/outbox.ts'
import { processInbox, sweepInbox } from '../wecom/inbox.ts'
import { sendWelcome } from '../wecom/welcome.ts'
import { synchronise } from '../sync/synchronise.ts'
import type { JobName, JobPayloads } from './jobs.ts'

export type Task<Name extends JobName> = (context: Context, payload: JobPayloads[Name]) => Promise<void>

/** What each job does: every resource adds its line. Each may run twice and must end the same. */
export const tasks: { [Name in JobName]?: Task<Name> } = {
  'process-inbox': processInbox,
  'sweep-inbox': sweepInbox,
  'send-welcome': sendWelcome,
  'deliver-outbox': deliverOutbox,
  'synchronise': synchronise,
  'push': runPushRound,
  'look-at-bulk': lookAtBulk,
  'read-import': runReadImport,
  'commit-import': runCommitImport,
  'process-pushed': processPushed,
  'sweep-pushed': sweepPushed,
  'pull-orders': pullOrders,
  'match-products': matchProducts,
  'replan-customers': (context, { externalUserIds }) => replanCustomers(context, externalUserIds),
  'plan-everyone': planEveryone,
  'derive-everyone': deriveEveryone,
  'plan-due': planLane,
  'nightly': async (context) => {
    await refreshStatistics(context)
    await scoreCustomers(context)
    await deriveCustomers(context)
    await planTonight(context)
    await refreshRanks(context)
  },
}
