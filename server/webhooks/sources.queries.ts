import { sql } from 'kysely'
import type { SourceKind } from '../../contract/sources.schema.ts'
import type { OrderPlatform } from '../../contract/words.ts'
import type { Database, Trx } from '../db/database.ts'
import { addMs, secondMs } from '../time.ts'

export interface SourceRow { id: string, kind: SourceKind, label: string, platform: OrderPlatform, shop: string, isEnabled: boolean, cursor: unknown }
export interface SecretRow { hint: string, createdAt: Date, validUntil: Date | null }
export interface SourceState extends SourceRow {
  lastReceivedAt: Date | null
  lastDoneAt: Date | null
  lastError: string | null
  lastErrorAt: Date | null
  waiting: number
  failed: number
  secrets: SecretRow[]
}

/** What inbox rows of a source say in their column `source`. */
export const inboxSource = (id: string): string => `source:${id}`

const columns = ['id', 'kind', 'label', 'platform', 'shop', 'isEnabled', 'cursor'] as const
const typed = <T extends { platform: string }>(row: T): T & { platform: OrderPlatform } => row as T & { platform: OrderPlatform }

export async function findSource(db: Database | Trx, id: string): Promise<SourceRow | null> {
  const row = await db.selectFrom('source').select(columns).where('id', '=', id).executeTakeFirst()
  return row ? typed(row) : null
}

export async function lockSource(trx: Trx, id: string): Promise<SourceRow | null> {
  const row = await trx.selectFrom('source').select(columns).where('id', '=', id).forUpdate().executeTakeFirst()
  return row ? typed(row) : null
}

export async function listEnabled(db: Database | Trx, kind: SourceKind): Promise<SourceRow[]> {
  return (await db.selectFrom('source').select(columns).where('kind', '=', kind).where('isEnabled', '=', true).orderBy('id').execute()).map(typed)
}

/** All sources, or one, with what waits, what was given up, and the secrets that still count. */
export async function listSourceStates(db: Database | Trx, now: Date, id: string | null = null): Promise<SourceState[]> {
  const rows = await db.selectFrom('source').select(columns).select(['lastReceivedAt', 'lastDoneAt', 'lastError', 'lastErrorAt'])
    .select(eb => [
      eb.selectFrom('inbox').select(sql<number>`count(*)::int`.as('count')).where(sql<boolean>`inbox.source = 'source:' || source.id`).where('processedAt', 'is', null).as('waiting'),
      eb.selectFrom('inbox').select(sql<number>`count(*)::int`.as('count')).where(sql<boolean>`inbox.source = 'source:' || source.id`).where('failedAt', 'is not', null).as('failed'),
    ]).$if(id !== null, query => query.where('id', '=', id!)).orderBy('createdAt').orderBy('id').execute()
  const secrets = await db.selectFrom('sourceSecret').select(['sourceId', 'hint', 'createdAt', 'validUntil'])
    .where(eb => eb.or([eb('validUntil', 'is', null), eb('validUntil', '>', now)])).orderBy(sql`valid_until is null`, ob => ob.desc()).orderBy('createdAt', 'desc').orderBy('id').execute()
  return rows.map(row => ({ ...typed(row), waiting: row.waiting ?? 0, failed: row.failed ?? 0, secrets: secrets.filter(secret => secret.sourceId === row.id) }))
}

export async function listSourceIds(db: Database | Trx): Promise<Set<string>> {
  return new Set((await db.selectFrom('source').select('id').execute()).map(row => row.id))
}

/** False: that name is taken. */
export async function insertSource(trx: Trx, row: Omit<SourceRow, 'cursor' | 'isEnabled'> & { createdBy: string, now: Date }): Promise<boolean> {
  const { now, ...rest } = row
  const inserted = await trx.insertInto('source').values({ ...rest, createdAt: now, updatedAt: now }).onConflict(oc => oc.doNothing()).returning('id').executeTakeFirst()
  return inserted !== undefined
}

/** Names and ids are given out one after the other; released with the transaction. */
export async function lockNames(trx: Trx): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('zhike source names'))`.execute(trx)
}

export async function isLabelTaken(trx: Trx, label: string, exceptId: string): Promise<boolean> {
  return await trx.selectFrom('source').select('id').where('label', '=', label).where('id', '<>', exceptId).executeTakeFirst() !== undefined
}

export async function updateSource(trx: Trx, id: string, change: Partial<Pick<SourceRow, 'label' | 'shop' | 'isEnabled'>>, now: Date): Promise<void> {
  await trx.updateTable('source').set({ ...change, updatedAt: now }).where('id', '=', id).execute()
}

export async function insertSecret(trx: Trx, row: { id: string, sourceId: string, valueCipher: Buffer, hint: string, createdBy: string, createdAt: Date }): Promise<void> {
  await trx.insertInto('sourceSecret').values(row).execute()
}

/** The one in use, and older ones, end at `at`; what ends earlier stays so. A passing token belonged to the old one. */
export async function retireSecrets(trx: Trx, sourceId: string, at: Date): Promise<void> {
  await trx.updateTable('sourceSecret').set({ validUntil: at }).where('sourceId', '=', sourceId).where(eb => eb.or([eb('validUntil', 'is', null), eb('validUntil', '>', at)])).execute()
  await trx.updateTable('source').set({ tokenCipher: null, tokenExpiresAt: null }).where('id', '=', sourceId).execute()
}

/** Sealed secrets that count now, the one in use first. */
export async function listValidSecrets(db: Database | Trx, sourceId: string, now: Date): Promise<Buffer[]> {
  const rows = await db.selectFrom('sourceSecret').select('valueCipher').where('sourceId', '=', sourceId)
    .where(eb => eb.or([eb('validUntil', 'is', null), eb('validUntil', '>', now)])).orderBy(sql`valid_until is null`, ob => ob.desc()).orderBy('createdAt', 'desc').orderBy('id').execute()
  return rows.map(row => row.valueCipher)
}

/** Second by second is enough: many pushes a second need not wait for one row. */
export async function noteReceived(trx: Trx, id: string, now: Date): Promise<void> {
  await trx.updateTable('source').set({ lastReceivedAt: now }).where('id', '=', id)
    .where(eb => eb.or([eb('lastReceivedAt', 'is', null), eb('lastReceivedAt', '<', addMs(now, -secondMs))])).execute()
}

export async function noteDone(trx: Trx, id: string, now: Date): Promise<void> {
  await trx.updateTable('source').set({ lastDoneAt: now }).where('id', '=', id)
    .where(eb => eb.or([eb('lastDoneAt', 'is', null), eb('lastDoneAt', '<', addMs(now, -secondMs))])).execute()
}

export async function noteError(db: Database | Trx, id: string, error: string, now: Date): Promise<void> {
  await db.updateTable('source').set({ lastError: error.slice(0, 300), lastErrorAt: now }).where('id', '=', id).execute()
}

export async function saveCursor(trx: Trx, id: string, cursor: unknown): Promise<void> {
  await trx.updateTable('source').set({ cursor: sql`${JSON.stringify(cursor)}::text::jsonb` }).where('id', '=', id).execute()
}

export async function findToken(db: Database, id: string, now: Date): Promise<Buffer | null> {
  const row = await db.selectFrom('source').select('tokenCipher').where('id', '=', id).where('tokenExpiresAt', '>', now).executeTakeFirst()
  return row?.tokenCipher ?? null
}

export async function saveToken(db: Database, id: string, token: { cipher: Buffer, expiresAt: Date } | null): Promise<void> {
  await db.updateTable('source').set({ tokenCipher: token?.cipher ?? null, tokenExpiresAt: token?.expiresAt ?? null }).where('id', '=', id).execute()
}
