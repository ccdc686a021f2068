import type { CaseKind, CaseMeans, Tier } from '../../../contract/words.ts'

export const tierWords: Record<Tier, string> = { vip: 'VIP', high: '高', middle: '中', low: '低', new: '新' }
export const caseWords: Record<CaseKind, string> = { complaint: '投诉', return: '退货', exchange: '换货' }
export const meansWords: Record<CaseMeans, string> = {
  apology: '道歉', resend: '补发', refund_difference: '退差价', return: '退货', gift: '赠品', other: '其他',
}
/** What customers ask most when nothing is due. */
export const commonQuestions = ['物流', '价格和库存', '保存和做法', '送人'] as const
