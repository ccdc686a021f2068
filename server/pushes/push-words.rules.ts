import type { ReminderKey } from '../../contract/words.ts'
import { ruleWords } from '../reminders/queue.rules.ts'
import { dayAndTime } from '../reminders/words.rules.ts'

/** A textcard of the platform: what a member reads, and where a tap leads. */
export interface Card { title: string, description: string, path: string }

/** The platform's limits, in bytes of UTF-8 (wecom.md §2.12: "commonly"; a longer text is refused or cut by the client). */
const longest = { title: 128, description: 512 }

/** Names and notes may hold a number: the middle of seven digits and more is left out. */
export const withoutPhones = (text: string): string => text.replace(/\d(?:[ -]?\d){6,}/g, digits => `${digits.slice(0, 3)}****`)

/** The card as the platform takes it: no phone numbers, whole characters up to the limit. */
export const cardOf = ({ title, description, path }: Card): Card => ({ title: fitting(title, longest.title), description: fitting(description, longest.description), path })

function fitting(text: string, bytes: number): string {
  const clean = withoutPhones(text)
  if (Buffer.byteLength(clean) <= bytes) return clean
  let kept = ''
  for (const character of clean) {
    if (Buffer.byteLength(kept) + Buffer.byteLength(character) > bytes - Buffer.byteLength('…')) break
    kept += character
  }
  return `${kept}…`
}

export interface DueCount { rule: ReminderKey, due: number }

/** In the order of the house: what cannot wait first. */
const order = Object.keys(ruleWords) as ReminderKey[]

export function digestCard({ counts, forToday, escalated }: { counts: readonly DueCount[], forToday: number, escalated: number }): Card {
  const due = counts.reduce((sum, count) => sum + count.due, 0)
  const reasons = order.flatMap((rule) => {
    const count = counts.find(one => one.rule === rule)?.due ?? 0
    return count > 0 ? `${ruleWords[rule]} ${count}` : []
  })
  const lines = [
    escalated > 0 && `要你看的 ${escalated} 位，首聊没按时做`,
    reasons.join(' · '),
    due > forToday && `到期共 ${due} 位，先做排在前面的 ${forToday} 位`,
  ].filter(Boolean)
  return { title: due > 0 ? `今天先跟这 ${forToday} 位` : `要你看的 ${escalated} 位`, description: lines.join('\n'), path: '/go/today' }
}

/** One who waits: `name` as the rep calls her. */
export interface Waiting { externalUserId: string, name: string }

const toCustomer = (externalUserId: string): string => `/go/customer/${encodeURIComponent(externalUserId)}`

export const firstTalkCard = ({ externalUserId, name, addedAt, deadlineAt }: Waiting & { addedAt: Date, deadlineAt: Date }, now: Date): Card => ({
  title: `首聊快超时：${name}`, description: `${dayAndTime(addedAt, now)}加的，还没说过话；${dayAndTime(deadlineAt, now)}前要聊上。`, path: toCustomer(externalUserId),
})

export const escalationCard = ({ externalUserId, name, repName, addedAt, deadlineAt }: Waiting & { repName: string, addedAt: Date, deadlineAt: Date }, now: Date): Card => ({
  title: `首聊没做：${repName} 的客户 ${name}`,
  description: `${dayAndTime(addedAt, now)}加的，${repName}还没说过话；${now < deadlineAt ? `${dayAndTime(deadlineAt, now)}满 24 小时` : '已满 24 小时'}。提醒一声，或者换人跟。`, path: toCustomer(externalUserId),
})

export const complaintCard = ({ externalUserId, name, openedAt, dueAt }: Waiting & { openedAt: Date, dueAt: Date }, now: Date): Card => ({
  title: `投诉待处理：${name}`, description: `${dayAndTime(openedAt, now)}登记，由你处理；${now < dueAt ? `${dayAndTime(dueAt, now)}前要回` : '已过了该回的时间'}。`, path: toCustomer(externalUserId),
})

export const visitCard = ({ externalUserId, name, reason, until }: Waiting & { reason: string, until: Date }, now: Date): Card => ({
  title: `刚看过：${name}`, description: `${reason}。${dayAndTime(until, now)}前回一句最合适。`, path: toCustomer(externalUserId),
})

/** With its time: the platform drops a message that says the same as the last. */
export const promiseCard = ({ externalUserId, name, reason, dueAt }: Waiting & { reason: string, dueAt: Date }, now: Date): Card => ({
  title: `答应 ${name} 的事到时间了`, description: `${dayAndTime(dueAt, now)}：${reason}`, path: toCustomer(externalUserId),
})

/** Many at once are one message: the list has them all. */
export const manyCard = (what: string, waiting: readonly Waiting[]): Card => ({
  title: `${what} ${waiting.length} 位`, description: `${waiting.slice(0, 6).map(({ name }) => name).join('、')}${waiting.length > 6 ? ' 等' : ''}`, path: '/go/today',
})
