import type { ServiceCase } from '../../contract/cases.schema.ts'
import type { Question } from '../../contract/questions.schema.ts'
import type { TimelineEntry } from '../../contract/touches.schema.ts'
import type { AnswerSource, AnswerState, CaseKind, NoteKind, OrderPlatform, OrderState, OrderUse, OverLimitReason, ReplySource, SkipReason, TouchChannel } from '../../contract/words.ts'
import {
  addWayLabel, answerSourceLabels, answerStateLabels, caseKindLabels, caseMeansLabels, noteKindLabels, orderStateLabels, orderUseLabels, overLimitLabels, platformLabels, profileFieldLabels,
  replySourceLabels, skipReasonLabels, touchChannelLabels, yuan,
} from '../customers/labels.rules.ts'

/** One thing that happened, as the query found it. */
export type TimelineFact =
  | { kind: 'added', facts: { addWay: number, channel: string | null } }
  | { kind: 'welcome', facts: object }
  | { kind: 'lost', facts: object }
  | { kind: 'touch', facts: { channel: TouchChannel, overLimitReason: OverLimitReason | null } }
  | { kind: 'send', facts: { script: string | null, overLimitReason: OverLimitReason | null } }
  | { kind: 'reply', facts: { source: ReplySource } }
  | { kind: 'answer', facts: { question: string, choices: Question['options'], state: AnswerState, source: AnswerSource | null, options: string[], note: string } }
  | { kind: 'note', facts: { text: string, kind: NoteKind } }
  | { kind: 'order', facts: { state: OrderState, paidFen: number, platform: OrderPlatform, shop: string, purpose: OrderUse, titles: string[] | null } }
  | { kind: 'refund', facts: { refundFen: number, paidFen: number, orderNo: string } }
  | { kind: 'case_opened', facts: { kind: CaseKind, summary: string } }
  | { kind: 'case_closed', facts: { kind: CaseKind, means: ServiceCase['means'], note: string | null } }
  | { kind: 'reminder_skipped', facts: { title: string, reason: SkipReason | null, note: string | null } }
  | { kind: 'profile_changed', facts: { changes: Record<string, { from: unknown, to: unknown }> } }

type Words = Pick<TimelineEntry, 'title' | 'detail'>
const joined = (...parts: (string | null | undefined)[]): string => parts.filter(Boolean).join(' · ')

/** Why somebody was touched above the limits of contact: for the lead, who reads it here. */
const overLimit = ({ overLimitReason }: { overLimitReason: OverLimitReason | null }): string | null => overLimitReason && `超过联系上限：${overLimitLabels[overLimitReason]}`

/** Title and detail in Chinese; `text` is the opened text of a send. Titles never carry the customer's name. */
export function timelineWords(fact: TimelineFact, text: string | null): Words {
  switch (fact.kind) {
    case 'added': return { title: '加为客户', detail: joined(addWayLabel(fact.facts.addWay), fact.facts.channel) }
    // Of the system, as the rep's words in the chat: no talk of the rep's, and no touch.
    case 'welcome': return { title: '自动发了欢迎语', detail: text ?? '' }
    case 'lost': return { title: '客户删了我', detail: '' }
    case 'touch': return { title: `我已联系：${touchChannelLabels[fact.facts.channel]}`, detail: overLimit(fact.facts) ?? '' }
    case 'send': return { title: fact.facts.script ? `发了话术：${fact.facts.script}` : '发了消息', detail: joined(text, overLimit(fact.facts)) }
    case 'reply': return { title: '客户回了', detail: replySourceLabels[fact.facts.source] ?? '' }
    case 'answer': return answerWords(fact.facts)
    case 'note': return { title: `记一笔：${noteKindLabels[fact.facts.kind] ?? noteKindLabels.other}`, detail: fact.facts.text }
    case 'order': return orderWords(fact.facts)
    case 'refund': return { title: `${fact.facts.refundFen < fact.facts.paidFen ? '部分退款' : '退款'} ${yuan(fact.facts.refundFen)}`, detail: '退款日子未知，排在订单最后的时间' }
    case 'case_opened': return { title: `登记${caseKindLabels[fact.facts.kind]}`, detail: fact.facts.summary }
    case 'case_closed': return { title: `${caseKindLabels[fact.facts.kind]}结案`, detail: joined(fact.facts.means.map(({ means }) => caseMeansLabels[means]).join('、'), fact.facts.note) }
    case 'reminder_skipped': return { title: `这次不联系：${fact.facts.title}`, detail: joined(fact.facts.reason && skipReasonLabels[fact.facts.reason], fact.facts.note) }
    case 'profile_changed': return profileWords(fact.facts.changes)
  }
}

function answerWords({ question, choices, state, source, options, note }: Extract<TimelineFact, { kind: 'answer' }>['facts']): Words {
  const labels = options.map(option => choices.find(({ value }) => value === option)?.label ?? option).join('、')
  return { title: `${question}：${answerStateLabels[state]}`, detail: joined(labels, note, source && answerSourceLabels[source]) }
}

function orderWords({ state, paidFen, platform, shop, purpose, titles }: Extract<TimelineFact, { kind: 'order' }>['facts']): Words {
  const use = purpose === 'unknown' ? null : orderUseLabels[purpose]
  return { title: `下单 ${yuan(paidFen)}（${orderStateLabels[state]}）`, detail: joined((titles ?? []).join('，'), use, shop || platformLabels[platform]) }
}

function profileWords(changes: Record<string, { from: unknown, to: unknown }> = {}): Words {
  const fields = Object.keys(changes).filter((key): key is keyof typeof profileFieldLabels => key in profileFieldLabels)
  if (fields.length === 1 && fields[0] === 'optOut') return { title: changes.optOut?.to === true ? '标为先别打扰' : '取消先别打扰', detail: '' }
  return { title: `改了${fields.map(field => profileFieldLabels[field]).join('、') || '资料'}`, detail: '' }
}
