import type { StagedDraft } from './drafts.ts'

/** Rows of one order share a key, so that order files and line files meet. Only our own format may repeat a number in another shop. */
export function orderKey(draft: Pick<StagedDraft, 'level' | 'platform' | 'orderNo' | 'shop' | 'customer'>, seq: number): string {
  if (draft.level === 'customer') return `customer|${draft.customer?.phoneHash ?? seq}`
  return `order|${draft.platform}|${draft.orderNo}${draft.platform === 'generic' ? `|${draft.shop}` : ''}`
}

/** Problems of one row lie together, in the order of the file. */
export const problemSeq = (rowSeq: number, index: number): number => rowSeq * 8 + Math.min(index, 7)
