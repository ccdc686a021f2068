import type { BulkLine, BulkOutcome, BulkResult, BulkTaskResult, BulkTasks, PersonalTask, PersonalTaskState } from '../../../contract/bulk.schema.ts'
import { dayText } from '../../utils/date-text.ts'

export const outcomeWords: Record<BulkOutcome, string> = { sent: '已发出', pending: '等成员确认', not_sent: '没发出', refused: '剔除' }
export const outcomes = ['sent', 'pending', 'not_sent', 'refused'] as const satisfies readonly BulkOutcome[]
/** How long ago the last order was, in days: the choices that a mass message offers. */
export const lastOrderChoices = [
  { label: '30 天内', fromDays: null, toDays: 30 }, { label: '31–90 天', fromDays: 30, toDays: 90 }, { label: '91–180 天', fromDays: 90, toDays: 180 }, { label: '半年以上', fromDays: 180, toDays: null },
] as const
export type LastOrderChoice = (typeof lastOrderChoices)[number]
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

export const taskWords: Record<PersonalTaskState, string> = {
  'open': '待联系', 'done': '联系过了', 'skipped': '这次不联系', 'expired': '过期没做', 'withdrawn': '已收回', 'no-room': '排不上', 'has-one': '之前的还没做',
}
const counted = ['open', 'done', 'skipped', 'expired', 'withdrawn'] as const

/** 已剔除 312 位，其中 40 位转成 1V1 任务，分 8 天. */
export const taskSentence = (excluded: number, { count, days }: BulkTasks): string =>
  `已剔除 ${figure(excluded)} 位，${count > 0 ? `其中 ${figure(count)} 位转成 1V1 任务${days > 1 ? `，分 ${days} 天` : ''}` : '没有转成 1V1 任务的'}。`
/** Where those with a day stand. */
export const taskParts = (tasks: BulkTaskResult): string[] => counted.filter(state => tasks[state] > 0).map(state => `${taskWords[state]} ${figure(tasks[state])}`)
/** Who got none though a personal word would be allowed. */
export const tasksLeftOut = ({ noRoom, hasOne }: BulkTasks): string[] => [
  noRoom > 0 && `另有 ${figure(noRoom)} 位在接下来的日子里排不上，没有转。`, hasOne > 0 && `另有 ${figure(hasOne)} 位之前的 1V1 任务还没做，不重复转。`,
].filter(line => line !== false)

/** 陈晓 · 6月18日 · 待联系 · 1V1 客户，禁群发 */
export const taskFacts = ({ ownerName, dueOn, state, why }: PersonalTask, nowMs: number): string[] =>
  [ownerName ?? '没人负责', dueOn && dayText(dueOn, nowMs), taskWords[state], why].filter(fact => fact !== null && fact !== '') as string[]
