import { sql } from 'kysely'
import type { CustomerId, NoteId, RepId } from '../../contract/ids.ts'
import type { Note } from '../../contract/notes.schema.ts'
import type { NoteKind } from '../../contract/words.ts'
import type { Database, Trx } from '../db/database.ts'
import { isUuid } from '../http/uuid.ts'
import { accountsOf } from '../orders/persons.queries.ts'
import { isInScope } from '../session/scope.ts'
import type { Viewer } from '../session/viewer.ts'

type NoteState = 'live' | 'deleted'

const noteRows = (db: Database | Trx, state: NoteState = 'live') => db.selectFrom('note').innerJoin('rep', 'rep.userId', 'note.byUserId')
  .select(['note.id', 'externalUserId', 'kind', 'text', 'byUserId', 'rep.name as byName', 'notedAt']).where('deletedAt', state === 'live' ? 'is' : 'is not', null)

type NoteRow = Awaited<ReturnType<ReturnType<typeof noteRows>['executeTakeFirstOrThrow']>>

const asNote = ({ id, kind, text, byUserId, byName, notedAt }: NoteRow, viewer: Viewer): Note =>
  ({ noteId: id as NoteId, text, kind: kind as NoteKind, byUserId: byUserId as RepId, byName, notedAt: notedAt.toISOString(), isMine: byUserId === viewer.userId })

/** Of all accounts of the person, newest first, deleted ones left out. */
export async function listNotes(db: Database, viewer: Viewer, externalUserId: CustomerId): Promise<Note[]> {
  const rows = await noteRows(db).where(sql<boolean>`note.external_user_id = any(${accountsOf(externalUserId)})`).orderBy('notedAt', 'desc').orderBy('note.id').execute()
  return rows.map(row => asNote(row, viewer))
}

/** A note of a customer in the viewer's scope, locked for its change; undefined: no such note for this viewer. */
export async function lockNote(trx: Trx, viewer: Viewer, noteId: string, state: NoteState = 'live'): Promise<{ externalUserId: CustomerId, note: Note } | undefined> {
  if (!isUuid(noteId)) return undefined
  const row = await noteRows(trx, state).where('note.id', '=', noteId).where(isInScope(viewer, 'note.external_user_id')).forUpdate('note').executeTakeFirst()
  return row && { externalUserId: row.externalUserId as CustomerId, note: asNote(row, viewer) }
}

export interface NoteToInsert { id: string, externalUserId: CustomerId, kind: NoteKind, text: string, byUserId: RepId, notedAt: Date }

export async function insertNote(trx: Trx, note: NoteToInsert): Promise<void> {
  await trx.insertInto('note').values({ ...note, updatedAt: note.notedAt }).execute()
}

export async function updateNote(trx: Trx, noteId: string, { text, kind, updatedAt }: { text: string, kind: NoteKind, updatedAt: Date }): Promise<void> {
  await trx.updateTable('note').set({ text, kind, updatedAt }).where('id', '=', noteId).execute()
}

/** What was written down together with a touch by hand carries the touch's instant. */
export async function deleteNoteOfTouch(trx: Trx, touch: Pick<NoteToInsert, 'externalUserId' | 'byUserId' | 'notedAt'>, deletedAt: Date): Promise<void> {
  const { externalUserId, byUserId, notedAt } = touch
  await trx.updateTable('note').set({ deletedAt, updatedAt: deletedAt })
    .where('externalUserId', '=', externalUserId).where('byUserId', '=', byUserId).where('notedAt', '=', notedAt).where('deletedAt', 'is', null).execute()
}

/** Undo of `deleteNote`: stands where it stood. */
export async function restoreNote(trx: Trx, noteId: string, updatedAt: Date): Promise<void> {
  await trx.updateTable('note').set({ deletedAt: null, updatedAt }).where('id', '=', noteId).execute()
}

/** Kept as a row, shown nowhere. */
export async function deleteNote(trx: Trx, noteId: string, deletedAt: Date): Promise<void> {
  await trx.updateTable('note').set({ deletedAt, updatedAt: deletedAt }).where('id', '=', noteId).execute()
}
