import type { OrderUse } from '../../../contract/words.ts'

export const useWords: Record<OrderUse, string> = { self: '自用', gift: '送人', relative: '给家人', unknown: '不清楚' }
/** What a rep can say it was for. */
export const sayableUses = ['self', 'gift', 'relative'] as const
