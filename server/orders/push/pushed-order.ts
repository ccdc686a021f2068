import type { Remark, RowDraft } from '../drafts.ts'

/** An order as a source tells of it, whole. `modifiedAt` (ISO): when it last changed there; null: the source does not say. */
export interface PushedDraft { draft: RowDraft, modifiedAt: string | null }
/** Either the orders of one message, or why it cannot be taken (Chinese). */
export type PushReading = { orders: PushedDraft[] } | { problems: Remark[] }
