import type { ImportCounts } from './import.queries.ts'
import type { NewNote } from './import-notes.queries.ts'
import type { ChunkPlan } from './order-chunk.ts'

/** Of each kind so many remarks are kept with their place; all are counted. */
export const keptNotes = 1000

/** Remarks of a row come first, those that only show when its order is whole behind them. */
export const orderPlace = 8

/** Counts remarks by kind; returns those of them that are kept. */
export function countNotes(counts: ImportCounts, notes: readonly NewNote[]): NewNote[] {
  return notes.filter(({ code }) => {
    const count = (counts.noteKinds[code] ?? 0) + 1
    counts.noteKinds[code] = count
    return count <= keptNotes
  })
}

/** Rows that were read with a remark and whose order is then refused are problems, and no longer taken. */
export function uncountRefused(counts: ImportCounts, refused: ChunkPlan['refused']): void {
  for (const { rows } of refused) {
    for (const { draft } of rows) {
      if (draft.notes.length > 0) counts.notes--
      for (const code of draft.notes) counts.noteKinds[code] = (counts.noteKinds[code] ?? 0) - 1
    }
  }
}
