import type { Database } from '../db/database.ts'

/** Sends of scripts that became a touch with a known outcome, by script, rule of the reminder and tier. */
export async function countReplies(db: Database): Promise<{ scriptId: string, rule: string | null, tier: string, known: number, replied: number }[]> {
  const rows = await db.selectFrom('scriptSend')
    .innerJoin('touch', 'touch.id', 'scriptSend.touchId')
    .innerJoin('customer', 'customer.externalUserId', 'scriptSend.externalUserId')
    .leftJoin('reminder', 'reminder.id', 'scriptSend.reminderId')
    .select(({ fn, eb }) => ['scriptSend.scriptId', 'reminder.rule', 'customer.tier', fn.countAll<number>().as('known'), fn.sum<number>(eb.case().when('touch.replyState', '=', 'yes').then(1).else(0).end()).as('replied')])
    .where('scriptSend.outcome', '=', 'sent').where('scriptSend.scriptId', 'is not', null).where('touch.replyState', 'in', ['yes', 'no'])
    .groupBy(['scriptSend.scriptId', 'reminder.rule', 'customer.tier']).execute()
  return rows.flatMap(({ scriptId, ...row }) => scriptId === null ? [] : [{ ...row, scriptId, known: Number(row.known), replied: Number(row.replied) }])
}
