import { scripts } from '../../catalogue/catalogue.ts'
import { penOf, productValues, type Pen } from './acts.ts'
import { channelLabel } from './channels.ts'
import { goods } from './goods.ts'
import { nameOfMember } from './members.ts'
import type { Person } from './people.ts'
import type { WorldOrder } from './purchases.ts'
import type { Random } from './random.ts'
import { careReplies, durationReplies, factNotes, familyReplies, kindsReplies, supplyReplies, usageReplies } from './talk.ts'
import { atHour, dateOf, dayMs, festivalsBetween, hourMs } from './time.ts'

const minute = 60_000
/** Two touches of ours that she did not ask for never come closer, so that the history keeps the rules of contact. */
const apartMs = 17 * dayMs

export interface HistoryPlan {
  startedAt: number
  /** Nothing by chance after this instant: the rest is told by a story. */
  until: number
  /** rep-chen's customers have the richest histories. */
  richness: 'rich' | 'plain' | 'thin'
}

/** What chance makes of the time with one customer: first talk, the three questions, and a touch now and then. */
export function historyOf(person: Person, orders: readonly WorldOrder[], random: Random, plan: HistoryPlan): Pen {
  const pen = penOf(person)
  const label = channelLabel(person.state)
  if (label) pen.values = { ...pen.values, 渠道: label }
  if (person.addedAt < plan.until) firstTalk(person, pen, random, plan)
  touches(person, orders, pen, random, plan)
  return pen
}

/** In working hours some minutes after being added, else the next morning. */
function firstMoment(addedAt: number, random: Random): number {
  const soon = addedAt + random.int(2, 40) * minute
  return inHours(soon) ? soon : atHour(addedAt > atHour(addedAt, 12) ? addedAt + dayMs : addedAt, 9.1 + random.next())
}

const inHours = (at: number): boolean => at >= atHour(at, 9) && at < atHour(at, 20.8)

function firstTalk(person: Person, pen: Pen, random: Random, { until, richness }: HistoryPlan): void {
  let at = firstMoment(person.addedAt, random)
  if (at >= until || random.chance(richness === 'rich' ? 0.02 : richness === 'plain' ? 0.8 : 0.85)) return
  const steps = random.chance(richness === 'rich' ? 0.85 : richness === 'plain' ? 0.42 : 0.2) ? 3 : random.int(0, 2)
  const said = { kinds: kindsReplies, duration: durationReplies, family: familyReplies }
  let markedAt = -Infinity
  const asking = [['kinds', 'opening-kinds'], ['duration', 'ask-duration-plain'], ['family', 'ask-family']] as const
  for (const [i, [key, scriptId]] of asking.entries()) {
    if (at >= until) return
    pen.send(at, scriptId, key)
    if (i >= steps) {
      if (random.chance(0.4) && at + dayMs < until) pen.reply(at + dayMs, 'no')
      return
    }
    at += random.int(4, 70) * minute
    const options = person.answers[key]
    const isUnwilling = random.chance(0.03)
    pen.answer(at, key, isUnwilling ? [] : options, isUnwilling ? { state: 'declined' } : { source: random.chance(0.9) ? 'said' : 'by_phone' })
    const words = isUnwilling ? '这个不太方便说' : random.pick(said[key][options[0]!] ?? ['嗯'])
    // What is sent within a day is one touch: one mark is enough.
    if (at - markedAt < 20 * hourMs) pen.says(at - minute, words)
    else pen.reply(markedAt = at + minute, 'yes', words)
    at = random.chance(0.6) ? at + random.int(3, 20) * minute : firstMoment(at + dayMs, random)
    if (!inHours(at)) at = atHour(at + (at < atHour(at, 9) ? 0 : dayMs), 9.5 + random.next())
  }
  if (random.chance(richness === 'rich' ? 0.8 : 0.35)) pen.note(at, ...random.pick(factNotes))
}

const most = { rich: { top: 5, middle: 2, small: 0, none: 0 }, plain: { top: 1, middle: 0, small: 0, none: 0 }, thin: { top: 1, middle: 0, small: 0, none: 0 } }

function touches(person: Person, orders: readonly WorldOrder[], pen: Pen, random: Random, { until, richness }: HistoryPlan): void {
  const from = person.addedAt + 14 * dayMs
  const wanted = most[richness][person.worth]
  if (until - from < apartMs || wanted === 0) return
  const step = Math.max(apartMs, (until - from) / wanted)
  for (let at = from + random.next() * (step - apartMs); at < until; at += step * (0.85 + random.next() * 0.3) + 0.1 * apartMs) {
    const moment = atHour(at, 9.3 + random.next() * 11)
    if (moment >= until) return
    // Two silences in a row double the distance; the third touch here is always answered.
    if (silences(pen) >= 2 && moment - lastSendAt(pen) < 2 * apartMs) continue
    touchOnce(pen, random, moment, orders)
  }
}

/** Touches marked as not answered since the last answer. */
function silences({ acts }: Pen): number {
  const marks = acts.flatMap(act => act.kind === 'reply' ? [act.reply] : [])
  return marks.slice(marks.lastIndexOf('yes') + 1).length
}

const lastSendAt = ({ acts }: Pen): number => Math.max(...acts.filter(act => act.kind === 'send').map(act => Date.parse(act.at)))

function touchOnce(pen: Pen, random: Random, at: number, orders: readonly WorldOrder[]): void {
  const last = orders.filter(o => o.paidAt !== null && o.placedAt < at - 3 * dayMs && !o.isPresent).at(-1)
  const values = last ? { ...productValues(last.lines[0]!.code), 下单日期: dayText(last.placedAt) } : {}
  const daysSince = last ? (at - last.placedAt) / dayMs : Infinity
  const days = last ? (Object.values(goods).find(g => g.code === last.lines[0]!.code)?.days ?? 0) * last.lines[0]!.quantity : 0
  const left = Math.round(days - daysSince)
  if (last && left >= 1 && left <= 8 && pen.send(at, 'replenish-plain', undefined, { ...values, 剩余天数: `${Math.max(0, left - 2)}–${left + 2} 天` })) return answered(pen, random, at, supplyReplies)
  if (last && daysSince < 14 && pen.send(at, 'usage-taste', undefined, values)) return answered(pen, random, at, usageReplies)
  const festival = festivalsBetween(at, at + 20 * dayMs)[0]
  if (festival && random.chance(0.5) && pen.send(at, 'festival-greeting', undefined, { 节日: festival.name })) return answered(pen, random, at, careReplies)
  if (random.chance(0.4) && pen.send(at, 'silent-last-note')) return answered(pen, random, at, careReplies)
  const { month } = dateOf(at)
  const seasonal = scripts.filter(s => s.id.startsWith('season-') && s.months.includes(month))
  if (seasonal.length > 0) pen.send(at, random.pick(seasonal).id)
  else pen.send(at, 'silent-thanks-plain')
  answered(pen, random, at, careReplies)
}

/** Three in five answer, one in five is known not to, of the rest nobody said. */
function answered(pen: Pen, random: Random, at: number, texts: readonly string[]): void {
  const roll = silences(pen) >= 2 ? 0 : random.next()
  const rep = nameOfMember[pen.acts[0]?.userId ?? '']?.slice(0, 1) ?? ''
  const later = at + random.int(3, 150) * minute
  if (roll < 0.62) {
    pen.reply(later, 'yes', random.pick(texts).replace('{{姓}}', rep))
    if (random.chance(0.3)) pen.note(later + 2 * minute, ...random.pick(factNotes))
  }
  else if (roll < 0.82) pen.reply(at + 25 * hourMs, 'no')
}

/** 10月26日 */
export function dayText(at: number): string {
  const { month, day } = dateOf(at)
  return `${month}月${day}日`
}
