import { sql } from 'kysely'
import type { ImportStatus, NoteCode } from '../../contract/imports.schema.ts'
import type { OrderPlatform } from '../../contract/words.ts'
import type { Database, Trx } from '../db/database.ts'
import type { Level, StagedDraft } from './drafts.ts'
import { unpackDraft, type PackedDraft } from './import-row.ts'

export interface ImportSource { name: string, platform: OrderPlatform, level: Level, header: readonly string[] }
export interface ImportCounts { rows: number, orders: number, lines: number, created: number, updated: number, unchanged: number, problems: number, notes: number, noteKinds: Partial<Record<NoteCode, number>> }
/** `lastKey`: the commit has written all orders up to this key, in the same transaction as this word of it. */
export interface ImportProgress { done: number, total: number, rowsPerSecond: number | null, lastKey: string | null, startedAt: string | null }
export const noCounts = (): ImportCounts => ({ rows: 0, orders: 0, lines: 0, created: 0, updated: 0, unchanged: 0, problems: 0, notes: 0, noteKinds: {} })
export const noProgress: ImportProgress = { done: 0, total: 0, rowsPerSecond: null, lastKey: null, startedAt: null }

export interface ImportJob {
  id: string
  status: ImportStatus
  userId: string
  /** Names of the uploaded files. */
  files: string[]
  sources: ImportSource[]
  counts: ImportCounts
  preview: unknown[]
  progress: ImportProgress
  failure: string | null
  createdAt: Date
  updatedAt: Date
}

const asJson = (value: unknown) => sql<unknown>`${JSON.stringify(value)}::text::jsonb`

/** Stands as the failure while files still come in: a process that dies then leaves an import that says so. */
const unfinishedUpload = '上传没有完成，请重新上传'

export async function insertImport(db: Database | Trx, { id, userId, now, files = [], isUploading = false }: { id: string, userId: string, now: Date, files?: string[], isUploading?: boolean }): Promise<void> {
  await db.insertInto('importJob').values({
    id, userId, status: 'reading', failure: isUploading ? unfinishedUpload : null, files: asJson(files), counts: asJson(noCounts()), progress: asJson(noProgress), createdAt: now, updatedAt: now,
  }).execute()
}

export async function findImport(db: Database | Trx, id: string): Promise<ImportJob | null> {
  const row = await db.selectFrom('importJob').selectAll().where('id', '=', id).executeTakeFirst()
  return row ? row as unknown as ImportJob : null
}

export async function deleteImport(db: Database, id: string): Promise<void> {
  await db.deleteFrom('importJob').where('id', '=', id).execute()
}

export interface ImportChange { status?: ImportStatus, files?: string[], sources?: ImportSource[], counts?: ImportCounts, preview?: unknown[], progress?: ImportProgress, failure?: string | null }

/** Changes an import that stands in one of `from`; false when it does not (cancelled meanwhile, say). */
export async function changeImport(db: Database | Trx, id: string, from: readonly ImportStatus[], change: ImportChange, now: Date): Promise<boolean> {
  const { files, sources, counts, preview, progress, ...rest } = change
  const changed = await db.updateTable('importJob').set({
    ...rest, updatedAt: now,
    ...(files && { files: asJson(files) }), ...(sources && { sources: asJson(sources) }), ...(counts && { counts: asJson(counts) }), ...(preview && { preview: asJson(preview) }), ...(progress && { progress: asJson(progress) }),
  }).where('id', '=', id).where('status', 'in', [...from]).returning('id').executeTakeFirst()
  return changed !== undefined
}

/** Uploaded bytes, sealed by the caller (base64 of the cipher). */
export async function insertUploadPiece(db: Database, piece: { importId: string, fileNo: number, seq: number, name: string, bytesCipher: Buffer }): Promise<void> {
  await db.insertInto('importUpload').values(piece).execute()
}

export async function listUploads(db: Database, importId: string): Promise<{ fileNo: number, name: string }[]> {
  return db.selectFrom('importUpload').select(['fileNo', 'name']).where('importId', '=', importId).where('seq', '=', 0).orderBy('fileNo').execute()
}

export async function findUploadPiece(db: Database, importId: string, fileNo: number, seq: number): Promise<Buffer | null> {
  const row = await db.selectFrom('importUpload').select('bytesCipher').where('importId', '=', importId).where('fileNo', '=', fileNo).where('seq', '=', seq).executeTakeFirst()
  return row ? Buffer.from(row.bytesCipher) : null
}

/** What an import keeps only while it runs. */
export async function clearStaging(db: Database | Trx, importId: string, what: 'all' | 'rows' | 'uploads'): Promise<void> {
  if (what !== 'uploads') await db.deleteFrom('importRow').where('importId', '=', importId).execute()
  if (what !== 'rows') await db.deleteFrom('importUpload').where('importId', '=', importId).execute()
}

/** `row`: the sealed cells, base64. */
export interface NewRow { key: string, seq: number, file: string, line: number, draft: PackedDraft, row: string }

export async function insertRows(db: Database, importId: string, rows: readonly NewRow[]): Promise<void> {
  if (rows.length === 0) return
  await sql`
    insert into import_row (import_id, order_key, seq, file, line, draft, row_cipher)
    select ${importId}::uuid, key, seq, file, line, draft, decode("row", 'base64')
    from json_to_recordset(${JSON.stringify(rows)}::text::json) as given(key text, seq int, file text, line int, draft json, "row" text)`.execute(db)
}

export interface NewProblem { seq: number, file: string, line: number, column: string | null, code: string, message: string, row: string | null }

export async function insertProblems(db: Database | Trx, importId: string, problems: readonly NewProblem[]): Promise<void> {
  if (problems.length === 0) return
  await sql`
    insert into import_problem (import_id, seq, file, line, column_name, code, message, row_cipher)
    select ${importId}::uuid, seq, file, line, "column", code, message, decode("row", 'base64')
    from json_to_recordset(${JSON.stringify(problems)}::text::json) as given(seq int, file text, line int, "column" text, code text, message text, "row" text)
    on conflict do nothing`.execute(db)
}

export async function deleteProblems(db: Database, importId: string): Promise<void> {
  await db.deleteFrom('importProblem').where('importId', '=', importId).execute()
}

/** Turns the staged rows of refused orders into problems: from then on the commit does not see them, and they are no longer taken with a remark. */
export async function refuseRows(db: Database | Trx, importId: string, refused: readonly { key: string, code: string, message: string }[]): Promise<void> {
  if (refused.length === 0) return
  await sql`
    with gone as (
      delete from import_row r using json_to_recordset(${JSON.stringify(refused)}::text::json) as given(key text, code text, message text)
      where r.import_id = ${importId} and r.order_key = given.key
      returning r.seq, r.file, r.line, r.row_cipher, given.code, given.message),
    remarks as (delete from import_note n using gone where n.import_id = ${importId} and n.row_seq = gone.seq)
    insert into import_problem (import_id, seq, file, line, column_name, code, message, row_cipher)
    select ${importId}::uuid, seq * 8, file, line, null, code, message, row_cipher from gone on conflict do nothing`.execute(db)
}

export interface StoredRow { orderKey: string, seq: number, file: string, line: number, draft: StagedDraft }

/** The next staged rows after a key, sorted by order; whole orders only, except where one order alone exceeds the limit. */
export async function listRowsAfter(db: Database | Trx, importId: string, after: string | null, limit: number): Promise<{ rows: StoredRow[], isLast: boolean }> {
  const select = db.selectFrom('importRow').select(['orderKey', 'seq', 'file', 'line', 'draft']).where('importId', '=', importId).orderBy('orderKey').orderBy('seq')
  const rows = (await select.$if(after !== null, query => query.where('orderKey', '>', after)).limit(limit).execute()).map(unpackRow)
  if (rows.length < limit) return { rows, isLast: true }
  const lastKey = rows.at(-1)!.orderKey
  const whole = rows.filter(row => row.orderKey !== lastKey)
  if (whole.length > 0) return { rows: whole, isLast: false }
  return { rows: (await select.where('orderKey', '=', lastKey).execute()).map(unpackRow), isLast: false }
}

const unpackRow = (row: Omit<StoredRow, 'draft'> & { draft: unknown }): StoredRow => ({ ...row, draft: unpackDraft(row.draft as PackedDraft) })

export async function countRows(db: Database, importId: string): Promise<number> {
  const { count } = await db.selectFrom('importRow').select(eb => eb.fn.countAll<number>().as('count')).where('importId', '=', importId).executeTakeFirstOrThrow()
  return Number(count)
}

export async function listProblems(db: Database, importId: string, limit: number) {
  return db.selectFrom('importProblem').select(['file', 'line', 'columnName', 'code', 'message']).where('importId', '=', importId).orderBy('seq').limit(limit).execute()
}

/** Refused rows in the order of the files, a page at a time. */
export async function listFailedRows(db: Database, importId: string, afterSeq: number, limit: number) {
  return db.selectFrom('importProblem').select(['seq', 'file', 'line', 'message', 'rowCipher']).where('importId', '=', importId).where('seq', '>', afterSeq)
    .orderBy('seq').limit(limit).execute()
}

/** Imports whose work stands still since `before` (their process died), touched so that one finder goes on with each. */
export async function claimStalled(db: Database | Trx, before: Date, now: Date, id: string | null = null): Promise<{ id: string, status: ImportStatus }[]> {
  const rows = await db.updateTable('importJob').set({
    updatedAt: now, status: sql<string>`case when failure is null then status else 'failed' end`,
  }).where('status', 'in', ['reading', 'committing']).where('updatedAt', '<', before).$if(id !== null, query => query.where('id', '=', id))
    .returning(['id', 'status']).execute()
  return rows as { id: string, status: ImportStatus }[]
}
