import type { AssembledOrder, Precedence } from '../assemble.rules.ts'
import { noFacts, type LineDraft } from '../drafts.ts'
import type { LineRecord, OrderRecord } from '../order-record.rules.ts'

/** A word that may be about a part of an order only; `gone`: numbers of lines it says are no longer part of it. */
export interface PartialWord { order: AssembledOrder, gone: readonly string[], precedence: Precedence }

/**
 * A warehouse splits an order: each part is told of with its own lines and its share of the money. The lines of other parts stay. A part whose lines
 * are known changes no money (the whole was told before it was split); one with lines nobody has told of adds its share.
 * Without numbers, or when it names every line there is, the word is about the whole.
 */
export function joinParts({ order, gone, precedence }: PartialWord, existing: OrderRecord): Pick<PartialWord, 'order' | 'precedence'> {
  const fresh = order.lines ?? []
  const isNumbered = [...fresh, ...existing.lines].every(line => line.subOrderNo !== null)
  const others = existing.lines.filter(line => !gone.includes(line.subOrderNo!) && !fresh.some(other => other.subOrderNo === line.subOrderNo))
  if (fresh.length === 0 || !isNumbered || others.length === 0) return { order, precedence }
  const isKnown = fresh.every(line => existing.lines.some(other => other.subOrderNo === line.subOrderNo))
  const lines = [...others.map(asDraft), ...fresh]
  const money = { goodsFen: null, freightFen: null, paidFen: isKnown ? null : existing.paidFen + (order.facts.paidFen ?? 0), refundFen: refundOf(lines) }
  if (precedence !== 'older') return { order: { ...order, facts: { ...order.facts, ...money }, lines }, precedence }
  // Late, but with lines nobody knew: only they and their money count.
  return isKnown ? { order, precedence } : { order: { ...order, facts: { ...noFacts, ...money }, lines }, precedence: 'newer' }
}

const asDraft = ({ productId: _productId, isGift, isService: _isService, ...line }: LineRecord): LineDraft => ({ ...line, priceFen: isGift ? 0 : null, state: null })
const refundOf = (lines: readonly LineDraft[]): number | null => {
  const sum = lines.reduce((total, line) => total + (line.refundFen ?? 0), 0)
  return sum > 0 ? sum : null
}
