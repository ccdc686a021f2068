import { sql } from 'kysely'
import type { Database, Trx } from '../db/database.ts'

/** What the platform gave the app, kept for all processes. */
export type CredentialKind = 'token' | 'agent_ticket'

/** One renewer at a time, over all processes; the lock goes with the transaction. */
export async function lockCredential(trx: Trx, kind: CredentialKind): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`wecom_credential:${kind}`}, 0))`.execute(trx)
}

export async function findCredential(db: Database | Trx, kind: CredentialKind) {
  return db.selectFrom('wecomCredential').selectAll().where('kind', '=', kind).executeTakeFirst()
}

export async function upsertCredential(trx: Trx, row: { kind: CredentialKind, valueCipher: Buffer, expiresAt: Date, renewedAt: Date }): Promise<void> {
  await trx.insertInto('wecomCredential').values(row).onConflict(oc => oc.column('kind').doUpdateSet({ valueCipher: row.valueCipher, expiresAt: row.expiresAt, renewedAt: row.renewedAt })).execute()
}
