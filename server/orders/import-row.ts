import { noFacts, type LineDraft, type StagedDraft } from './drafts.ts'

/** Rows of one order share a key, so that order files and line files meet. Only our own format may repeat a number in another shop. */
export function orderKey(draft: Pick<StagedDraft, 'level' | 'platform' | 'orderNo' | 'shop' | 'customer' | 'goods'>, seq: number): string {
  if (draft.level === 'goods') return `goods|${(draft.goods?.codes[0] ?? draft.goods?.name ?? String(seq)).toLowerCase()}`
  if (draft.level === 'customer') return `customer|${draft.customer?.phoneHash ?? seq}`
  return `order|${draft.platform}|${draft.orderNo}${draft.platform === 'generic' ? `|${draft.shop}` : ''}`
}

/** Problems of one row lie together, in the order of the file. */
export const problemSeq = (rowSeq: number, index: number): number => rowSeq * 8 + Math.min(index, 7)

const noRecipient: StagedDraft['recipient'] = { buyerPhoneHash: null, phoneHash: null, phoneCipher: null, phoneLastFour: null, masked: null, nameHash: null, addressHash: null, region: null }
const noLine: LineDraft = { subOrderNo: null, title: '', spec: '', code: '', quantity: 1, priceFen: null, paidFen: null, refundFen: null, state: null }

/** A draft with only what differs from nothing: most columns of most rows are empty. */
export type PackedDraft = Pick<StagedDraft, 'level' | 'platform' | 'orderNo' | 'shop' | 'isSummary' | 'customer' | 'goods' | 'notes'>
  & { facts: Partial<StagedDraft['facts']>, recipient: Partial<StagedDraft['recipient']>, lines: Partial<LineDraft>[] }

export function packDraft(draft: StagedDraft): PackedDraft {
  return { ...draft, facts: differing(draft.facts, noFacts), recipient: differing(draft.recipient, noRecipient), lines: draft.lines.map(line => differing(line, noLine)) }
}

export function unpackDraft(packed: PackedDraft): StagedDraft {
  return { ...packed, facts: { ...noFacts, ...packed.facts }, recipient: { ...noRecipient, ...packed.recipient }, lines: packed.lines.map(line => ({ ...noLine, ...line })) }
}

function differing<T extends object>(value: T, nothing: T): Partial<T> {
  const kept: Partial<T> = {}
  for (const key of Object.keys(value) as (keyof T)[]) {
    if (value[key] !== nothing[key]) kept[key] = value[key]
  }
  return kept
}
