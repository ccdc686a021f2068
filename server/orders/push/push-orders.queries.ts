import { sql } from 'kysely'
import type { Trx } from '../../db/database.ts'

/** How new what is stored is: by the source's own word, or by a file written after it. */
export interface StoredAge { id: number, sourceModifiedAt: Date | null, isFromFile: boolean, updatedAt: Date }

export async function listAges(trx: Trx, ids: readonly number[]): Promise<Map<number, StoredAge>> {
  if (ids.length === 0) return new Map()
  const rows = await trx.selectFrom('order').select(['id', 'sourceModifiedAt', 'updatedAt', sql<boolean>`import_id is not null`.as('isFromFile')]).where('id', '=', sql<number>`any(${[...ids]}::bigint[])`).execute()
  return new Map(rows.map(row => [row.id, row]))
}

/** Keeps the newest time a source has told of, for orders that a push knew (changed by it or not). */
export async function noteModified(trx: Trx, rows: readonly { id: number, modifiedAt: string }[]): Promise<void> {
  if (rows.length === 0) return
  await sql`
    update "order" o set source_modified_at = greatest(o.source_modified_at, g.at)
    from unnest(${rows.map(row => row.id)}::bigint[], ${rows.map(row => row.modifiedAt)}::timestamptz[]) as g(id, at) where o.id = g.id`.execute(trx)
}
