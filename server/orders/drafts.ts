import type { NoteCode } from '../../contract/imports.schema.ts'
import type { OrderPlatform, OrderState } from '../../contract/words.ts'

/** What one row of a file describes: an order, one of its lines (with order columns repeated or not), a customer, or goods. */
export type Level = 'order' | 'line' | 'customer' | 'goods'

/** Why a row was refused, or taken with a remark. `message` is Chinese: what is wrong and how to mend it. */
export interface Remark { column: string | null, code: string, message: string }
/** A remark with which a row or an order is taken. */
export interface Note extends Remark { code: NoteCode }

/** What a row says about the whole order. Null: the row says nothing about it. Instants are ISO 8601 in UTC, money is fen. */
export interface OrderFacts {
  state: OrderState | null
  placedAt: string | null
  paidAt: string | null
  shippedAt: string | null
  signedAt: string | null
  goodsFen: number | null
  freightFen: number | null
  paidFen: number | null
  refundFen: number | null
  /** The platform's own name of the buyer, only where it is unique and not masked. */
  buyerId: string | null
  buyerNote: string
  sellerNote: string
  /** The platform says that it is a present (礼物单号). */
  isGiftOrder: boolean
  logisticsCompany: string | null
  logisticsNo: string | null
  isPrivate: boolean
  wecomCustomerId: string | null
  unionid: string | null
}

export interface LineDraft {
  subOrderNo: string | null
  title: string
  spec: string
  code: string
  quantity: number
  /** Price before discounts, for the whole line; tells a present (0). */
  priceFen: number | null
  paidFen: number | null
  refundFen: number | null
  state: OrderState | null
}

/** Who gets the parcel, as the file has it. */
export interface Recipient {
  name: string
  phone: PhoneReading
  /** The buyer's own number, where the platform tells it apart from the recipient's. */
  buyerPhone: PhoneReading
  address: string
}
export type PhoneReading = { kind: 'none' } | { kind: 'masked', lastFour: string | null } | { kind: 'full', digits: string }

/** The same after the vault: nothing here can be read without the key but the masked words. Hashes in hex, ciphers in base64. */
export interface ProtectedRecipient {
  buyerPhoneHash: string | null
  phoneHash: string | null
  phoneCipher: string | null
  phoneLastFour: string | null
  masked: string | null
  nameHash: string | null
  addressHash: string | null
  region: string | null
}

export interface CustomerFacts { phone: string | null, birthdayOn: string | null, region: string | null }

/** What a row of a goods file says of a product; null and empty: nothing. Amounts in `unit`, days whole. `family`: the label of one. */
export interface GoodsDraft {
  name: string
  codes: string[]
  titleWords: string[]
  family: string
  packAmount: number | null
  dailyAmount: number | null
  unit: string
  daysOfSupply: number | null
  deliveries: number | null
  storage: string
}

/** One row of any platform in neutral terms. */
export interface RowDraft {
  level: Level
  platform: OrderPlatform
  shop: string
  orderNo: string
  facts: OrderFacts
  recipient: Recipient
  lines: LineDraft[]
  /** Lines made up from an order file's summary of goods: real lines replace them. */
  isSummary: boolean
  customer: CustomerFacts | null
  goods?: GoodsDraft
}

/** A row as it waits for the commit. */
export interface StagedDraft extends Omit<RowDraft, 'recipient' | 'customer'> {
  recipient: ProtectedRecipient
  customer: { phoneHash: string | null, birthdayOn: string | null, region: string | null } | null
  notes: NoteCode[]
}

export const noFacts: OrderFacts = {
  state: null, placedAt: null, paidAt: null, shippedAt: null, signedAt: null, goodsFen: null, freightFen: null, paidFen: null, refundFen: null,
  buyerId: null, buyerNote: '', sellerNote: '', isGiftOrder: false, logisticsCompany: null, logisticsNo: null, isPrivate: false,
  wecomCustomerId: null, unionid: null,
}
export const noRecipient: Recipient = { name: '', phone: { kind: 'none' }, buyerPhone: { kind: 'none' }, address: '' }
