import Type, { type Static } from 'typebox'
import type { CustomerId, NoteId, RepId } from './ids.ts'
import { idOf, Instant, line, words } from './schema.ts'
import { noteKinds } from './words.ts'

export const Note = Type.Object({
  noteId: idOf<NoteId>(),
  text: Type.String(),
  kind: words(noteKinds),
  byUserId: idOf<RepId>(),
  byName: Type.String(),
  notedAt: Instant,
  /** May the one who asks change it (own notes). */
  isMine: Type.Boolean(),
})
export type Note = Static<typeof Note>

export const NewNote = Type.Object({ text: line(200, 1), kind: Type.Optional(words(noteKinds)) })
export type NewNote = Static<typeof NewNote>

const customer = Type.Object({ id: idOf<CustomerId>() })
const note = Type.Object({ noteId: idOf<NoteId>() })

export const listNotesWire = {
  summary: 'Notes of a customer, newest first', params: customer, reply: Type.Object({ items: Type.Array(Note) }),
  errors: ['not-signed-in', 'customer-not-found'],
} as const
export const addNoteWire = {
  summary: 'Take a note', params: customer, body: NewNote, reply: Note, status: 201,
  errors: ['not-signed-in', 'not-allowed', 'customer-not-found', 'invalid-value', 'wrong-origin', 'idempotency-mismatch'],
} as const
export const changeNoteWire = {
  summary: 'Change an own note', params: note, body: Type.Partial(NewNote), reply: Note,
  errors: ['not-signed-in', 'not-allowed', 'not-found', 'invalid-value', 'wrong-origin', 'idempotency-mismatch'],
} as const
export const deleteNoteWire = {
  summary: 'Delete an own note', params: note, reply: null,
  errors: ['not-signed-in', 'not-allowed', 'not-found', 'wrong-origin', 'idempotency-mismatch'],
} as const
export const restoreNoteWire = {
  summary: 'Bring an own deleted note back, with the day it was taken (undo)', params: note, reply: Note,
  errors: ['not-signed-in', 'not-allowed', 'not-found', 'wrong-origin', 'idempotency-mismatch'],
} as const
