import { numberOr } from '../contact/contact-settings.rules.ts'
import type { Context } from '../context.ts'
import { transact } from '../db/transact.ts'
import { writeScenes, writeShopGap } from './scenes.queries.ts'
import { allowLongStatements, writeTiers } from './tiers.queries.ts'

const usualShare = 0.15

/** Tier, high value and scene of every customer, as of now: the night's first work, because the plan reads them. May run twice and ends the same. */
export async function deriveCustomers({ db, clock, catalogue, newId }: Pick<Context, 'db' | 'clock' | 'catalogue' | 'newId'>): Promise<{ tiers: number, scenes: number }> {
  const now = clock.now()
  const share = numberOr((await catalogue.current()).settings.highValueShare, usualShare)
  const tiers = await transact(db, async (trx) => {
    await allowLongStatements(trx)
    return writeTiers(trx, { now, highValueShare: Math.min(1, Math.max(0, share)) })
  })
  const scenes = await transact(db, async (trx) => {
    await allowLongStatements(trx)
    await writeShopGap(trx, { id: newId(), now })
    return writeScenes(trx, null, now)
  })
  return { tiers, scenes }
}
