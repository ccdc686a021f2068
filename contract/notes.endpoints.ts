import { endpoint } from './endpoint.ts'
import type { addNoteWire, changeNoteWire, deleteNoteWire, listNotesWire, restoreNoteWire } from './notes.schema.ts'

export const listNotes = endpoint<typeof listNotesWire>('listNotes', 'GET', '/api/customers/:id/notes')
export const addNote = endpoint<typeof addNoteWire>('addNote', 'POST', '/api/customers/:id/notes')
export const changeNote = endpoint<typeof changeNoteWire>('changeNote', 'PATCH', '/api/notes/:noteId')
export const deleteNote = endpoint<typeof deleteNoteWire>('deleteNote', 'DELETE', '/api/notes/:noteId')
export const restoreNote = endpoint<typeof restoreNoteWire>('restoreNote', 'POST', '/api/notes/:noteId/restore')
