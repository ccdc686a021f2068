import { sql } from 'kysely'
import type { NoteCode } from '../../contract/imports.schema.ts'
import type { Database, Trx } from '../db/database.ts'

/** What was taken with a remark: `rowSeq` is its row over all files, `place` its number within the row. */
export interface NewNote { rowSeq: number, place: number, file: string, line: number, column: string | null, code: NoteCode, message: string }

export async function insertNotes(db: Database | Trx, importId: string, notes: readonly NewNote[]): Promise<void> {
  if (notes.length === 0) return
  await sql`
    insert into import_note (import_id, row_seq, place, file, line, column_name, code, message)
    select ${importId}::uuid, "rowSeq", place, file, line, "column", code, message
    from json_to_recordset(${JSON.stringify(notes)}::text::json) as given("rowSeq" int, place int, file text, line int, "column" text, code text, message text)
    on conflict do nothing`.execute(db)
}

export async function deleteNotes(db: Database, importId: string): Promise<void> {
  await db.deleteFrom('importNote').where('importId', '=', importId).execute()
}

/** Where a page goes on: behind this remark. */
export interface NoteCursor { rowSeq: number, place: number }

/** Kept remarks in the order of the files, of one kind or of all. */
export async function listNotes(db: Database, importId: string, { code, after, limit }: { code: NoteCode | null, after: NoteCursor | null, limit: number }) {
  return db.selectFrom('importNote').select(['rowSeq', 'place', 'file', 'line', 'columnName', 'code', 'message']).where('importId', '=', importId)
    .$if(code !== null, query => query.where('code', '=', code!))
    .$if(after !== null, query => query.where(sql<boolean>`(row_seq, place) > (${after!.rowSeq}::int, ${after!.place}::int)`))
    .orderBy('rowSeq').orderBy('place').limit(limit).execute()
}

export async function countNotes(db: Database, importId: string, code: NoteCode | null): Promise<number> {
  const { count } = await db.selectFrom('importNote').select(eb => eb.fn.countAll<number>().as('count')).where('importId', '=', importId)
    .$if(code !== null, query => query.where('code', '=', code!)).executeTakeFirstOrThrow()
  return Number(count)
}
