import { addNote, deleteNote } from '../../../contract/notes.endpoints.ts'
import type { NewNote, Note } from '../../../contract/notes.schema.ts'
import { call } from '../../api/call.ts'
import type { Action } from '../../stores/action-context.ts'
import { openSheet } from '../../ui/sheet-stack.ts'
import { offerUndo } from '../../ui/toast.ts'
import NoteSheet from './NoteSheet.vue'

/** 记一笔 in three seconds: the sheet opens with the keyboard, Enter saves. */
export const takeNote: Action = async ({ customerId, patch, refresh }) => {
  const note = await openSheet<Note>(NoteSheet, {
    title: '记一笔', draft: `note ${customerId}`,
    save: (body: NewNote, idempotencyKey: string) => call(addNote, { params: { id: customerId }, body, idempotencyKey }),
  })
  if (!note) return
  patch(sidebar => ({ ...sidebar, notes: [note, ...sidebar.notes] }))
  offerUndo('已记下', async () => {
    await call(deleteNote, { params: { noteId: note.noteId } })
    await refresh()
  })
  await refresh()
}
