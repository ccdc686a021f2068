import { useQuery, useQueryCache } from '@pinia/colada'
import { computed } from 'vue'
import type { ReplyOf } from '../../../contract/endpoint.ts'
import type { CustomerId } from '../../../contract/ids.ts'
import { changeNote, deleteNote, listNotes, restoreNote } from '../../../contract/notes.endpoints.ts'
import type { listNotesWire, NewNote, Note } from '../../../contract/notes.schema.ts'
import { messageOf } from '../../api/api-error.ts'
import { call } from '../../api/call.ts'
import { useSidebar } from '../../stores/use-sidebar.ts'
import { openSheet } from '../../ui/sheet-stack.ts'
import { offerUndo, say } from '../../ui/toast.ts'
import NoteSheet from './NoteSheet.vue'

/** Ten notes came with the first view; from ten on all are read. */
const firstViewNotes = 10
const notesKey = (id: CustomerId | null) => ['customer', id ?? '', 'notes']

/** The notes of the customer on the screen. Own ones can be changed and deleted, each with its undo. */
export function useNotes() {
  const { customerId, sidebar, patch, refresh } = useSidebar()
  const cache = useQueryCache()
  const all = useQuery({
    key: () => notesKey(customerId.value),
    query: ({ signal }) => call(listNotes, { params: { id: customerId.value as CustomerId }, signal }),
    enabled: () => (sidebar.value?.notes.length ?? 0) >= firstViewNotes,
  })
  const notes = computed((): Note[] => all.data.value?.items ?? sidebar.value?.notes ?? [])

  /** Shows a change at once in the first view and in the whole list; returns the way back. */
  function show(id: CustomerId, change: (notes: Note[]) => Note[]): () => void {
    const listKey = notesKey(id)
    const before = cache.getQueryData<ReplyOf<typeof listNotesWire>>(listKey)
    const takeBack = patch(id, shown => ({ ...shown, notes: change(shown.notes) }))
    if (before) cache.setQueryData(listKey, { items: change(before.items) })
    return () => {
      takeBack()
      if (before) cache.setQueryData(listKey, before)
    }
  }

  async function edit(note: Note): Promise<void> {
    const id = customerId.value
    if (!id) return
    const put = (body: NewNote, idempotencyKey?: string) => call(changeNote, { params: { noteId: note.noteId }, body, idempotencyKey })
    const saved = await openSheet<Note>(NoteSheet, { title: '改这一笔', text: note.text, kind: note.kind, save: put })
    if (!saved) return
    show(id, shown => shown.map(other => other.noteId === saved.noteId ? saved : other))
    offerUndo('改好了', async () => {
      await put({ text: note.text, kind: note.kind })
      await refresh(id)
    })
    await refresh(id)
  }

  async function remove(note: Note): Promise<void> {
    const id = customerId.value
    if (!id) return
    const takeBack = show(id, shown => shown.filter(({ noteId }) => noteId !== note.noteId))
    try {
      await call(deleteNote, { params: { noteId: note.noteId } })
    }
    catch (error) {
      takeBack()
      return say(messageOf(error))
    }
    offerUndo('删了一笔', async () => {
      await call(restoreNote, { params: { noteId: note.noteId } })
      await refresh(id)
    })
    await refresh(id)
  }

  return { customerId, notes, edit, remove, failure: computed(() => all.error.value ? messageOf(all.error.value) : ''), reload: () => all.refetch() }
}
