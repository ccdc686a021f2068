import type { BulkReason } from '../../contract/bulk.schema.ts'
import type { CustomerId, RepId } from '../../contract/ids.ts'
import type {
  AgeBand, AnswerSource, AnswerState, CaseKind, CaseMeans, ContactClass, NoteKind, OrderMatch, OrderPlatform, OrderState, OrderUse, ReminderKey, ReminderState, ReplySource, ReplyState,
  Role, Scene, Tier, TouchChannel,
} from '../../contract/words.ts'

/**
 * All that is known of one customer, read by ONE statement (customer-facts.queries.ts) and given to every pure rule:
 * the situation of the first view, the ranking of scripts, the rules of contact, the planner of reminders.
 * Instants are Dates; money is fen; lists are newest first.
 */
export interface CustomerFacts {
  catalogueVersion: number
  /** Who looks, with the role in force; null when a job reads (the planner). */
  viewer: { userId: RepId, name: string, role: Role } | null
  customer: {
    externalUserId: CustomerId
    name: string
    avatarUrl: string | null
    gender: number
    region: string | null
    ageBand: AgeBand | null
    birthdayOn: string | null
    optOutAt: Date | null
    lifetimeSpendFen: number
    oneToOneAt: Date | null
    orderCount: number
    purchaseDays: number
    firstOrderAt: Date | null
    lastOrderAt: Date | null
    lastTouchAt: Date | null
    lastReplyAt: Date | null
    tier: Tier
    highValue: boolean
    scene: Scene
    addedAt: Date
  }
  /** `canContact`: is with the company and has the platform's customer-contact function. */
  owner: { userId: RepId, name: string, canContact: boolean } | null
  /** The viewer's own relation; the owner's when the viewer does not follow. */
  follow: {
    userId: RepId, userName: string, remark: string, description: string, addedAt: Date, addWay: number, state: string, channel: string | null,
    lostAt: Date | null, pendingWrite: boolean, isViewers: boolean
  } | null
  tags: { tagId: string, name: string, group: string }[]
  /** Current answer of each question that has one. */
  answers: {
    answerId: string, questionKey: string, questionVersion: number, state: AnswerState, source: AnswerSource | null, options: string[], note: string,
    byUserId: RepId, byName: string, answeredAt: Date
  }[]
  /** At most ten. */
  notes: { noteId: string, kind: NoteKind, text: string, byUserId: RepId, byName: string, notedAt: Date }[]
  /** At most five, unpaid and closed ones included. */
  orders: FactsOrder[]
  /** Days (YYYY-MM-DD, company's zone) with a paid order bought for oneself or unknown, oldest first; gifts to others never start a clock. */
  purchaseDays: string[]
  /** Days with a paid order bought as a gift, the last 400 days, newest first: the same festival comes again. */
  giftDays: string[]
  /** Newest paid order that carries a product with known days of supply and was not a gift. */
  supplyOrder: FactsOrder | null
  supplyCorrection: { leftDays: number, correctedAt: Date } | null
  /** Products of all her paid orders that were not presents for others, the newest bought first, at most sixty; with the first and the last time. */
  products: { productId: string, firstAt: Date, lastAt: Date }[]
  /** What the models said of her on the night of `scoredAt`; null: she never bought, or not before that night. */
  score: CustomerScore | null
  /** Over all followers, the last 90 days and what she is known not to have answered before that, at most 30. */
  touches: {
    touchId: string, userId: RepId, byName: string, channel: TouchChannel, contactClass: ContactClass, startedAt: Date, lastAt: Date, sendCount: number,
    replyState: ReplyState, replySource: ReplySource | null, replyAt: Date | null, replyAskedAt: Date | null
    /** By a mass message: no conversation that further sends go on with. */
    isBulk: boolean
  }[]
  /** Has a person ever touched her (the automatic welcome does not count). */
  wasEverTouched: boolean
  /** Scripts that went to her in the last 30 days, whoever sent them, with the last time. */
  saidScripts: { scriptId: string, saidAt: Date }[]
  /** What she did by herself (browsed, clicked, claimed, visited) in the last 30 days, at most 20. */
  events: { kind: string, happenedAt: Date }[]
  /** The newest service case that is not closed, else the newest closed within 21 days (its care touch falls due after 7), else null. */
  serviceCase: FactsCase | null
  /** Open and snoozed reminders of this customer: at most one proposal, and promises. */
  reminders: FactsReminder[]
  /** The newest closed proposals (30 days), so that a rule does not repeat what was just skipped or done. */
  closedReminders: { rule: ReminderKey, state: ReminderState, closedAt: Date, skipReason: string | null, dueAt: Date }[]
  /** The task that a mass message left for her owner, while its time lasts and the lead has not taken it back. */
  personalTask: FactsPersonalTask | null
  /** Other WeChat accounts of the same person, by when they were added: all above but relation, tags and reminders counts over them. */
  otherAccounts: { externalUserId: CustomerId, name: string, remark: string | null, ownerName: string | null, isInScope: boolean }[]
  /** Of several accounts the one where proposals of our own are made; true where there is one. */
  isMainAccount: boolean
}

/** Chances 0–1. */
export interface CustomerScore {
  /** She buys within 30 days: the shop's own fit, in a young shop the priors moved by her RFM sum (`source`). */
  p30: number
  pAlive: number
  expectedGapDays: number
  /** Day of the alarm if she stays silent, YYYY-MM-DD; null: none within ten years. */
  driftsOn: string | null
  /** Expected money of her next purchase. */
  ticketFen: number | null
  source: 'own' | 'prior'
  scoredAt: Date
}

export interface FactsOrder {
  orderId: string
  platform: OrderPlatform
  shop: string
  orderNo: string
  state: OrderState
  placedAt: Date
  paidAt: Date | null
  shippedAt: Date | null
  signedAt: Date | null
  paidFen: number
  refundFen: number
  /** A later export or push told of the refund then; null: it came with the order. */
  refundSeenAt: Date | null
  matchedBy: OrderMatch | null
  purpose: OrderUse
  purposeReason: string
  recipientMasked: string | null
  logisticsCompany: string | null
  logisticsNo: string | null
  lines: { title: string, spec: string, productId: string | null, quantity: number, paidFen: number | null, refundFen: number, isGift: boolean, isService: boolean }[]
}

export interface FactsCase {
  caseId: string
  kind: CaseKind
  summary: string
  openedAt: Date
  openedByName: string
  dueAt: Date
  handlerUserId: RepId
  handlerName: string
  means: { means: CaseMeans, note: string, amountFen: number | null, at: string, byName: string }[]
  closedAt: Date | null
  closeNote: string | null
}

/** 1V1 任务: left out of a mass message, and to be written to alone. */
export interface FactsPersonalTask {
  bulkId: string
  /** Why the mass message did not reach her. */
  reason: BulkReason
  /** Its opening words. */
  about: string
  createdAt: Date
  dueAt: Date
  windowEndAt: Date
}

export interface FactsReminder {
  reminderId: string
  userId: RepId
  rule: ReminderKey
  contactClass: ContactClass
  state: ReminderState
  title: string
  reason: string
  moreReasons: string[]
  /** What would change it, in words. */
  changes: string[]
  dueAt: Date
  windowEndAt: Date | null
  snoozedUntil: Date | null
}
