import { sql, type RawBuilder } from 'kysely'
import type { CustomerId, RepId } from '../../contract/ids.ts'
import type { Trx } from '../db/database.ts'

/** Has anybody said that this order is not this customer's (or another account's of the same person)? `orderId` and `account` are SQL. */
export const isRefused = (orderId: RawBuilder<unknown>, account: RawBuilder<unknown>): RawBuilder<boolean> => sql<boolean>`exists (
  select 1 from order_refusal r left join customer_join rj on rj.external_user_id = r.external_user_id left join customer_join aj on aj.external_user_id = ${account}
  where r.order_id = ${orderId} and (r.external_user_id = ${account} or rj.person_id = aj.person_id))`

export interface Refusal { orderId: number, accounts: readonly CustomerId[], wasOf: CustomerId, matchedBy: string | null, byUserId: RepId, now: Date }

/** Remembers that the order is not this person's, and forgets that its platform's buyer is. */
export async function refuseMatch(trx: Trx, { orderId, accounts, wasOf, matchedBy, byUserId, now }: Refusal): Promise<void> {
  await sql`
    insert into order_refusal (order_id, external_user_id, was_of, matched_by, by_user_id, refused_at)
    select ${orderId}::bigint, account, ${wasOf}, ${matchedBy}, ${byUserId}, ${now}::timestamptz from unnest(${[...accounts]}::text[]) account
    on conflict (order_id, external_user_id) do update set was_of = excluded.was_of, matched_by = excluded.matched_by, by_user_id = excluded.by_user_id, refused_at = excluded.refused_at`.execute(trx)
  await sql`
    delete from buyer_identity b using "order" o
    where o.id = ${orderId}::bigint and b.platform = o.platform and b.buyer_id = o.buyer_id and b.external_user_id = any(${[...accounts]}::text[])`.execute(trx)
}

/** What was said of the order and one of these accounts, the latest; null: nothing. */
export async function findRefusal(trx: Trx, orderId: number, accounts: readonly CustomerId[]): Promise<{ wasOf: CustomerId, matchedBy: string | null } | null> {
  const row = await trx.selectFrom('orderRefusal').select(['wasOf', 'matchedBy']).where('orderId', '=', orderId).where('externalUserId', 'in', [...accounts])
    .orderBy('refusedAt', 'desc').orderBy('externalUserId').limit(1).executeTakeFirst()
  return row ? { wasOf: row.wasOf as CustomerId, matchedBy: row.matchedBy } : null
}

export async function deleteRefusals(trx: Trx, orderId: number, accounts: readonly CustomerId[]): Promise<void> {
  await trx.deleteFrom('orderRefusal').where('orderId', '=', orderId).where('externalUserId', 'in', [...accounts]).execute()
}

/** Gives the order back as it was. A buyer known from other orders is hers again; what the order itself teaches is learnt when it is settled. */
export async function takeBack(trx: Trx, orderId: number, { wasOf, matchedBy }: { wasOf: CustomerId, matchedBy: string | null }, now: Date): Promise<void> {
  await trx.updateTable('order').set({ externalUserId: wasOf, matchedBy, updatedAt: now }).where('id', '=', orderId).execute()
  if (matchedBy !== 'buyer') return
  await sql`
    insert into buyer_identity (platform, buyer_id, external_user_id, learnt_from, created_at)
    select o.platform, o.buyer_id, ${wasOf}, 'buyer', ${now}::timestamptz from "order" o where o.id = ${orderId}::bigint and o.buyer_id is not null
    on conflict do nothing`.execute(trx)
}
