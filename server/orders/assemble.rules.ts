import type { OrderPlatform, OrderState } from '../../contract/words.ts'
import type { LineDraft, OrderFacts, ProtectedRecipient, Remark, StagedDraft } from './drafts.ts'

/** One row of one order as it waits for the commit. */
export interface StagedRow { seq: number, file: string, line: number, draft: StagedDraft }

/** All that the rows of one import say about one order. `lines` null: they say nothing about lines. */
export interface AssembledOrder {
  platform: OrderPlatform
  shop: string
  orderNo: string
  facts: OrderFacts
  recipient: ProtectedRecipient
  lines: LineDraft[] | null
  isSummary: boolean
  rows: StagedRow[]
}

/** How far an order has come: a later export moves it on, an older one never back. */
export const stateRank: Record<OrderState, number> = { unpaid: 0, paid: 1, shipped: 2, completed: 3, closed: 4, refunded: 5 }
const rank = (state: OrderState | null): number => state === null ? -1 : stateRank[state]

/** Brings order rows and line rows together. Repeated order columns count once; amounts that contradict each other are refused. */
export function assembleOrder(rows: readonly StagedRow[]): AssembledOrder | { problem: Remark } {
  const [first] = rows
  if (!first) return { problem: { column: null, code: 'no-rows', message: '没有内容' } }
  const contradiction = differingAmounts(rows)
  if (contradiction) return { problem: contradiction }
  const drafts = rows.map(row => row.draft)
  const { lines, isSummary } = gatherLines(rows)
  const facts = drafts.map(draft => draft.facts).reduce((all, facts) => mergeFacts(all, facts))
  return {
    platform: first.draft.platform, orderNo: first.draft.orderNo, shop: drafts.find(draft => draft.shop !== '')?.shop ?? '',
    facts: withLineSums(facts, isSummary ? null : lines), recipient: drafts.map(draft => draft.recipient).reduce(mergeRecipient), lines, isSummary, rows: [...rows],
  }
}

/** Order amounts repeated on lines of one file must agree while the status is the same. */
function differingAmounts(rows: readonly StagedRow[]): Remark | null {
  const seen = new Map<string, number>()
  for (const { file, draft: { level, facts } } of rows) {
    if (level !== 'line' || facts.paidFen === null) continue
    const key = `${file}\n${facts.state ?? ''}`
    const other = seen.get(key)
    if (other !== undefined && other !== facts.paidFen) {
      return { column: null, code: 'amounts-differ', message: `同一订单各行的订单金额不一致（${(other / 100).toFixed(2)} 和 ${(facts.paidFen / 100).toFixed(2)}），请核对后再导入` }
    }
    seen.set(key, facts.paidFen)
  }
  return null
}

/** Which of two words about an order is the newer one: known from the source's own times, or told by how far the order has come. */
export type Precedence = 'by-state' | 'newer' | 'older'

/** What the newer, else the further-come, of two says wins; what it leaves open the other fills in. Refunds only grow, unless a word known to be newer takes one back. */
export function mergeFacts(old: OrderFacts, fresh: OrderFacts, precedence: Precedence = 'by-state'): OrderFacts {
  const isNewer = precedence === 'by-state' ? rank(fresh.state) >= rank(old.state) || fresh.state === null : precedence === 'newer'
  const [leading, other] = isNewer ? [fresh, old] : [old, fresh]
  const either = <K extends keyof OrderFacts>(key: K): OrderFacts[K] => leading[key] ?? other[key]
  const text = (key: 'buyerNote' | 'sellerNote'): string => leading[key] || other[key]
  return {
    state: either('state'), placedAt: old.placedAt ?? fresh.placedAt, paidAt: either('paidAt'), shippedAt: either('shippedAt'), signedAt: either('signedAt'),
    goodsFen: either('goodsFen'), freightFen: either('freightFen'), paidFen: either('paidFen'), refundFen: precedence === 'by-state' ? larger(old.refundFen, fresh.refundFen) : either('refundFen'),
    buyerId: either('buyerId'), buyerNote: text('buyerNote'), sellerNote: text('sellerNote'), isGiftOrder: old.isGiftOrder || fresh.isGiftOrder,
    logisticsCompany: either('logisticsCompany'), logisticsNo: either('logisticsNo'), isPrivate: old.isPrivate || fresh.isPrivate,
    wecomCustomerId: either('wecomCustomerId'), unionid: either('unionid'),
  }
}

export const larger = (a: number | null, b: number | null): number | null => a === null ? b : b === null ? a : Math.max(a, b)

/** A full phone stays when the other is masked: masked data never overwrites. */
export function mergeRecipient(old: ProtectedRecipient, fresh: ProtectedRecipient): ProtectedRecipient {
  if (fresh.phoneHash === null && fresh.nameHash === null && fresh.addressHash === null) {
    return { ...old, buyerPhoneHash: fresh.buyerPhoneHash ?? old.buyerPhoneHash, phoneLastFour: old.phoneLastFour ?? fresh.phoneLastFour, masked: old.masked ?? fresh.masked, region: old.region ?? fresh.region }
  }
  // The cipher of the same number differs each time it is sealed: keep the one that is there.
  const phone = fresh.phoneHash === null || fresh.phoneHash === old.phoneHash ? old : fresh
  return {
    buyerPhoneHash: fresh.buyerPhoneHash ?? old.buyerPhoneHash,
    phoneHash: phone.phoneHash, phoneCipher: phone.phoneCipher, phoneLastFour: phone.phoneLastFour ?? fresh.phoneLastFour,
    masked: fresh.phoneHash === null && old.masked !== null ? old.masked : fresh.masked ?? old.masked,
    nameHash: fresh.nameHash ?? old.nameHash, addressHash: fresh.addressHash ?? old.addressHash, region: fresh.region ?? old.region,
  }
}

function gatherLines(rows: readonly StagedRow[]): { lines: LineDraft[] | null, isSummary: boolean } {
  const real = rows.filter(row => !row.draft.isSummary && row.draft.lines.length > 0)
  if (real.length === 0) {
    const summary = rows.find(row => row.draft.isSummary && row.draft.lines.length > 0)
    return { lines: summary?.draft.lines ?? null, isSummary: summary !== undefined }
  }
  const numbered = real.flatMap(row => row.draft.lines).filter(line => line.subOrderNo !== null)
  if (numbered.length > 0) return { lines: mergeLines([], numbered), isSummary: false }
  // Lines without a number of their own: the same order in two files would double them, so one file speaks.
  const files = [...new Set(real.map(row => row.file))].map(file => real.filter(row => row.file === file))
  const fullest = files.reduce((best, file) => file.length > best.length ? file : best)
  return { lines: fullest[0]?.draft.level === 'order' ? fullest.at(-1)!.draft.lines : fullest.flatMap(row => row.draft.lines), isSummary: false }
}

/** Lines by their own number, the further-come wins, refunds only grow; lines without numbers replace all. */
export function mergeLines(old: readonly LineDraft[], fresh: readonly LineDraft[]): LineDraft[] {
  if (fresh.some(line => line.subOrderNo === null) || old.some(line => line.subOrderNo === null)) return [...fresh]
  const byNumber = new Map(old.map(line => [line.subOrderNo, line]))
  for (const line of fresh) {
    const known = byNumber.get(line.subOrderNo)
    const isNewer = !known || line.state === null || rank(line.state) >= rank(known.state)
    byNumber.set(line.subOrderNo, { ...(isNewer ? line : known), refundFen: larger(known?.refundFen ?? null, line.refundFen) })
  }
  return [...byNumber.values()]
}

/** What only the lines say of the order: money paid, refund, status. */
function withLineSums(facts: OrderFacts, lines: readonly LineDraft[] | null): OrderFacts {
  if (!lines || lines.length === 0) return facts
  const paid = lines.every(line => line.paidFen !== null) ? lines.reduce((total, line) => total + (line.paidFen ?? 0), 0) : null
  const refund = lines.some(line => line.refundFen !== null) ? lines.reduce((total, line) => total + (line.refundFen ?? 0), 0) : null
  return { ...facts, paidFen: facts.paidFen ?? paid, refundFen: larger(facts.refundFen, refund), state: facts.state ?? stateOfLines(lines) }
}

/** The least advanced of the lines that live; closed or refunded only when all are. */
function stateOfLines(lines: readonly LineDraft[]): OrderState | null {
  const states = lines.flatMap(line => line.state ?? [])
  if (states.length === 0) return null
  const living = states.filter(state => state !== 'closed' && state !== 'refunded')
  if (living.length > 0) return living.reduce((least, state) => rank(state) < rank(least) ? state : least)
  return states.includes('refunded') ? 'refunded' : 'closed'
}
