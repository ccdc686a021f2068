import type { SkipReason } from '../../../contract/words.ts'

export const skipWords: Record<SkipReason, string> = { just_talked: '刚聊过', not_needed: '客户不需要', bad_time: '时候不对', customer_asked: '客户说先别联系', other: '其他原因' }
/** 客户说还有. */
export const leftPresets = [{ label: '一周', days: 7 }, { label: '两周', days: 14 }, { label: '一个月', days: 30 }] as const
