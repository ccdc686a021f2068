import { sql } from 'kysely'
import type { Trx } from '../db/database.ts'

/** WeCom's add_way of a customer whom an admin or lead handed over (data/wecom/add_way.json). */
const assigned = 202

interface OwnerChange { externalUserId: string, from: string | null, to: string | null }

/**
 * The owner: who took her over from the owner before, else who follows and was bound longest; a member who can
 * contact her (with the company, with the contact function) before one who can't, a living
 * relation before a lost one. What the owner before has still to do goes along when they can't do it any more.
 */
export async function chooseOwners(trx: Trx, externalUserIds: readonly string[], now: Date): Promise<void> {
  const { rows } = await sql<OwnerChange>`update customer set owner_user_id = chosen.user_id, updated_at = ${now} from (
      select c.external_user_id, c.owner_user_id as former, (select f.user_id from follow f join rep on rep.user_id = f.user_id
        where f.external_user_id = c.external_user_id and f.ended_at is null
        order by not (rep.is_active and rep.has_contact_function), f.lost_at is not null, f.took_over_at desc nulls last, f.added_at, f.user_id limit 1) as user_id
      from customer c where c.external_user_id = any(${externalUserIds}::text[])) chosen
    where customer.external_user_id = chosen.external_user_id and customer.owner_user_id is distinct from chosen.user_id
    returning customer.external_user_id, chosen.former as "from", chosen.user_id as "to"`.execute(trx)
  await handOver(trx, rows.filter(row => row.from !== null && row.to !== null), now)
}

/** Open reminders (promises too) and service cases of who left, lost the contact function or no longer follows go to the new owner; history stays with who made it. */
async function handOver(trx: Trx, changes: readonly OwnerChange[], now: Date): Promise<void> {
  if (changes.length === 0) return
  const gone = sql`(select changed.* from unnest(${changes.map(row => row.externalUserId)}::text[], ${changes.map(row => row.from)}::text[], ${changes.map(row => row.to)}::text[]) changed (id, former, taker)
    where not exists (select 1 from follow f join rep on rep.user_id = f.user_id
      where f.external_user_id = changed.id and f.user_id = changed.former and f.ended_at is null and rep.is_active and rep.has_contact_function)) gone`
  await sql`update reminder set user_id = gone.taker, updated_at = ${now} from ${gone}
    where reminder.external_user_id = gone.id and reminder.user_id = gone.former and reminder.state in ('open', 'snoozed')`.execute(trx)
  await sql`update service_case set handler_user_id = gone.taker from ${gone}
    where service_case.external_user_id = gone.id and service_case.handler_user_id = gone.former and service_case.closed_at is null`.execute(trx)
}

/** The relation of `formerUserId` has ended. If that was the owner and somebody was assigned since, this one took the customer over. */
export async function noteTakeOver(trx: Trx, externalUserId: string, formerUserId: string): Promise<void> {
  await sql`update follow set took_over_at = follow.added_at
    where follow.external_user_id = ${externalUserId} and follow.user_id = (
      select taker.user_id from customer c
        join follow former on former.external_user_id = c.external_user_id and former.user_id = c.owner_user_id
        join follow taker on taker.external_user_id = c.external_user_id and taker.user_id <> former.user_id
      where c.external_user_id = ${externalUserId} and c.owner_user_id = ${formerUserId} and taker.ended_at is null and taker.add_way = ${assigned}
        and taker.added_at > former.added_at
      order by taker.added_at desc, taker.user_id limit 1)`.execute(trx)
}

/** Customers that these members follow, in the order of their ids. */
export async function listFollowedBy(trx: Trx, userIds: readonly string[]): Promise<string[]> {
  const rows = await trx.selectFrom('follow').select('externalUserId').distinct().where('userId', 'in', userIds).where('endedAt', 'is', null).orderBy('externalUserId').execute()
  return rows.map(row => row.externalUserId)
}
