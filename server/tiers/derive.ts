import type { Context } from '../context.ts'
import { transact } from '../db/transact.ts'
import { highValueShareOf } from './high-value.rules.ts'
import { writeScenes, writeShopGap } from './scenes.queries.ts'
import { allowLongStatements, writeTiers } from './tiers.queries.ts'

/** Tier, high value and scene of every customer, as of now: the night's first work, because the plan reads them. May run twice and ends the same. */
export async function deriveCustomers({ db, clock, catalogue, newId }: Pick<Context, 'db' | 'clock' | 'catalogue' | 'newId'>): Promise<{ tiers: number, scenes: number }> {
  const now = clock.now()
  const highValueShare = highValueShareOf((await catalogue.current()).settings)
  const tiers = await transact(db, async (trx) => {
    await allowLongStatements(trx)
    return writeTiers(trx, { now, highValueShare })
  })
  const scenes = await transact(db, async (trx) => {
    await allowLongStatements(trx)
    await writeShopGap(trx, { id: newId(), now })
    return writeScenes(trx, null, now)
  })
  return { tiers, scenes }
}
