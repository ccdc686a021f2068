import { sql } from 'kysely'
import type { CustomerId, RepId } from '../../contract/ids.ts'
import type { AgeBand } from '../../contract/words.ts'
import type { Trx } from '../db/database.ts'
import { accountsOf } from '../orders/persons.queries.ts'

/** Own relation of the member with the customer, if it has not ended. Needs the customer's row lock. */
export async function findOwnFollow(trx: Trx, externalUserId: CustomerId, userId: RepId) {
  return trx.selectFrom('follow').select(['remark', 'description']).where('externalUserId', '=', externalUserId).where('userId', '=', userId).where('endedAt', 'is', null).executeTakeFirst()
}

/** 先别打扰 is said by a person: at any of her accounts it holds for all. */
export async function getChangeable(trx: Trx, externalUserId: CustomerId) {
  return trx.selectFrom('customer').select(['region', 'ageBand', sql<Date | null>`(select max(opt_out_at) from customer a where a.external_user_id = any(${accountsOf(externalUserId)}))`.as('optOutAt')]).where('externalUserId', '=', externalUserId).executeTakeFirstOrThrow()
}

export async function writeRemark(trx: Trx, externalUserId: CustomerId, userId: RepId, { remark, description }: { remark: string, description: string }): Promise<void> {
  await trx.updateTable('follow').set({ remark, description }).where('externalUserId', '=', externalUserId).where('userId', '=', userId).execute()
}

export interface CustomerFields { region?: string | null, regionSource?: 'rep' | null, ageBand?: AgeBand | null, optOutAt?: Date | null, updatedAt: Date }

export async function updateCustomer(trx: Trx, externalUserId: CustomerId, fields: CustomerFields): Promise<void> {
  await trx.updateTable('customer').set(fields).where('externalUserId', '=', externalUserId).execute()
  if (fields.optOutAt === null) await trx.updateTable('customer').set({ optOutAt: null }).where(sql<boolean>`external_user_id = any(${accountsOf(externalUserId)})`).execute()
}
