import type { Context } from '../context.ts'
import type { Note, RowDraft } from './drafts.ts'
import { FileRefusal } from './files/refusal.ts'
import { readUpload, type ReadEvent } from './files/read-upload.ts'
import type { Upload } from './files/upload.ts'
import { orderKey, packDraft, problemSeq } from './import-row.ts'
import {
  changeImport, clearStaging, deleteProblems, insertProblems, insertRows, noCounts, noProgress, type ImportCounts, type ImportSource, type NewProblem, type NewRow,
} from './import.queries.ts'
import { previewGoods } from './goods-import.ts'
import { countNotes } from './import-notes.ts'
import { deleteNotes, insertNotes, type NewNote } from './import-notes.queries.ts'
import { previewImport } from './preview-import.ts'
import { protectDraft } from './protect.ts'

type Parts = Pick<Context, 'db' | 'vault' | 'clock' | 'catalogue'>
const batchRows = 1000
/** Goods are weighed against each other, so all of a file at once. */
const mostGoods = 5000

/**
 * Reads the files of an import into staging and makes its preview: reading → previewed, or failed with the reason.
 * Starts anew when called again. Stops at the next batch when the import was cancelled.
 */
export async function readImport(context: Parts, importId: string, uploads: readonly Upload[]): Promise<void> {
  const { db, clock } = context
  await clearStaging(db, importId, 'rows')
  await deleteProblems(db, importId)
  await deleteNotes(db, importId)
  const reading = new Reading(context, importId)
  try {
    for (const upload of uploads) {
      if (!await reading.take(upload)) return
    }
    reading.refuseMixture()
  }
  catch (error) {
    if (!(error instanceof FileRefusal)) throw error
    await clearStaging(db, importId, 'all')
    await changeImport(db, importId, ['reading'], { status: 'failed', failure: error.message }, clock.now())
    return
  }
  if (reading.isGoods) await previewGoods(context, importId, reading.counts)
  else await previewImport(context, importId, reading.counts)
  await clearStaging(db, importId, 'uploads')
}

/** One reading of all files: a batch in memory, the rest in staging. */
class Reading {
  readonly counts: ImportCounts = noCounts()
  private readonly context: Parts
  private readonly importId: string
  private readonly startedAt: Date
  private readonly sources: ImportSource[] = []
  private rows: NewRow[] = []
  private problems: NewProblem[] = []
  private notes: NewNote[] = []
  private source = ''
  private seq = 0
  constructor(context: Parts, importId: string) {
    this.context = context
    this.importId = importId
    this.startedAt = context.clock.now()
  }

  get isGoods(): boolean { return this.sources.some(source => source.level === 'goods') }

  /** Goods and orders are written in different ways, and counted apart. */
  refuseMixture(): void {
    if (this.counts.rows === 0) throw new FileRefusal('no-rows', '只有表头，没有一行数据：请看看导出的时间段里有没有订单，再上传')
    if (this.isGoods && this.sources.some(source => source.level !== 'goods')) throw new FileRefusal('mixed-goods', '商品表和订单表要分开导入：先导商品表，再导订单')
    if (this.isGoods && this.counts.rows > mostGoods) throw new FileRefusal('too-many-rows', `商品表一次最多 ${mostGoods} 行，请分成几份`)
  }

  /** False when the import was cancelled. Throws FileRefusal. */
  async take(upload: Upload): Promise<boolean> {
    try {
      for await (const event of readUpload(upload)) {
        this.add(event)
        if (this.rows.length + this.problems.length >= batchRows && !await this.flush()) return false
      }
    }
    catch (error) {
      throw error instanceof FileRefusal ? new FileRefusal(error.code, `《${upload.name}》：${error.message}`) : error
    }
    return this.flush()
  }

  private add(event: ReadEvent): void {
    if (event.kind === 'source') {
      const { format, columns } = event.recognised
      this.source = event.name
      this.sources.push({ name: event.name, platform: format.platform, level: format.level, header: columns.headers })
      return
    }
    this.seq++
    this.counts.rows++
    const row = this.context.vault.seal(JSON.stringify([this.sources.length - 1, ...event.cells])).toString('base64')
    if (event.kind === 'problem') {
      this.counts.problems++
      this.problems.push(...event.problems.slice(0, 8).map((problem, index) => ({
        seq: problemSeq(this.seq, index), file: this.source, line: event.line, column: problem.column, code: problem.code, message: problem.message, row: index === 0 ? row : null,
      })))
      return
    }
    this.rows.push(this.staged(event.draft, event.notes, event.line, row))
  }

  private staged(draft: RowDraft, notes: readonly Note[], line: number, row: string): NewRow {
    if (notes.length > 0) this.counts.notes++
    this.notes.push(...countNotes(this.counts, notes.map((note, place) => ({ rowSeq: this.seq, place, file: this.source, line, ...note }))))
    const secret = protectDraft(draft, notes.map(note => note.code), this.context.vault)
    return { key: orderKey(secret, this.seq), seq: this.seq, file: this.source, line, draft: packDraft(secret), row }
  }

  private async flush(): Promise<boolean> {
    const { db, clock } = this.context
    await insertRows(db, this.importId, this.rows)
    await insertProblems(db, this.importId, this.problems)
    await insertNotes(db, this.importId, this.notes)
    this.rows = []
    this.problems = []
    this.notes = []
    const now = clock.now()
    const progress = { ...noProgress, done: this.counts.rows, rowsPerSecond: rate(this.counts.rows, this.startedAt, now), startedAt: this.startedAt.toISOString() }
    return changeImport(db, this.importId, ['reading'], { sources: this.sources, counts: this.counts, progress }, now)
  }
}

/** Rows a second; null before any time has passed. */
export const rate = (rows: number, from: Date, to: Date): number | null => to > from ? Math.round(rows / ((to.getTime() - from.getTime()) / 1000)) : null
