import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import type { ImportJob } from './import.queries.ts'

/** Where a page goes on: newest first by time, then id. */
export interface ImportCursor { createdAt: Date, id: string }
export type PastImportRow = Pick<ImportJob, 'id' | 'status' | 'files' | 'sources' | 'counts' | 'progress' | 'failure' | 'createdAt'> & { byName: string }

/** Imports with who started each, newest first. The list is the operators' and administrators' together. */
export async function listPastImports(db: Database, { after, limit }: { after: ImportCursor | null, limit: number }): Promise<PastImportRow[]> {
  const rows = await db.selectFrom('importJob as i').innerJoin('rep as r', 'r.userId', 'i.userId')
    .select(['i.id', 'i.status', 'i.files', 'i.sources', 'i.counts', 'i.progress', 'i.failure', 'i.createdAt', 'r.name as byName'])
    .$if(after !== null, query => query.where(sql<boolean>`(i.created_at, i.id) < (${after!.createdAt}::timestamptz, ${after!.id}::uuid)`))
    .orderBy('i.createdAt', 'desc').orderBy('i.id', 'desc').limit(limit).execute()
  return rows as unknown as PastImportRow[]
}

export async function countImports(db: Database): Promise<number> {
  const { count } = await db.selectFrom('importJob').select(eb => eb.fn.countAll<number>().as('count')).executeTakeFirstOrThrow()
  return Number(count)
}
