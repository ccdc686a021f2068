import type { ImportId } from '../../contract/ids.ts'
import { noteCodes, type Import } from '../../contract/imports.schema.ts'
import type { Context } from '../context.ts'
import type { Database, Trx } from '../db/database.ts'
import { commitImport } from './commit-import.ts'
import { uploadOf } from './files/upload.ts'
import { isGoodsImport } from './goods-import.ts'
import { changeImport, findImport, insertImport, listProblems, noProgress, type ImportCounts, type ImportJob } from './import.queries.ts'
import { readImport } from './read-import.ts'

type Parts = Pick<Context, 'db' | 'vault' | 'clock' | 'catalogue' | 'newId' | 'jobs'>

/** Reads and commits files without HTTP (the demo's way in): the same steps as the operator's. Throws when a file is refused. */
export async function importFiles(context: Parts, { userId, files }: { userId: string, files: readonly { name: string, bytes: Uint8Array }[] }): Promise<Import> {
  const id = context.newId()
  await insertImport(context.db, { id, userId, now: context.clock.now(), files: files.map(({ name }) => name) })
  await readImport(context, id, files.map(({ name, bytes }) => uploadOf(name, bytes)))
  const read = await getImportView(context, id)
  if (read?.status !== 'previewed') throw new Error(`The import was not taken: ${read?.failure ?? read?.status ?? 'gone'}`)
  await beginCommit(context, id)
  await commitImport(context, id)
  return (await getImportView(context, id))!
}

/** previewed → committing; false in any other state. The counts begin again: now they count what is really written. */
export async function beginCommit({ db, clock }: { db: Database | Trx, clock: Context['clock'] }, id: string): Promise<boolean> {
  const job = await findImport(db, id)
  if (!job) return false
  const now = clock.now()
  return changeImport(db, id, ['previewed'], {
    status: 'committing', counts: { ...job.counts, created: 0, updated: 0, unchanged: 0 },
    progress: { ...noProgress, total: job.progress.total, startedAt: now.toISOString() },
  }, now)
}

const inlineProblems = 100

/** An import as it goes over the wire; null when there is none. */
export async function getImportView({ db }: Pick<Context, 'db'>, id: string): Promise<Import | null> {
  const job = await findImport(db, id)
  return job ? toImport(job, await listProblems(db, id, inlineProblems)) : null
}

/** The counts as they go over the wire. */
export function toCounts({ noteKinds: _noteKinds, ...counts }: ImportCounts): Import['counts'] { return counts }

const noteKindsOf = ({ noteKinds = {} }: Partial<ImportCounts>): Import['noteKinds'] =>
  noteCodes.map(code => ({ code, count: noteKinds[code] ?? 0 })).filter(({ count }) => count > 0).sort((a, b) => b.count - a.count)

function toImport(job: ImportJob, problems: { file: string, line: number, columnName: string | null, code: string, message: string }[]): Import {
  const { done, total, rowsPerSecond } = job.progress
  return {
    id: job.id as ImportId, status: job.status, sources: job.sources.map(({ name, platform, level }) => ({ name, platform, level })), counts: toCounts(job.counts),
    noteKinds: noteKindsOf(job.counts),
    preview: isGoodsImport(job) ? [] : job.preview as Import['preview'], previewGoods: isGoodsImport(job) ? job.preview as Import['previewGoods'] : [],
    progress: { done, total, rowsPerSecond }, failure: job.failure, createdAt: job.createdAt.toISOString(),
    problems: problems.map(({ columnName, ...problem }) => ({ ...problem, column: columnName })),
  }
}
