import { sql } from 'kysely'
import type { ContactClass, ReminderKey } from '../../contract/words.ts'
import type { Trx } from '../db/database.ts'

export interface RankedRow {
  id: string, externalUserId: string, rule: ReminderKey, contactClass: ContactClass, pull: number, score: number
  highValue: boolean, orderCount: number, lifetimeSpendFen: number
  /** The night's score, null for who has none. */
  p30: number | null, ticketFen: number | null
}

/**
 * The next proposals that stand in a list before `until`, in the order of their customers, locked; what somebody else is changing is passed over: its plan writes the rank.
 * By the index that holds at most one live proposal a customer.
 */
export async function listRanked(trx: Trx, { after, until, limit }: { after: string, until: Date, limit: number }): Promise<RankedRow[]> {
  const { rows } = await sql<RankedRow>`
    select r.id, r.external_user_id, r.rule, r.contact_class, r.pull, r.score, c.high_value, c.order_count, c.lifetime_spend_fen,
      (s.figures->>'p30')::float8 as "p30", (s.figures->>'ticketFen')::float8 as ticket_fen
    from reminder r join customer c on c.external_user_id = r.external_user_id left join customer_score s on s.external_user_id = r.external_user_id
    where r.external_user_id > ${after} and r.state in ('open', 'snoozed') and r.rule <> 'promise' and r.pull is not null and r.effective_due_at < ${until}::timestamptz
    order by r.external_user_id limit ${limit}::int for no key update of r skip locked`.execute(trx)
  return rows
}

export async function writeRanks(trx: Trx, ranks: readonly { id: string, score: number }[], now: Date): Promise<void> {
  if (ranks.length === 0) return
  await sql`update reminder r set score = g.score, updated_at = ${now}::timestamptz
    from unnest(${ranks.map(({ id }) => id)}::uuid[], ${ranks.map(({ score }) => score)}::float8[]) as g(id, score) where r.id = g.id`.execute(trx)
}
