import type { Situation } from '../../contract/customers.schema.ts'
import type { ReminderId } from '../../contract/ids.ts'
import type { Supply } from '../../contract/orders.schema.ts'
import type { FilledScript } from '../../contract/scripts.schema.ts'
import type { Catalogue } from '../catalogue/catalogue-holder.ts'
import { serviceCaseOf } from '../cases/case-view.rules.ts'
import { leftWords } from '../orders/supply.rules.ts'
import { addMs, chineseDay, dayMs, daysBetween, hourMs } from '../time.ts'
import type { CustomerFacts, FactsOrder, FactsReminder } from './customer-facts.ts'
import { orderTitle, parcelOf } from './parcel.rules.ts'
import { reminderFor, type Finding } from './situation.rules.ts'

export interface CardInput {
  facts: CustomerFacts
  catalogue: Catalogue
  supply: Supply | null
  usualGapDays: number | null
  scripts: readonly FilledScript[]
  now: Date
}

/** First talk is due within a day of being added (product.md, `firstTouchRate`). */
const firstTalkMs = 24 * hourMs
/** An order this long before she was added may have brought her. */
const broughtByMs = 60 * dayMs

/** The card: what is so, why, and the words to send. */
export function situationOf(finding: Finding, input: CardInput): Situation {
  const { facts, scripts, now } = input
  const reminder = reminderFor(finding.kind, facts, now)
  const reminderId = reminder ? reminder.reminderId as ReminderId : null
  const base = { reminderId, why: [...whyOf(finding, input, reminder ? [reminder.reason] : []), ...reminder?.changes ?? []], script: ownScript(reminder, scripts, input) ?? chooseScript(finding, scripts) }
  const lastNote = facts.notes[0]?.text ?? null
  switch (finding.kind) {
    case 'case_open': return { kind: 'case_open', ...base, case: serviceCaseOf(finding.serviceCase) }
    case 'just_added': return {
      kind: 'just_added', ...base, addedAt: finding.follow.addedAt.toISOString(), deadlineAt: addMs(finding.follow.addedAt, firstTalkMs).toISOString(),
      channel: finding.follow.channel, orderTitle: broughtBy(facts, finding.follow.addedAt, input.catalogue), questionKey: finding.questionKey,
    }
    case 'asked': return {
      kind: 'asked', ...base, questionKey: finding.questionKey, askedAt: finding.askedAt.toISOString(),
      deadlineAt: addMs(facts.follow?.addedAt ?? finding.askedAt, firstTalkMs).toISOString(),
    }
    case 'supply_ending': return input.supply
      ? { kind: 'supply_ending', ...base, productName: input.supply.productName, leftDays: input.supply.leftDays, usualGapDays: input.usualGapDays, takers: takersText(input), lastNote }
      : { kind: 'nothing_due', ...base, parcel: parcelOf(facts, input.catalogue, now) }
    case 'silent': return { kind: 'silent', ...base, silentDays: daysBetween(finding.lastOrderAt, now), usualDays: input.usualGapDays, lastNote }
    case 'nothing_due': return { kind: 'nothing_due', ...base, parcel: parcelOf(facts, input.catalogue, now) }
  }
}

/** The best of those that are written for the reminder that is due and she has not heard this month, when nothing of it is left to fill in. */
function ownScript(reminder: FactsReminder | null, scripts: readonly FilledScript[], { catalogue, facts: { saidScripts } }: CardInput): FilledScript | null {
  if (!reminder) return null
  const own = new Set<string>(catalogue.scripts.filter(({ id, rules }) => rules.some(rule => rule === reminder.rule) && !saidScripts.some(({ scriptId }) => scriptId === id)).map(({ id }) => id))
  return scripts.find(({ scriptId, parts }) => own.has(scriptId) && parts.every(part => 'text' in part)) ?? null
}

/** The best ranked script that can go as it is; for a new customer the one that asks the first question, for a complaint none that sells. */
function chooseScript(finding: Finding, scripts: readonly FilledScript[]): FilledScript | null {
  const ready = scripts.filter(script => script.parts.every(part => 'text' in part))
  const suits = (script: FilledScript): boolean => {
    if (finding.kind === 'just_added') return script.questionKey === finding.questionKey
    if (finding.kind === 'case_open') return script.kind === 'service'
    return finding.kind !== 'asked' || script.questionKey !== finding.questionKey
  }
  return ready.find(suits) ?? scripts.find(suits) ?? ready[0] ?? scripts[0] ?? null
}

function whyOf(finding: Finding, { facts, supply, usualGapDays, catalogue, now }: CardInput, reasons: readonly string[]): string[] {
  const { customer, notes } = facts
  const note = notes[0] ? `${chineseDay(notes[0].notedAt, now)}聊到：${notes[0].text}` : null
  const lines: Record<Finding['kind'], () => (string | null)[]> = {
    case_open: () => finding.kind === 'case_open' ? [`${chineseDay(finding.serviceCase.openedAt, now)}${finding.serviceCase.openedByName}登记，${finding.serviceCase.handlerName}在处理`, '处理完之前不卖东西'] : [],
    just_added: () => finding.kind === 'just_added' ? [`${chineseDay(finding.follow.addedAt, now)}加的，还没聊过`, '24 小时内聊上，只问第一个问题'] : [],
    asked: () => finding.kind === 'asked' ? [`${chineseDay(finding.askedAt, now)}问了“${titleOf(finding.questionKey, catalogue)}”，还没回`, '没回别追问，明早换个有用的话题'] : [],
    supply_ending: () => [supply && `${chineseDay(new Date(supply.boughtAt), now)}买的${supply.productName}，${leftWords(supply.leftDays)}`,
      supply?.reason ?? null, usualGapDays === null || supply?.reason.includes('习惯') ? null : `平时 ${usualGapDays} 天左右买一次`],
    silent: () => finding.kind === 'silent' ? [`${daysBetween(finding.lastOrderAt, now)} 天没买${usualGapDays === null ? '' : `，平时 ${usualGapDays} 天左右买一次`}`,
      touchedText(customer.lastTouchAt, now), note, '先问候，不谈价'] : [],
    nothing_due: () => [...reasons, touchedText(customer.lastTouchAt, now), note],
  }
  return lines[finding.kind]().filter((line): line is string => line !== null && line !== '')
}

function touchedText(at: Date | null, now: Date): string | null {
  const days = at && daysBetween(at, now)
  return days === null ? null : days < 1 ? '今天联系过' : `上次联系是 ${days} 天前`
}

const titleOf = (questionKey: string, { questions }: Catalogue): string => questions.find(({ key }) => key === questionKey)?.title ?? questionKey

/** What the order that brought her was for: the newest paid one shortly before she was added. */
function broughtBy({ orders }: CustomerFacts, addedAt: Date, catalogue: Catalogue): string | null {
  const isBefore = ({ paidAt }: FactsOrder): boolean => paidAt !== null && paidAt <= addedAt && paidAt > addMs(addedAt, -broughtByMs)
  const order = orders.find(isBefore)
  return order ? orderTitle(order, catalogue) : null
}

function takersText({ facts: { answers }, catalogue: { questions } }: CardInput): string | null {
  const family = answers.find(({ questionKey, state }) => questionKey === 'family' && state === 'answered')
  const options = questions.find(({ key }) => key === 'family')?.options ?? []
  return family?.options.map(value => options.find(option => option.value === value)?.label ?? value).join('、') || null
}
