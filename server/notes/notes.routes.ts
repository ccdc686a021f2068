import type { FastifyInstance } from 'fastify'
import type { NoteId } from '../../contract/ids.ts'
import * as endpoints from '../../contract/notes.endpoints.ts'
import { writeAudit, type AuditAction } from '../audit/audit.queries.ts'
import type { Context } from '../context.ts'
import type { Trx } from '../db/database.ts'
import { transact } from '../db/transact.ts'
import { ApiError } from '../http/api-error.ts'
import { carers, register } from '../http/register.ts'
import { replanCustomer } from '../reminders/planner.ts'
import { requireCustomer } from '../session/scope.queries.ts'
import type { Viewer } from '../session/viewer.ts'
import { deleteNote, insertNote, listNotes, lockNote, restoreNote, updateNote } from './notes.queries.ts'

/** Reasons quote her newest note: whatever changes it has her planned anew at once, so that nothing that was deleted stands in one. */
export function addNoteRoutes(app: FastifyInstance, context: Context): void {
  const { db, clock, newId } = context
  register(app, context, endpoints.listNotes, 'signed-in', async ({ viewer, params }) => {
    await requireCustomer(db, viewer, params.id)
    return { items: await listNotes(db, viewer, params.id) }
  })
  register(app, context, endpoints.addNote, carers, async ({ viewer, params, body }) => transact(db, async (trx) => {
    await requireCustomer(trx, viewer, params.id)
    const note = { id: newId(), kind: body.kind ?? 'other' as const, text: lineOf(body.text), byUserId: viewer.userId, notedAt: clock.now() }
    await insertNote(trx, { ...note, externalUserId: params.id })
    await replanCustomer(context, trx, params.id)
    return { noteId: note.id as NoteId, text: note.text, kind: note.kind, byUserId: note.byUserId, byName: viewer.name, notedAt: note.notedAt.toISOString(), isMine: true }
  }))
  register(app, context, endpoints.changeNote, carers, async ({ viewer, params, body }) => transact(db, async (trx) => {
    const { externalUserId, note } = await ownNote(trx, viewer, params.noteId, 'note-changed', clock.now())
    const changed = { text: body.text === undefined ? note.text : lineOf(body.text), kind: body.kind ?? note.kind }
    await updateNote(trx, params.noteId, { ...changed, updatedAt: clock.now() })
    await replanCustomer(context, trx, externalUserId)
    return { ...note, ...changed }
  }))
  register(app, context, endpoints.deleteNote, carers, async ({ viewer, params }) => transact(db, async (trx) => {
    const { externalUserId } = await ownNote(trx, viewer, params.noteId, 'note-deleted', clock.now())
    await deleteNote(trx, params.noteId, clock.now())
    await replanCustomer(context, trx, externalUserId)
    return undefined
  }))
  register(app, context, endpoints.restoreNote, carers, async ({ viewer, params }) => transact(db, async (trx) => {
    const live = await lockNote(trx, viewer, params.noteId)
    if (live?.note.isMine) return live.note
    const { externalUserId, note } = await ownNote(trx, viewer, params.noteId, 'note-restored', clock.now(), 'deleted')
    await restoreNote(trx, params.noteId, clock.now())
    await replanCustomer(context, trx, externalUserId)
    return note
  }))
}

/** Own notes only; what stood there before is kept in the audit trail. Throws ApiError `not-found`, `not-allowed`. */
async function ownNote(trx: Trx, viewer: Viewer, noteId: NoteId, action: AuditAction, at: Date, state: 'live' | 'deleted' = 'live') {
  const found = await lockNote(trx, viewer, noteId, state)
  if (!found) throw new ApiError('not-found')
  const { externalUserId, note } = found
  if (!note.isMine) throw new ApiError('not-allowed', '只能改自己记的，这一条是别人记的')
  await writeAudit(trx, { at, userId: viewer.userId, action, externalUserId, details: { noteId, before: { text: note.text, kind: note.kind } } })
  return found
}

function lineOf(text: string): string {
  const line = text.trim()
  if (line === '') throw new ApiError('invalid-value', '请写一句要记的话')
  return line
}
