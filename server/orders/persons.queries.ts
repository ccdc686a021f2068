import { sql, type RawBuilder } from 'kysely'
import type { CustomerId, RepId } from '../../contract/ids.ts'
import type { Database, Trx } from '../db/database.ts'

/**
 * A person may have several WeChat accounts (customers). Rows stay with the account they belong to; what counts for the person is read over
 * all of them, so that parting gives each its own again.
 */

/** The accounts of the person behind a customer, the customer included, as an SQL array. Evaluated once a statement. */
export const accountsOf = (externalUserId: string): RawBuilder<string[]> => sql<string[]>`coalesce(
  (select array_agg(j.external_user_id) from customer_join me join customer_join j on j.person_id = me.person_id where me.external_user_id = ${externalUserId}), array[${externalUserId}::text])`

/** These customers and the other accounts of their persons, in order. */
export async function listWithAccounts(db: Database | Trx, externalUserIds: readonly string[]): Promise<CustomerId[]> {
  if (externalUserIds.length === 0) return []
  const ids = sql`${[...new Set(externalUserIds)]}::text[]`
  const { rows } = await sql<{ id: CustomerId }>`
    select unnest(${ids}) id union
    select j.external_user_id from customer_join me join customer_join j on j.person_id = me.person_id where me.external_user_id = any(${ids}) order by 1`.execute(db)
  return rows.map(({ id }) => id)
}

export interface Account { externalUserId: CustomerId, personId: string }

/** The joined ones among these, locked: who is joined with whom changes by one hand at a time. */
export async function lockJoins(trx: Trx): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('zhike joins'))`.execute(trx)
}

/** Everybody joined with any of these customers, themselves included where they are joined. */
export async function listJoined(trx: Trx, externalUserIds: readonly string[]): Promise<Account[]> {
  const { rows } = await sql<Account>`
    select j.external_user_id, j.person_id from customer_join me join customer_join j on j.person_id = me.person_id
    where me.external_user_id = any(${[...externalUserIds]}::text[]) group by 1, 2 order by 1`.execute(trx)
  return rows
}

/** Puts these accounts under one person; who has 1V1 by own orders keeps that apart from what the person has. */
export async function putTogether(trx: Trx, { externalUserIds, personId, byUserId, now }: { externalUserIds: readonly string[], personId: string, byUserId: RepId, now: Date }): Promise<void> {
  await sql`
    insert into customer_join (external_user_id, person_id, joined_by, joined_at, one_to_one_own_at)
    select c.external_user_id, ${personId}, ${byUserId}, ${now}::timestamptz, c.one_to_one_at from customer c where c.external_user_id = any(${[...externalUserIds]}::text[])
    on conflict (external_user_id) do update set person_id = excluded.person_id`.execute(trx)
}

/**
 * Takes accounts out of their person. 1V1 of all who were together is again what their own orders gave: what those who stay
 * reach together is given anew by the figures that follow.
 */
export async function takeApart(trx: Trx, { together, gone, now }: { together: readonly string[], gone: readonly string[], now: Date }): Promise<void> {
  await sql`
    update customer c set one_to_one_at = j.one_to_one_own_at, updated_at = ${now}::timestamptz
    from customer_join j where j.external_user_id = c.external_user_id and c.external_user_id = any(${[...together]}::text[])`.execute(trx)
  await trx.deleteFrom('customerJoin').where('externalUserId', 'in', [...gone]).execute()
}

/** Orders that only the join gave a customer: one phone, two accounts. They wait again. Returns their ids. */
export async function releaseJoinedMatches(trx: Trx, externalUserIds: readonly string[], now: Date): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    update "order" set external_user_id = null, matched_by = null, updated_at = ${now}::timestamptz
    where external_user_id = any(${[...externalUserIds]}::text[]) and matched_by = 'person' returning id`.execute(trx)
  return rows.map(({ id }) => id)
}
