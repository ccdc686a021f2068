import type { OverLimitReason } from '../../contract/words.ts'

/** Why a contact outside the rules was made all the same, as the rep taps it and the lead reads it. */
export const overLimitWords: Record<OverLimitReason, string> = { customer_arranged: '客户约的', logistics: '物流', urgent: '急事', other: '其他' }
