import type { Context } from '../context.ts'
import { transact } from '../db/transact.ts'
import { addMs, dayMs } from '../time.ts'
import { rankOf } from './rank.rules.ts'
import { listRanked, writeRanks } from './rank.queries.ts'

/** What falls due before the night after the next one: only lists of what is due are ranked. */
const aheadMs = 2 * dayMs
const pageSize = 2_000

/**
 * Gives the proposals of the day's lists the rank that planning them now would give: her chance to buy and her ticket move from night to night, and nothing else of the
 * proposal hangs on them. Call after `scoreCustomers` and `deriveCustomers`; may run twice and ends the same. Returns how many moved.
 */
export async function refreshRanks({ db, clock }: Pick<Context, 'db' | 'clock'>): Promise<number> {
  const now = clock.now()
  const until = addMs(now, aheadMs)
  let refreshed = 0
  for (let last: string | null = ''; last !== null;) {
    const after: string = last
    const page = await transact(db, async (trx) => {
      const rows = await listRanked(trx, { after, until, limit: pageSize })
      const ranks = rows.map(({ id, score: held, rule, pull, contactClass, highValue, orderCount, lifetimeSpendFen, p30, ticketFen }) =>
        ({ id, held, score: rankOf({ rule, pull, contactClass }, { customer: { highValue, orderCount, lifetimeSpendFen }, score: p30 === null ? null : { p30, ticketFen } }) }))
      const moved = ranks.filter(({ held, score }) => score !== held)
      await writeRanks(trx, moved, now)
      return { last: rows.at(-1)?.externalUserId ?? null, moved: moved.length }
    })
    last = page.last
    refreshed += page.moved
  }
  return refreshed
}
