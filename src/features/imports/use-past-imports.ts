import { useInfiniteQuery } from '@pinia/colada'
import type { ReplyOf } from '../../../contract/endpoint.ts'
import type { ImportId } from '../../../contract/ids.ts'
import { listImportNotes, listImports } from '../../../contract/imports.endpoints.ts'
import type { listImportNotesWire, listImportsWire, NoteCode } from '../../../contract/imports.schema.ts'
import { call } from '../../api/call.ts'
import { usePaged } from '../../stores/use-paged.ts'

/** Imports of before, newest first. */
export function usePastImports() {
  return usePaged(useInfiniteQuery(() => ({
    key: ['imports', 'past'],
    query: ({ pageParam, signal }) => call(listImports, { query: { ...(pageParam && { cursor: pageParam }) }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last: ReplyOf<typeof listImportsWire>) => last.nextCursor,
    staleTime: 0, refetchOnWindowFocus: false,
  })))
}

/** What one import took with a remark, of one kind or (null) of all. */
export function useImportNotes(id: () => ImportId, code: () => NoteCode | null) {
  return usePaged(useInfiniteQuery(() => ({
    key: ['imports', id(), 'notes', code() ?? ''],
    query: ({ pageParam, signal }) => call(listImportNotes, { params: { id: id() }, query: { ...(code() && { code: code()! }), ...(pageParam && { cursor: pageParam }) }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last: ReplyOf<typeof listImportNotesWire>) => last.nextCursor,
    staleTime: 5_000, refetchOnWindowFocus: false,
  })))
}
