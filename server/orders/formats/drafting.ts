import type { OrderState } from '../../../contract/words.ts'
import { noFacts, noRecipient, type LineDraft, type OrderFacts, type Recipient, type RowDraft } from '../drafts.ts'

type DraftParts = Pick<RowDraft, 'level' | 'platform' | 'orderNo'> & Partial<Pick<RowDraft, 'shop' | 'lines' | 'isSummary' | 'customer' | 'goods'>>
  & { facts?: Partial<OrderFacts>, recipient?: Partial<Recipient> }

/** A draft with what a format says, the rest silent. */
export function draft(parts: DraftParts): RowDraft {
  return {
    level: parts.level, platform: parts.platform, orderNo: parts.orderNo, shop: parts.shop ?? '',
    facts: { ...noFacts, ...parts.facts }, recipient: { ...noRecipient, ...parts.recipient },
    lines: parts.lines ?? [], isSummary: parts.isSummary ?? false, customer: parts.customer ?? null, ...(parts.goods && { goods: parts.goods }),
  }
}

export function lineDraft(parts: Partial<LineDraft> & { title: string }): LineDraft {
  return { subOrderNo: null, spec: '', code: '', quantity: 1, priceFen: null, paidFen: null, refundFen: null, state: null, ...parts }
}

/** An order file's summary of goods as one line, until a file with lines replaces it. */
export function summaryLine(titles: string, quantity: number | null): LineDraft[] {
  return titles === '' ? [] : [lineDraft({ title: titles.slice(0, 500), quantity: quantity ?? 1 })]
}

export const price = (unitFen: number | null, quantity: number): number | null => unitFen === null ? null : unitFen * quantity

/** Money left over when a refund is said to be whole but no amount is given. */
export const wholeRefund = (isRefunded: boolean, statedFen: number | null, paidFen: number | null): number | null =>
  statedFen ?? (isRefunded ? paidFen : null)

export const hasBeenPaid = (state: OrderState | null): boolean => state === 'paid' || state === 'shipped' || state === 'completed' || state === 'refunded'

/** Private domain: a rep or guide is named as the seller. */
export const namesSeller = (...names: string[]): boolean => names.some(name => name !== '' && name !== '-' && name !== '无')
