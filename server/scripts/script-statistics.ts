import type { Context } from '../context.ts'
import type { Database } from '../db/database.ts'
import { minuteMs } from '../time.ts'
import { contextOf, noStatistics, type Counts, type ScriptStatistics } from './reply-rate.rules.ts'
import { countReplies } from './script-statistics.queries.ts'

const refreshMs = 5 * minuteMs

/** Held per process beside its database; counted anew at most every five minutes. */
const held = new WeakMap<Database, { statistics: ScriptStatistics, countedAt: Date }>()

/** What was counted last, without a read: for the sidebar, which is one statement. Empty before the first count. */
export const heldStatistics = (db: Database): ScriptStatistics => held.get(db)?.statistics ?? noStatistics

/** Counts anew where the last count is more than five minutes old; called where scripts are searched and sends are reported. */
export async function refreshStatistics({ db, clock }: Pick<Context, 'db' | 'clock'>): Promise<ScriptStatistics> {
  const now = clock.now()
  const last = held.get(db)
  if (last && Math.abs(now.getTime() - last.countedAt.getTime()) < refreshMs) return last.statistics
  const statistics = statisticsOf(await countReplies(db))
  held.set(db, { statistics, countedAt: now })
  return statistics
}

function statisticsOf(rows: Awaited<ReturnType<typeof countReplies>>): ScriptStatistics {
  const overall: Counts = { known: 0, replied: 0 }
  const contexts = new Map<string, Counts>()
  const scripts = new Map<string, Map<string, Counts>>()
  for (const { scriptId, rule, tier, known, replied } of rows) {
    const context = contextOf(rule, tier)
    const cells = scripts.get(scriptId) ?? new Map<string, Counts>()
    scripts.set(scriptId, cells)
    for (const [counts, write] of [[overall, null], [contexts.get(context), contexts], [cells.get(context), cells]] as const) {
      const next = { known: (counts?.known ?? 0) + known, replied: (counts?.replied ?? 0) + replied }
      if (write) write.set(context, next)
      else Object.assign(overall, next)
    }
  }
  return { overall, contexts, scripts }
}
