import { readUpload, type ReadEvent } from '../../server/orders/files/read-upload.ts'
import { uploadOf } from '../../server/orders/files/upload.ts'
import type { RowDraft } from '../../server/orders/drafts.ts'

/** Everything that reading one file says, in small pieces of bytes so that no test depends on where a chunk ends. */
export async function readAll(bytes: Uint8Array, name = 'file'): Promise<ReadEvent[]> {
  const events: ReadEvent[] = []
  for await (const event of readUpload(uploadOf(name, bytes, 997))) events.push(event)
  return events
}

export async function draftsOf(bytes: Uint8Array): Promise<RowDraft[]> {
  return (await readAll(bytes)).flatMap(event => event.kind === 'row' ? [event.draft] : [])
}

export async function formatOf(bytes: Uint8Array): Promise<string[]> {
  return (await readAll(bytes)).flatMap(event => event.kind === 'source' ? [event.recognised.format.key] : [])
}

export async function problemsOf(bytes: Uint8Array): Promise<{ line: number, code: string, column: string | null, message: string }[]> {
  return (await readAll(bytes)).flatMap(event => event.kind === 'problem' ? event.problems.map(problem => ({ line: event.line, ...problem })) : [])
}
