import type { NoteCode } from '../../../contract/imports.schema.ts'
import type { OrderState } from '../../../contract/words.ts'
import type { Note, PhoneReading, Remark } from '../drafts.ts'
import { cleanCell, isNothing, isShortened, readBuyer, readCount, readId, readMoney, readPhone, readTime, type Reading } from './cells.ts'
import { readState } from './states.ts'

/** Where a format's fields stand in one file, and what the file calls them. */
export interface ColumnMap { positions: ReadonlyMap<string, number>, headers: readonly string[] }

/** Reads one row by field, keeping what is wrong with it. */
export class RowReader<Field extends string = string> {
  readonly problems: Remark[] = []
  readonly notes: Note[] = []
  private readonly cells: readonly string[]
  private readonly columns: ColumnMap
  constructor(cells: readonly string[], columns: ColumnMap) {
    this.cells = cells
    this.columns = columns
  }

  /** Does the file have this column at all? */
  has(field: Field): boolean { return this.columns.positions.has(field) }

  text(field: Field): string {
    const at = this.columns.positions.get(field)
    const text = at === undefined ? '' : cleanCell(this.cells[at] ?? '')
    if (text.includes('\ufffd')) this.refuse(field, 'damaged-text', `「${this.name(field)}」里有乱码，请用平台原始文件重新导入`)
    return text
  }

  /** The first of the fields that says something. */
  first(...fields: Field[]): string {
    return fields.map(field => this.text(field)).find(text => !isNothing(text)) ?? ''
  }

  orNull(field: Field): string | null {
    const text = this.text(field)
    return isNothing(text) ? null : text
  }

  /** A parcel's number without the No: that Taobao writes before it; none where a spreadsheet has shortened it. */
  parcel(field: Field): string | null {
    return this.whole(field)?.replace(/^No[:：]\s*/i, '') ?? null
  }

  /** The first code of the goods that is there whole; ''. */
  code(...fields: Field[]): string {
    return fields.reduce((found, field) => found || (this.whole(field) ?? ''), '')
  }

  /** A number beside the order's own: where a spreadsheet has shortened it, it is left out and said. */
  private whole(field: Field): string | null {
    const text = this.orNull(field)
    if (text === null || !isShortened(text)) return text
    this.note(field, 'damaged-number', `「${this.name(field)}」被表格软件改成了 ${text}，这一格没有收，其他照收`)
    return null
  }

  /** A required order number; '' after a refusal. */
  id(field: Field): string {
    const text = this.text(field)
    if (isNothing(text)) {
      this.refuse(field, 'id-missing', `没有「${this.name(field)}」，请补上`)
      return ''
    }
    return this.take(field, readId(text)) ?? ''
  }

  /** A number that may be left out, but not be damaged: lines are told apart by it. */
  idOrNull(field: Field): string | null {
    return isNothing(this.text(field)) ? null : this.id(field)
  }

  money(field: Field): number | null { return this.take(field, readMoney(this.text(field))) }

  /** Money that can only be zero or more. */
  amount(field: Field): number | null {
    const fen = this.money(field)
    if (fen !== null && fen < 0) this.refuse(field, 'bad-money', `「${this.name(field)}」是负数，请核对`)
    return fen
  }

  count(field: Field): number | null { return this.take(field, readCount(this.text(field))) }
  time(field: Field): string | null { return this.take(field, readTime(this.text(field))) }

  state(field: Field, own?: Readonly<Record<string, OrderState>>): OrderState | null {
    const text = this.text(field)
    if (text === '') {
      if (this.has(field)) this.refuse(field, 'state-missing', `没有「${this.name(field)}」，请补上`)
      return null
    }
    const state = readState(text, own)
    if (!state) this.refuse(field, 'unknown-state', `不认识订单状态「${text.slice(0, 30)}」，请改成平台的状态，例如 交易成功`)
    return state
  }

  phone(...fields: Field[]): PhoneReading {
    const readings = fields.map(field => ({ field, reading: readPhone(this.text(field)) }))
    const best = readings.find(({ reading }) => reading.kind === 'full') ?? readings.find(({ reading }) => reading.kind === 'masked')
    if (!best) return { kind: 'none' }
    if (best.reading.kind === 'masked') this.note(best.field, 'masked-phone', '手机号被平台打码，不用来匹配客户')
    return best.reading
  }

  /** A platform's own name of the buyer; masked ones name nobody. */
  buyer(field: Field): string | null {
    return readBuyer(this.orNull(field) ?? '')?.slice(0, 100) ?? null
  }

  /** Garbled text is one reason: what it then fails to be is none. */
  refuse(field: Field | null, code: string, message: string): void {
    const column = field === null ? null : this.name(field)
    if (!this.problems.some(problem => problem.column === column && problem.code === 'damaged-text')) this.problems.push({ column, code, message })
  }

  note(field: Field | null, code: NoteCode, message: string): void {
    this.notes.push({ column: field === null ? null : this.name(field), code, message })
  }

  name(field: Field): string {
    const at = this.columns.positions.get(field)
    return at === undefined ? field : this.columns.headers[at] ?? field
  }

  private take<T>(field: Field, reading: Reading<T>): T | null {
    if ('value' in reading) return reading.value
    this.refuse(field, reading.code, reading.wrong)
    return null
  }
}
