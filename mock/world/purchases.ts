import { goods, extras, type Good, type ShopKey } from './goods.ts'
import { aPersonName, aPlace, phoneOf, type Place } from './names.ts'
import type { Person } from './people.ts'
import type { Random } from './random.ts'
import { atHour, dateOf, dayMs, festivalsBetween, hourMs } from './time.ts'

export type LineKind = 'goods' | 'gift' | 'service'

export interface WorldLine {
  code: string
  title: string
  spec: string
  kind: LineKind
  unitFen: number
  quantity: number
  /** Before and after coupons. */
  dueFen: number
  paidFen: number
  refundFen: number
}

export type WorldOrderState = 'unpaid' | 'paid' | 'shipped' | 'completed' | 'closed' | 'refunded'

/** An order as it really was: what the export files say of it is the writer's matter. Instants in ms; money in fen. */
export interface WorldOrder {
  orderNo: string
  shop: ShopKey
  /** Null: a buyer whom no rep has yet. */
  externalUserId: string | null
  buyerNick: string
  state: WorldOrderState
  placedAt: number
  paidAt: number | null
  shippedAt: number | null
  signedAt: number | null
  recipient: string
  phone: string
  /** The export shows 138****1234. */
  isPhoneMasked: boolean
  place: Place
  /** For another than the buyer. */
  isPresent: boolean
  buyerNote: string
  sellerNote: string
  freightFen: number
  paidFen: number
  lines: WorldLine[]
  logistics: { company: string, number: string } | null
}

export interface Purchase { at: number, good: Good, packs: number, forFestival?: string, withSample?: boolean }

const presentNotes = ['送人的，请不要放价格单', '送长辈，麻烦包漂亮点', '礼物，卡片写“节日快乐”', '直接寄给收件人，别打电话问我']
const buyerNotes = ['', '', '', '', '', '周末不在家，放门卫', '要日期新鲜的', '冰袋多放两个', '发顺丰']

/** When and what a person bought, in order of time: her rhythm, the side things, the presents before festivals. */
export function purchasesOf(person: Person, random: Random, startedAt: number): Purchase[] {
  const { habit, taste } = person
  if (habit === null) return []
  const list: Purchase[] = []
  for (let daysAgo = habit.lastDaysAgo; daysAgo <= habit.firstDaysAgo; daysAgo += habit.everyDays * (0.5 + 0.5 * random.rhythm())) {
    const isSide = list.length > 0 && random.chance(person.isTold ? 0.08 : 0.18)
    const at = Math.min(atHour(startedAt - daysAgo * dayMs, 8 + random.next() * 15), startedAt - (daysAgo < 1 ? 6 : 1) * hourMs)
    const packs = isSide ? 1 : habit.packs + (isBigSale(at) && random.chance(0.4) ? 1 : 0)
    list.push({ at, good: goods[isSide ? random.pick(taste.side) : habit.main], packs, withSample: random.chance(0.06) })
    if (person.worth === 'small' && list.length > 1) break
  }
  if (habit.givesPresents) {
    for (const festival of festivalsBetween(startedAt - habit.firstDaysAgo * dayMs, startedAt + 20 * dayMs)) {
      const at = atHour(festival.at - random.int(9, 22) * dayMs, 9 + random.next() * 12)
      if (at < startedAt - dayMs && random.chance(0.8)) list.push({ at, good: goods[random.pick(taste.gift)], packs: random.int(1, 3), forFestival: festival.name })
    }
  }
  return list.sort((a, b) => a.at - b.at)
}

function isBigSale(at: number): boolean {
  const { month, day } = dateOf(at)
  return (month === 6 && day <= 18) || (month === 11 && day <= 11)
}

/** The order of one purchase: lines, money, way to the customer. `count` makes its number the only one. */
export function orderOf(person: Person, purchase: Purchase, random: Random, { startedAt, count }: { startedAt: number, count: number }): WorldOrder {
  const { at, good } = purchase
  const lines = linesOf(purchase, random, isBigSale(at))
  const isPresent = purchase.forFestival !== undefined
  const freightFen = lines.some(l => l.unitFen > 9900) ? 0 : 800
  const order: WorldOrder = {
    orderNo: `${Math.floor(at / 1000)}${String(count).padStart(5, '0')}${String(hashOf(person.buyerNick) % 10000).padStart(4, '0')}`,
    shop: good.shop, externalUserId: person.externalUserId, buyerNick: person.buyerNick, ...progressOf(random, at, startedAt, person.isTold),
    placedAt: at, ...recipientOf(person, isPresent, random, count), isPresent,
    buyerNote: isPresent ? random.pick(presentNotes) : random.pick(buyerNotes),
    sellerNote: random.chance(0.12) ? random.pick(['老客，多放一袋冰糖', '已备注发顺丰', '客户要求电子发票']) : '',
    freightFen, paidFen: freightFen + lines.reduce((sum, l) => sum + l.paidFen, 0), lines,
    logistics: null,
  }
  return settle(order, random)
}

function line({ code, title, spec, priceFen }: Pick<Good, 'code' | 'title' | 'spec' | 'priceFen'>, kind: LineKind, quantity: number): WorldLine {
  return { code, title, spec, kind, unitFen: priceFen, quantity, dueFen: priceFen * quantity, paidFen: priceFen * quantity, refundFen: 0 }
}

function linesOf({ good, packs, forFestival, withSample }: Purchase, random: Random, isSale: boolean): WorldLine[] {
  const off = isSale ? 0.8 + random.next() * 0.08 : random.chance(0.45) ? 0.88 + random.next() * 0.1 : 1
  const lines = [{ ...line(good, 'goods', packs), paidFen: Math.round(good.priceFen * packs * off) }]
  if (forFestival) lines.push(line(extras.giftWrap, 'service', 1))
  if (good.shop === 'seafood' && random.chance(0.25)) lines.push(line(extras.coldChain, 'service', 1))
  if (withSample) lines.push(line(extras.nestSample, 'gift', 1))
  if (random.chance(0.1)) lines.push(line(random.chance(0.5) ? extras.candy : extras.spoon, 'gift', 1))
  return lines
}

type Progress = Pick<WorldOrder, 'state' | 'paidAt' | 'shippedAt' | 'signedAt'>

function progressOf(random: Random, at: number, startedAt: number, isTold: boolean): Progress {
  const age = startedAt - at
  const roll = isTold ? 0.5 : random.next()
  if (roll < 0.02) return { state: age < dayMs ? 'unpaid' : 'closed', paidAt: null, shippedAt: null, signedAt: null }
  const paidAt = at + random.int(20, 900) * 1000
  const shippedAt = paidAt + Math.round((6 + random.next() * 18) * hourMs)
  const signedAt = shippedAt + Math.round((30 + random.next() * 40) * hourMs)
  if (shippedAt >= startedAt) return { state: 'paid', paidAt, shippedAt: null, signedAt: null }
  if (signedAt >= startedAt) return { state: 'shipped', paidAt, shippedAt, signedAt: null }
  return { state: roll > 0.985 ? 'refunded' : 'completed', paidAt, shippedAt, signedAt }
}

function recipientOf(person: Person, isPresent: boolean, random: Random, count: number): Pick<WorldOrder, 'recipient' | 'phone' | 'place' | 'isPhoneMasked'> {
  const isPhoneMasked = person.isAlwaysMasked || (!person.isTold && random.chance(0.05))
  if (!isPresent) return { recipient: person.real, phone: person.phones[0], place: person.place, isPhoneMasked }
  if (person.isTold || random.chance(0.6)) return { recipient: person.relative.name, phone: person.phones[1], place: person.relative.place, isPhoneMasked }
  const friend = aPersonName(random)
  return { recipient: friend.real, phone: phoneOf(random, 2000 + count), place: aPlace(random), isPhoneMasked }
}

/** Refunds and the parcel's number follow from how far the order got. */
function settle(order: WorldOrder, random: Random): WorldOrder {
  if (order.paidAt === null) return { ...order, paidFen: 0, lines: order.lines.map(l => ({ ...l, paidFen: 0 })) }
  // The whole of it went back: such orders had no freight, of which exports do not say whether it was returned.
  if (order.state === 'refunded') return { ...order, freightFen: 0, paidFen: order.paidFen - order.freightFen, lines: order.lines.map(l => ({ ...l, refundFen: l.paidFen })) }
  const isPartly = order.state === 'completed' && order.shop !== 'private' && random.chance(0.02)
  return {
    ...order,
    lines: order.lines.map((l, i) => isPartly && i === 0 ? { ...l, refundFen: Math.round(l.paidFen * 0.1) } : l),
    logistics: order.shippedAt === null ? null : parcelOf(random),
  }
}

function parcelOf(random: Random): NonNullable<WorldOrder['logistics']> {
  const [company, prefix] = random.pick([['顺丰速运', 'SF1'], ['顺丰速运', 'SF1'], ['中通快递', '78'], ['京东快递', 'JDVA1']] as const)
  return { company, number: `${prefix}${random.int(100_000, 999_999)}${random.int(100_000, 999_999)}` }
}

/** The last digits of a Taobao order number are the buyer's. */
function hashOf(text: string): number {
  return [...text].reduce((sum, char) => (sum * 31 + char.codePointAt(0)!) % 99991, 7)
}

/** Net of refunds; nothing for what was not paid. */
export function netFen(order: WorldOrder): number {
  return order.paidAt === null || order.state === 'refunded' ? 0 : order.paidFen - order.lines.reduce((sum, l) => sum + l.refundFen, 0)
}
