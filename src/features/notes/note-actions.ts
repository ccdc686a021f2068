import { addNote, deleteNote } from '../../../contract/notes.endpoints.ts'
import type { Note } from '../../../contract/notes.schema.ts'
import { call } from '../../api/call.ts'
import { newId } from '../../utils/new-id.ts'
import type { Action } from '../../stores/action-context.ts'
import { openSheet } from '../../ui/sheet-stack.ts'
import { offerUndo } from '../../ui/toast.ts'
import NoteSheet from './NoteSheet.vue'

/** 记一笔 in three seconds: the sheet opens with the keyboard, Enter saves. */
export const takeNote: Action = async ({ customerId, patch, refresh }) => {
  // One sheet, one intent: a retry after a lost answer saves it once.
  const idempotencyKey = newId()
  const note = await openSheet<Note>(NoteSheet, {
    title: '记一笔',
    save: (text: string, kind: Note['kind']) => call(addNote, { params: { id: customerId }, body: { text, kind }, idempotencyKey }),
  })
  if (!note) return
  patch(sidebar => ({ ...sidebar, notes: [note, ...sidebar.notes] }))
  offerUndo('已记下', async () => {
    await call(deleteNote, { params: { noteId: note.noteId } })
    await refresh()
  })
  await refresh()
}
