import Type, { type Static } from 'typebox'
import type { ImportId } from './ids.ts'
import { Order } from './orders.schema.ts'
import { ProductFacts } from './products.schema.ts'
import { Cursor, idOf, Instant, orNull, words } from './schema.ts'
import { orderPlatforms } from './words.ts'

export const importStatuses = ['reading', 'previewed', 'committing', 'done', 'failed', 'cancelled'] as const
export type ImportStatus = (typeof importStatuses)[number]

export const ImportProblem = Type.Object({
  file: Type.String(),
  /** Line of the file, 1-based, the header included. */
  line: Type.Integer(),
  column: orNull(Type.String()),
  code: Type.String(),
  /** Chinese: what is wrong and how to mend it. */
  message: Type.String(),
})
export type ImportProblem = Static<typeof ImportProblem>

/** Kinds of remark with which something is taken all the same. */
export const noteCodes = [
  'masked-phone', 'damaged-number', 'split-order', 'refund-is-discount', 'unknown-product', 'unknown-packs', 'partial-refund', 'refund-over-paid', 'state-and-money',
] as const
export type NoteCode = (typeof noteCodes)[number]
/** Where and why something was taken with a remark; the shape of a problem. */
export const ImportNote = Type.Object({ ...ImportProblem.properties, code: words(noteCodes) })
export type ImportNote = Static<typeof ImportNote>

const ImportCounts = Type.Object({
  /** Data rows read. */
  rows: Type.Integer(),
  orders: Type.Integer(),
  lines: Type.Integer(),
  created: Type.Integer(),
  updated: Type.Integer(),
  unchanged: Type.Integer(),
  /** Rows refused. */
  problems: Type.Integer(),
  /** Taken with a remark (masked phone, unknown product, status that does not go with the money). */
  notes: Type.Integer(),
})

export const Import = Type.Object({
  id: idOf<ImportId>(),
  status: words(importStatuses),
  sources: Type.Array(Type.Object({ name: Type.String(), platform: orNull(words(orderPlatforms)), level: orNull(words(['order', 'line', 'customer', 'goods'] as const)) })),
  counts: ImportCounts,
  /** Remarks by kind, the most frequent first; where they are: `listImportNotes`. */
  noteKinds: Type.Array(Type.Object({ code: words(noteCodes), count: Type.Integer() })),
  /** Ten orders as they will be stored. */
  preview: Type.Array(Order),
  /** Of a goods file: ten products as they will be stored; its counts are products. */
  previewGoods: Type.Array(ProductFacts),
  progress: Type.Object({ done: Type.Integer(), total: Type.Integer(), rowsPerSecond: orNull(Type.Number()) }),
  /** The first hundred. */
  problems: Type.Array(ImportProblem),
  /** Why the whole import failed, Chinese. */
  failure: orNull(Type.String()),
  createdAt: Instant,
})
export type Import = Static<typeof Import>

/** An import in the list of past ones. */
export const PastImport = Type.Object({
  id: idOf<ImportId>(),
  status: words(importStatuses),
  /** As they were called when they were uploaded. */
  files: Type.Array(Type.String()),
  platforms: Type.Array(words(orderPlatforms)),
  isGoods: Type.Boolean(),
  byName: Type.String(),
  counts: ImportCounts,
  failure: orNull(Type.String()),
  createdAt: Instant,
})
export type PastImport = Static<typeof PastImport>

const params = Type.Object({ id: idOf<ImportId>() })
const refusals = ['not-signed-in', 'not-allowed', 'not-found'] as const

export const startImportWire = {
  summary: 'Upload one or more files that belong together (multipart, field `file`)', reply: Type.Object({ id: idOf<ImportId>() }), status: 202,
  errors: ['not-signed-in', 'not-allowed', 'bad-request', 'too-large', 'unsupported-file', 'wrong-origin'],
} as const
export const getImportWire = { summary: 'An import: what was recognised, counts, preview, problems, progress', params, reply: Import, errors: refusals } as const
export const listImportsWire = {
  summary: 'Imports, newest first', query: Type.Object({ cursor: Type.Optional(Cursor) }),
  reply: Type.Object({ items: Type.Array(PastImport), nextCursor: orNull(Cursor), total: Type.Integer() }), errors: ['bad-request', 'not-signed-in', 'not-allowed'],
} as const
export const listImportNotesWire = {
  summary: 'What an import took with a remark, in the order of the files; the first thousand of each kind are kept', params,
  query: Type.Object({ cursor: Type.Optional(Cursor), code: Type.Optional(words(noteCodes)) }),
  reply: Type.Object({ items: Type.Array(ImportNote), nextCursor: orNull(Cursor), total: Type.Integer() }), errors: ['bad-request', 'invalid-value', ...refusals],
} as const
export const commitImportWire = { summary: 'Write what the preview showed', params, reply: Import, status: 202, errors: [...refusals, 'state-conflict', 'wrong-origin'] } as const
export const cancelImportWire = { summary: 'Stop reading or writing', params, reply: Import, status: 202, errors: [...refusals, 'state-conflict', 'wrong-origin'] } as const
