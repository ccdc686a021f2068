import { sql } from 'kysely'
import type { CustomerId } from '../../contract/ids.ts'
import type { Database, Trx } from '../db/database.ts'

export interface EventKeys { wecomCustomerId: string | null, unionid: string | null, phoneHash: Buffer | null }
export interface EventRow { id: string, kind: string, happenedAt: Date, payload: Record<string, unknown> }
export interface WaitingEvent extends EventRow { externalUserId: CustomerId, receivedAt: Date }

/** Whose event it is, strongest key first; null: nobody's yet, or a phone that two people share. Accounts of one person are one: the first of them. */
export async function findEventCustomer(trx: Trx, { wecomCustomerId, unionid, phoneHash }: EventKeys): Promise<CustomerId | null> {
  const { rows } = await sql<{ id: CustomerId }>`
    select external_user_id id from customer where external_user_id = ${wecomCustomerId}::text`.execute(trx)
  if (rows[0]) return rows[0].id
  const byUnion = await sql<{ id: CustomerId }>`select external_user_id id from customer where unionid = ${unionid}::text`.execute(trx)
  if (byUnion.rows[0]) return byUnion.rows[0].id
  const byPhone = await sql<{ id: CustomerId }>`
    select min(p.external_user_id) id from follow_phone p left join customer_join j on j.external_user_id = p.external_user_id
    where p.phone_hash = ${phoneHash}::bytea having count(distinct coalesce(j.person_id, p.external_user_id)) = 1`.execute(trx)
  return byPhone.rows[0]?.id ?? null
}

export async function insertEvent(trx: Trx, externalUserId: CustomerId, { payload, ...row }: EventRow): Promise<void> {
  await trx.insertInto('event').values({ ...row, externalUserId, payload: sql`${JSON.stringify(payload)}::text::jsonb` }).execute()
  await sql`update customer set last_activity_at = greatest(last_activity_at, ${row.happenedAt}::timestamptz) where external_user_id = ${externalUserId}`.execute(trx)
}

export async function insertWaitingEvent(trx: Trx, { payload, ...row }: EventRow & EventKeys & { receivedAt: Date }): Promise<void> {
  await trx.insertInto('waitingEvent').values({ ...row, payload: sql`${JSON.stringify(payload)}::text::jsonb` }).execute()
}

/** Counts a tag on; the newest event keeps it fresh, an older one that comes late does not make it older. */
export async function addBehaviourTags(trx: Trx, externalUserId: CustomerId, tags: readonly string[], at: Date): Promise<void> {
  if (tags.length === 0) return
  await sql`
    insert into behaviour_tag (external_user_id, tag, first_at, last_at) select ${externalUserId}, tag, ${at}::timestamptz, ${at}::timestamptz from unnest(${[...tags]}::text[]) tag
    on conflict (external_user_id, tag) do update set times = behaviour_tag.times + 1,
      first_at = least(behaviour_tag.first_at, excluded.first_at), last_at = greatest(behaviour_tag.last_at, excluded.last_at)`.execute(trx)
}

/** Events that waited for a key which one of these customers now has, taken out. Phones of two people stay. */
export async function takeWaitingRows(trx: Trx, externalUserIds: readonly string[]): Promise<WaitingEvent[]> {
  if (externalUserIds.length === 0) return []
  const ids = sql`any(${[...externalUserIds]}::text[])`
  const { rows } = await sql<WaitingEvent>`
    with found as (
      select w.id, c.external_user_id, 1 strength from waiting_event w join customer c on c.external_user_id = w.wecom_customer_id where c.external_user_id = ${ids}
      union all select w.id, c.external_user_id, 2 from waiting_event w join customer c on c.unionid = w.unionid where c.external_user_id = ${ids}
      union all select w.id, min(p.external_user_id), 3 from waiting_event w join follow_phone p on p.phone_hash = w.phone_hash left join customer_join j on j.external_user_id = p.external_user_id
        where w.phone_hash in (select own.phone_hash from follow_phone own where own.external_user_id = ${ids})
        group by w.id having count(distinct coalesce(j.person_id, p.external_user_id)) = 1),
    best as (select distinct on (id) id, external_user_id from found order by id, strength)
    delete from waiting_event w using best where w.id = best.id
    returning w.id, w.kind, w.happened_at, w.payload, w.received_at, best.external_user_id`.execute(trx)
  return rows.sort((a, b) => a.happenedAt.getTime() - b.happenedAt.getTime())
}

export async function deleteWaitingEventsBefore(db: Database, at: Date): Promise<void> {
  await db.deleteFrom('waitingEvent').where('receivedAt', '<', at).execute()
}
