import type { FastifyInstance } from 'fastify'
import type { ImportId } from '../../contract/ids.ts'
import * as endpoints from '../../contract/imports.endpoints.ts'
import type { ImportNote, PastImport } from '../../contract/imports.schema.ts'
import type { Context } from '../context.ts'
import { ApiError } from '../http/api-error.ts'
import { decodeCursor, encodeCursor, isCursorInstant } from '../http/cursor.ts'
import { register } from '../http/register.ts'
import { isUuid } from '../http/uuid.ts'
import { toCounts } from './import-files.ts'
import { countNotes, listNotes, type NoteCursor } from './import-notes.queries.ts'
import { findImport } from './import.queries.ts'
import { isGoodsImport } from './goods-import.ts'
import { countImports, listPastImports, type ImportCursor, type PastImportRow } from './past-imports.queries.ts'

const operators = ['operator', 'admin'] as const
const pageImports = 20
const pageNotes = 100

/** What was imported before, and the remarks of each import. */
export function addPastImportRoutes(app: FastifyInstance, context: Context): void {
  const { db } = context

  register(app, context, endpoints.listImports, operators, async ({ query }) => {
    const after = readImportCursor(query.cursor)
    const rows = await listPastImports(db, { after, limit: pageImports + 1 })
    const last = rows.length > pageImports ? rows[pageImports - 1] : undefined
    return { items: rows.slice(0, pageImports).map(toPastImport), nextCursor: last ? encodeCursor([last.createdAt.toISOString(), last.id]) : null, total: await countImports(db) }
  })

  register(app, context, endpoints.listImportNotes, operators, async ({ params, query }) => {
    const after = readNoteCursor(query.cursor)
    if (!isUuid(params.id) || !await findImport(db, params.id)) throw new ApiError('not-found', '没有这次导入')
    const code = query.code ?? null
    const rows = await listNotes(db, params.id, { code, after, limit: pageNotes + 1 })
    const last = rows.length > pageNotes ? rows[pageNotes - 1] : undefined
    return {
      items: rows.slice(0, pageNotes).map(row => ({ file: row.file, line: row.line, column: row.columnName, code: row.code as ImportNote['code'], message: row.message })),
      nextCursor: last ? encodeCursor([last.rowSeq, last.place]) : null, total: await countNotes(db, params.id, code),
    }
  })
}

function toPastImport(row: PastImportRow): PastImport {
  const { id, status, files, sources, failure, createdAt, byName } = row
  return {
    id: id as ImportId, status, files, platforms: [...new Set(sources.map(({ platform }) => platform))], isGoods: isGoodsImport(row),
    byName, counts: writtenCounts(row), failure, createdAt: createdAt.toISOString(),
  }
}

/** What a cancelled import would have written is no figure of it. */
function writtenCounts({ status, counts, progress }: Pick<PastImportRow, 'status' | 'counts' | 'progress'>): PastImport['counts'] {
  const isNothing = status === 'cancelled' && progress.lastKey === null
  return { ...toCounts(counts), ...(isNothing && { created: 0, updated: 0, unchanged: 0 }) }
}

function readImportCursor(cursor: string | undefined): ImportCursor | null {
  const values = decodeCursor(cursor, 2)
  if (!values) return null
  const [createdAt, id] = values
  if (!isCursorInstant(createdAt) || typeof id !== 'string' || !isUuid(id)) throw badPlace()
  return { createdAt: new Date(createdAt), id }
}

function readNoteCursor(cursor: string | undefined): NoteCursor | null {
  const values = decodeCursor(cursor, 2)
  if (!values) return null
  const [rowSeq, place] = values
  if (!isCount(rowSeq) || !isCount(place)) throw badPlace()
  return { rowSeq, place }
}

const isCount = (value: unknown): value is number => Number.isInteger(value) && (value as number) >= 0 && (value as number) < 2 ** 31
const badPlace = (): ApiError => new ApiError('bad-request', '翻页的位置无效，请从头再看')
