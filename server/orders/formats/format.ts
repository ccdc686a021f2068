import type { OrderPlatform } from '../../../contract/words.ts'
import type { Level, RowDraft } from '../drafts.ts'
import type { RowReader } from './row-reader.ts'

/** One kind of file of one platform. Columns are found by name, wherever they stand; the first name is the usual one. */
export interface Format<Field extends string = string> {
  key: string
  platform: OrderPlatform
  level: Level
  columns: Readonly<Record<Field, readonly string[]>>
  /** Without these it is no file of this kind. */
  required: readonly NoInfer<Field>[]
  /** A draft, or null when the row has problems (noted in the reader). */
  read: (row: RowReader<Field>) => RowDraft | null
}

/** Lets a format name its fields once and be put in one list with the others. */
export const format = <Field extends string>(definition: Format<Field>): Format => definition as unknown as Format

/** A column's name without what exports vary in: width, blanks, case, units. */
export function columnKey(header: string): string {
  return header.normalize('NFKC').replace(/[\s\u200b-\u200f\ufeff"'=]/g, '').replace(/\((元|件|sp|人民币)\)$/i, '').toLowerCase()
}
