import type { Trx } from '../db/database.ts'

/** What is kept as one whole: a reading replaces all of it. */
export type Subject = 'tags' | 'directory'

/** True: this reading is the newest so far, and is to be kept. Held until the transaction ends. */
export async function claimReading(trx: Trx, subject: Subject, readAt: Date): Promise<boolean> {
  const row = await trx.insertInto('platformReading').values({ subject, readAt })
    .onConflict(oc => oc.column('subject').doUpdateSet({ readAt }).where('platformReading.readAt', '<=', readAt)).returning('subject').executeTakeFirst()
  return row !== undefined
}
