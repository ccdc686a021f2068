import type { TextPart } from '../../contract/scripts.schema.ts'
import type { Catalogue } from '../catalogue/catalogue-holder.ts'
import { productsById } from '../catalogue/products.rules.ts'
import type { CustomerFacts } from '../customers/customer-facts.ts'
import { nextFestival, seasonOf } from '../reminders/calendar.rules.ts'
import { supplyOf } from '../reminders/supply-end.rules.ts'
import { addMs, chineseDay, dayMs, dayOf } from '../time.ts'
import { addressOf } from './address.rules.ts'

/** A festival is spoken of this many days ahead. */
const festivalDays = 45
/** Notes longer than this are not put into another sentence. */
const longestNote = 40
/** Older notes are for the rep's eyes: plans are over, people have moved on. */
const quotedDays = 180

/** Values by the Chinese name of the variable; null: not known. */
export type Values = Readonly<Record<string, string | null>>

/** What the facts say for every variable of the catalogue (variables.json). Known values only: nothing is guessed. */
export function valuesOf(facts: CustomerFacts, catalogue: Catalogue, now: Date, viewerName: string): Values {
  const { customer, follow, orders, supplyOrder } = facts
  const lastOwn = orders.find(({ paidAt, state, purpose }) => paidAt && !['unpaid', 'closed', 'refunded'].includes(state) && purpose !== 'gift') ?? supplyOrder
  const supply = supplyOf(facts, catalogue, now)
  const products = productsById(catalogue.products)
  const bought = lastOwn?.lines.filter(({ isGift }) => !isGift).flatMap(({ productId }) => products.get(productId ?? '') ?? []) ?? []
  // Of several the one whose days are counted: what is left and what it is left of stand in one sentence.
  const product = bought.find(({ name }) => name === supply?.productName) ?? bought[0]
  const festival = nextFestival(dayOf(now))
  const parcel = orders.find(({ shippedAt, signedAt, logisticsNo }) => shippedAt && !signedAt && logisticsNo)
  return {
    称呼: addressOf({ remark: follow?.remark ?? '', name: customer.name, gender: customer.gender }),
    销售: viewerName || null,
    渠道: follow?.channel ?? null,
    上次产品: product ? withoutSize(product.name) : null,
    下单日期: lastOwn ? chineseDay(lastOwn.paidAt ?? lastOwn.placedAt, now) : null,
    剩余天数: supply && supply.leftDays.max > 0 ? leftText(supply.leftDays) : null,
    平时吃的: answerText(facts, catalogue, 'kinds', ['none', 'other']),
    家里谁吃: takersText(facts, catalogue),
    上次聊到: quotableNote(facts, now),
    节气: seasonOf(now),
    节日: festival.daysAway <= festivalDays ? festival.festival : null,
    物流: parcel ? `${parcel.logisticsCompany ?? ''} ${parcel.logisticsNo ?? ''}`.trim() : null,
    城市: cityOf(customer.region),
    保存方法: product?.storage ? product.storage : null,
    答应的事: facts.reminders.find(({ rule }) => rule === 'promise')?.reason ?? null,
  }
}

/** The newest note that may be put into words to her: not what she is like (temper), not long, not old. */
export function quotableNote({ notes }: Pick<CustomerFacts, 'notes'>, now: Date): string | null {
  const note = notes.find(({ kind, notedAt }) => kind !== 'temper' && now < addMs(notedAt, quotedDays * dayMs))?.text.trim().replace(/[。.]+$/u, '')
  return note && note.length <= longestNote ? note : null
}

/** Who takes it, as one says it to her: 您、爱人和孩子. Presents are for nobody at home. */
function takersText(facts: CustomerFacts, catalogue: Catalogue): string | null {
  const labels = answerText(facts, catalogue, 'family', ['gift'])?.split('、').map(label => label === '自己' ? '您' : label) ?? []
  return labels.length > 1 ? `${labels.slice(0, -1).join('、')}和${labels.at(-1)}` : labels[0] ?? null
}

/** A range as one says it to a customer: 3–6 天, 不到 12 天. */
const leftText = ({ min, max }: { min: number, max: number }): string => min <= 0 ? `不到 ${max} 天` : `${min}–${max} 天`

/** The body as parts: known variables filled, the others marked gaps. A form of address that is only a vocative is left out where it is not known. */
export function fill(body: string, values: Values): TextPart[] {
  const parts: TextPart[] = []
  const add = (text: string): void => {
    const last = parts.at(-1)
    if (last && 'text' in last) last.text += text
    else if (text !== '') parts.push({ text })
  }
  for (const piece of piecesOf(withoutVocative(body, values))) {
    if ('text' in piece) add(piece.text)
    else if (values[piece.missing]) add(values[piece.missing] ?? '')
    else parts.push({ missing: piece.missing })
  }
  return parts
}

/** Bodies taken apart: a list of scripts is filled at every opening of a chat, always from the same library. */
const taken = new Map<string, readonly TextPart[]>()
const mostTaken = 2_000

function piecesOf(body: string): readonly TextPart[] {
  const known = taken.get(body)
  if (known) return known
  const pieces = body.split(/(\{\{[^{}]*\}\})/u).map((piece): TextPart => {
    const name = /^\{\{\s*([^{}]*?)\s*\}\}$/u.exec(piece)?.[1]
    return name === undefined ? { text: piece } : { missing: name }
  })
  if (taken.size >= mostTaken) taken.clear()
  taken.set(body, pieces)
  return pieces
}

export const hasGaps = (parts: readonly TextPart[]): boolean => parts.some(part => 'missing' in part)
export const textOf = (parts: readonly TextPart[]): string => parts.map(part => 'text' in part ? part.text : '').join('')

/** “{{称呼}}您好” → “您好”; “{{称呼}}，这事” → “这事”; “{{称呼}}早，” → “早，”. Anywhere else a missing address is a gap. */
const withoutVocative = (body: string, values: Values): string => values.称呼 ? body : body.replace(/^\{\{\s*称呼\s*\}\}(?:[，,]\s*|(?=您好|早))/u, '')

/** 即食燕窝 70g×15瓶 → 即食燕窝: as one says it in a chat. */
const withoutSize = (name: string): string => name.replace(/\s+\S*\d\S*$/u, '')

function answerText({ answers }: CustomerFacts, { questions }: Catalogue, key: string, leaveOut: readonly string[]): string | null {
  const answer = answers.find(({ questionKey, state }) => questionKey === key && state === 'answered')
  const options = questions.find(question => question.key === key)?.options ?? []
  const labels = answer?.options.filter(value => !leaveOut.includes(value)).map(value => options.find(option => option.value === value)?.label).filter(label => label !== undefined) ?? []
  return labels.length > 0 ? labels.join('、') : null
}

/** 浙江省杭州市西湖区 → 杭州; a province without a city is none. */
function cityOf(region: string | null): string | null {
  const rest = (region ?? '').replace(/[\s/·-]+/gu, '').replace(province, '')
  const city = /^(.{2,8}?)(?:市|地区|自治州|盟|$)/u.exec(rest)?.[1] ?? null
  return city
}

const province = /^(?:(?:黑龙江|内蒙古|河北|山西|辽宁|吉林|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|陕西|甘肃|青海|台湾|广西|西藏|宁夏|新疆)(?:省|(?:壮族|回族|维吾尔)?自治区)?)/u
