import type { NoteCode } from '../../contract/imports.schema.ts'
import type { OrderPlatform, OrderState } from '../../contract/words.ts'
import type { Product } from '../catalogue/catalogue-holder.ts'
import { mergeFacts, mergeLines, mergeRecipient, type AssembledOrder, type Precedence } from './assemble.rules.ts'
import type { LineDraft, Note, OrderFacts, ProtectedRecipient, Remark } from './drafts.ts'
import { hasBeenPaid } from './formats/drafting.ts'
import { packsInSpec } from './pack-count.rules.ts'
import { isPresentLine, isServiceLine } from './product.rules.ts'

/** An order as it is stored, without what the customer gives it (match, purpose). Hashes hex, ciphers base64, instants ISO. */
export interface OrderRecord extends Omit<OrderFacts, 'state' | 'placedAt' | 'paidFen' | 'refundFen'> {
  platform: OrderPlatform
  shop: string
  orderNo: string
  state: OrderState
  placedAt: string
  paidFen: number
  refundFen: number
  recipient: ProtectedRecipient
  lines: LineRecord[]
}
export interface LineRecord extends Pick<LineDraft, 'subOrderNo' | 'title' | 'spec' | 'code' | 'quantity' | 'paidFen'> {
  productId: string | null
  refundFen: number
  isGift: boolean
  isService: boolean
}
export interface ExistingOrder { id: number, record: OrderRecord }
/** A remark on a whole order; `about`: on which of its goods. */
export interface OrderNote extends Note { about: Pick<LineRecord, 'title' | 'spec'> | null }
export type Finished =
  | { kind: 'created' | 'updated' | 'unchanged', record: OrderRecord, notes: OrderNote[] }
  | { kind: 'refused', problem: Remark }

type FindProduct = (line: { code: string, title: string }) => Product | null

/** The order as it will be stored: the given word (a file's: `by-state`) merged with what is there. Refuses what cannot stand alone. */
export function finishOrder(order: AssembledOrder, existing: OrderRecord | null, findProduct: FindProduct, precedence: Precedence = 'by-state'): Finished {
  const facts = existing ? mergeFacts(factsOf(existing), order.facts, precedence) : order.facts
  if (facts.placedAt === null || facts.state === null) {
    return { kind: 'refused', problem: { column: null, code: 'order-missing', message: missingOrder(facts) } }
  }
  const named = new Map<string, Product>()
  const find: FindProduct = (line) => {
    const product = findProduct(line)
    if (product) named.set(product.id, product)
    return product
  }
  const lines = chooseLines(order, existing, find, precedence)
  const notes = goodsNotes(lines, named)
  const money = settle({ ...facts, state: facts.state, placedAt: facts.placedAt }, lines)
  if (!money) return { kind: 'refused', problem: { column: null, code: 'money-missing', message: '没有订单实付金额，各行商品金额也不全，无法入账' } }
  notes.push(...money.notes)
  const record: OrderRecord = {
    ...facts, placedAt: facts.placedAt, ...money.settled, platform: order.platform, shop: existing?.shop || order.shop, orderNo: order.orderNo,
    recipient: existing ? mergeRecipient(existing.recipient, order.recipient) : order.recipient, lines,
  }
  if (!existing) return { kind: 'created', record, notes }
  return { kind: sameRecord(existing, record) ? 'unchanged' : 'updated', record, notes }
}

function factsOf({ platform: _platform, shop: _shop, orderNo: _orderNo, recipient: _recipient, lines: _lines, ...facts }: OrderRecord): OrderFacts { return facts }

const missingOrder = ({ state, placedAt }: Pick<OrderFacts, 'state' | 'placedAt'>): string =>
  state !== null && placedAt === null ? '没有下单时间：请补上；如果这是商品明细表，请把同一时段的订单表一起上传'
    : placedAt !== null ? '没有订单状态：请补上；如果这是商品明细表，请把同一时段的订单表一起上传'
      : '只有商品明细，没有对应的订单：请把同一时段的订单表一起上传'

const yuan = (fen: number): string => `¥${(fen / 100).toFixed(2)}`
const moneyNote = (code: NoteCode, message: string): OrderNote => ({ column: null, code, message, about: null })

/** Goods that no product names, and specifications that do not say how many packs they are, each once. `named`: products of the lines read now. */
function goodsNotes(lines: readonly LineRecord[], named: ReadonlyMap<string, Product>): OrderNote[] {
  const notes = new Map<string, OrderNote>()
  for (const { title, spec, productId, isService, isGift } of lines) {
    if (isService || isGift) continue
    const product = productId === null ? null : named.get(productId)
    if (product === null) {
      notes.set(title, { column: null, code: 'unknown-product', about: { title, spec }, message: `商品「${title.slice(0, 60)}」还没有商品资料，金额照算，还剩多少算不出；到 我 → 商品资料 补上后会自己认出来` })
    }
    else if (product?.daysOfSupply && packsInSpec(spec, product) === null) {
      const message = `规格「${spec.slice(0, 60)}」说不准是几份「${product.name}」，金额照算，还剩多少先不算；可在商品资料里写明一份的数量和单位（如 1 盒），或给这个规格单独建一个商品`
      notes.set(`${title}\n${spec}`, { column: null, code: 'unknown-packs', about: { title, spec }, message })
    }
  }
  return [...notes.values()]
}

interface Settled { state: OrderState, paidAt: string | null, paidFen: number, refundFen: number }

/** State and money that go together: whole refunds get their amount, a partial one does not close the order. */
function settle(facts: OrderFacts & { state: OrderState, placedAt: string }, lines: readonly LineRecord[]): { settled: Settled, notes: OrderNote[] } | null {
  const lineSum = lines.length > 0 && lines.every(line => line.paidFen !== null) ? lines.reduce((total, line) => total + (line.paidFen ?? 0), 0) : null
  const isOpen = facts.state === 'unpaid' || facts.state === 'closed'
  const paidFen = facts.paidFen ?? lineSum ?? (isOpen ? 0 : null)
  if (paidFen === null) return null
  const notes: OrderNote[] = []
  let refundFen = facts.refundFen ?? 0
  let { state } = facts
  if (state === 'refunded' && refundFen === 0) refundFen = paidFen
  if (refundFen > paidFen) {
    notes.push(moneyNote('refund-over-paid', `退款 ${yuan(refundFen)} 比实付 ${yuan(paidFen)} 还多，退款按实付记`))
    refundFen = paidFen
  }
  if (state === 'refunded' && refundFen < paidFen) {
    notes.push(moneyNote('partial-refund', `状态是退款成功，但只退了 ${yuan(refundFen)}（实付 ${yuan(paidFen)}），按部分退款记，订单仍算成交`))
    state = 'completed'
  }
  if (hasBeenPaid(state) && paidFen === 0) notes.push(moneyNote('state-and-money', '状态是已付款，实付却是 0 元，不算一次购买'))
  if (state === 'unpaid' && facts.paidAt !== null) notes.push(moneyNote('state-and-money', '有付款时间，状态却是未付款，按未付款记'))
  const paidAt = state === 'unpaid' ? null : facts.paidAt ?? (hasBeenPaid(state) ? facts.placedAt : null)
  return { settled: { state, paidAt, paidFen, refundFen }, notes }
}

function chooseLines(order: AssembledOrder, existing: OrderRecord | null, findProduct: FindProduct, precedence: Precedence): LineRecord[] {
  const hasLines = existing !== null && existing.lines.length > 0
  if (order.lines === null || (hasLines && (order.isSummary || precedence === 'older'))) return existing?.lines ?? []
  if (precedence === 'newer') return order.lines.map(line => lineRecord(line, findProduct))
  const known = existing?.lines ?? []
  const merged = mergeLines(known.map(line => ({ ...line, priceFen: null, state: null })), order.lines)
  const fresh = new Set<LineDraft>(order.lines)
  return merged.map((line) => {
    const before = known.find(other => other.subOrderNo !== null && other.subOrderNo === line.subOrderNo)
    if (before && !fresh.has(line) && !order.lines!.some(other => other.subOrderNo === line.subOrderNo)) return before
    return lineRecord(line, findProduct)
  })
}

function lineRecord(line: LineDraft, findProduct: FindProduct): LineRecord {
  const isService = isServiceLine(line.title)
  return {
    subOrderNo: line.subOrderNo, title: line.title, spec: line.spec, code: line.code, quantity: line.quantity, paidFen: line.paidFen, refundFen: line.refundFen ?? 0,
    productId: isService ? null : findProduct(line)?.id ?? null, isGift: isPresentLine(line), isService,
  }
}

/** Nothing new: the same file again. */
function sameRecord(a: OrderRecord, b: OrderRecord): boolean {
  const plain = ({ recipient, lines, ...rest }: OrderRecord): string => JSON.stringify([
    Object.entries(rest).sort(([x], [y]) => x < y ? -1 : 1), Object.entries(recipient).sort(([x], [y]) => x < y ? -1 : 1),
    lines.map(line => [line.subOrderNo, line.title, line.spec, line.code, line.quantity, line.paidFen, line.refundFen, line.isGift, line.isService, line.productId]),
  ])
  return plain(a) === plain(b)
}
