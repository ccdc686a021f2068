import type { Remark, RowDraft } from '../drafts.ts'

/** An order as a source tells of it, whole. `modifiedAt` (ISO): when it last changed there; null: the source does not say. */
export interface PushedDraft {
  draft: RowDraft
  modifiedAt: string | null
  /** It may tell of a part only (a warehouse splits orders); `gone`: numbers of lines that are no longer in it. */
  part?: { gone: readonly string[] }
}
/** Either the orders of one message, or why it cannot be taken (Chinese). */
export type PushReading = { orders: PushedDraft[] } | { problems: Remark[] }
