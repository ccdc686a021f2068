import type { BulkLine, BulkOutcome, BulkResult } from '../../../contract/bulk.schema.ts'

export const outcomeWords: Record<BulkOutcome, string> = { sent: '已发出', pending: '等成员确认', not_sent: '没发出', refused: '剔除' }
export const outcomes = ['sent', 'pending', 'not_sent', 'refused'] as const satisfies readonly BulkOutcome[]
/** Whom a mass message takes at once. */
export const mostCustomers = 5000

export const figure = (count: number): string => count.toLocaleString('zh-CN')
export const countOf = ({ sent, pending, notSent, refused, notFound }: BulkLine, outcome: BulkOutcome): number =>
  ({ sent, pending, not_sent: notSent, refused: refused + notFound })[outcome]

type Member = BulkResult['members'][number]
/** What one member still has to do, or what came of it. */
export function memberText({ state, sent, pending, notSent }: Member): string {
  const parts = [sent > 0 && `已发 ${figure(sent)}`, state === 'created' && pending > 0 && `等确认 ${figure(pending)}`, state === 'waiting' && pending > 0 && `正在交给企业微信 ${figure(pending)}`, notSent > 0 && `没发 ${figure(notSent)}`]
  return parts.filter(Boolean).join(' · ') || (state === 'failed' ? '企业微信没有接受' : '没有要发的')
}
