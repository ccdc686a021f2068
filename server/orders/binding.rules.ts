import type { OrderPlace } from '../../contract/orders.schema.ts'
import type { OrderPlatform } from '../../contract/words.ts'
import { minuteMs } from '../time.ts'

/** Misses of one member, or of all members at one order number, within the window, after which no further try is weighed: ten thousand tails are not to be guessed. */
export const mostMisses = 5
export const missWindowMs = 10 * minuteMs

/** An order as the number finds it, before anybody may see it. */
export interface Candidate { id: number, platform: OrderPlatform, shop: string, externalUserId: string | null, phoneLastFour: string | null }

export type BindDecision =
  | { kind: 'bind' | 'already', id: number }
  | { kind: 'nothing' | 'misfit' | 'no-digits' | 'taken' }
  | { kind: 'ambiguous', places: OrderPlace[] }

export interface BindQuestion { candidates: readonly Candidate[], lastFour: string, place: Partial<OrderPlace>, accounts: readonly string[] }

/**
 * What becomes of an order number and four digits. The digits are proof of knowing the order: without them nothing is said of whose it is.
 * `accounts`: the WeChat accounts of the customer it is bound to. Several that fit are told apart by their platform and shop.
 */
export function decideBind({ candidates, lastFour, place, accounts }: BindQuestion): BindDecision {
  if (candidates.length === 0) return { kind: 'nothing' }
  const fitting = candidates.filter(({ phoneLastFour }) => phoneLastFour === lastFour)
  if (fitting.length === 0) return { kind: candidates.every(({ phoneLastFour }) => phoneLastFour === null) ? 'no-digits' : 'misfit' }
  const meant = fitting.filter(({ platform, shop }) => (place.platform ?? platform) === platform && (place.shop ?? shop) === shop)
  const [only] = meant
  if (!only) return { kind: 'nothing' }
  if (meant.length > 1) return { kind: 'ambiguous', places: meant.map(({ platform, shop }) => ({ platform, shop })) }
  if (only.externalUserId === null) return { kind: 'bind', id: only.id }
  return accounts.includes(only.externalUserId) ? { kind: 'already', id: only.id } : { kind: 'taken' }
}

/** As it is printed and copied: full-width digits, blanks and the quote of a spreadsheet are nothing. Null: no order number. */
export function readOrderNo(text: string, shortest = 4): string | null {
  const plain = text.normalize('NFKC').replace(/[\s\u200b'"`]+/g, '')
  return plain.length >= shortest && /^[0-9A-Za-z_-]{1,64}$/.test(plain) ? plain : null
}

/** Four digits, of a whole phone number its last ones; null: neither. */
export function readLastFour(text: string): string | null {
  const digits = text.normalize('NFKC').replace(/[\s-]+/g, '')
  return /^(?:\d{4}|1\d{10})$/.test(digits) ? digits.slice(-4) : null
}
