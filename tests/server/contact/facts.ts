import type { CustomerId, RepId } from '../../../contract/ids.ts'
import * as starter from '../../../catalogue/catalogue.ts'
import type { Catalogue } from '../../../server/catalogue/catalogue-holder.ts'
import type { CustomerFacts, FactsOrder } from '../../../server/customers/customer-facts.ts'
import { addMs, dayMs, minuteOf } from '../../../server/time.ts'

/** Monday morning, in working hours, plum rain. */
export const now = new Date('2026-06-15T10:00:00+08:00')
export const ago = ({ days = 0, hours = 0, minutes = 0 }: { days?: number, hours?: number, minutes?: number }, from = now): Date =>
  new Date(from.getTime() - ((days * 24 + hours) * 60 + minutes) * 60_000)

/** The starter catalogue without a hold-out: which customers it takes is tested by itself. */
export const catalogue: Catalogue = {
  version: 1, questions: [...starter.questions], products: starter.products.map(product => ({ ...product, deliveries: product.deliveries ?? null, needs: [...product.needs] })),
  scripts: starter.scripts.map(script => ({ ...script })), rules: starter.rules.map(rule => ({ ...rule, overrides: [] })),
  settings: { ...starter.settings, holdoutShare: 0, words: starter.words, families: starter.families },
  channels: Object.fromEntries(starter.channels.map(({ state, label }) => [state, label])),
}

export interface FactsOptions extends Partial<Omit<CustomerFacts, 'customer' | 'follow'>> {
  customer?: Partial<CustomerFacts['customer']>
  follow?: Partial<NonNullable<CustomerFacts['follow']>> | null
}

/** A customer added ten days ago, of whom nothing else is known; say what the test is about. */
export function factsOf({ customer = {}, follow = {}, ...rest }: FactsOptions = {}): CustomerFacts {
  const addedAt = follow?.addedAt ?? ago({ days: 10 })
  return {
    catalogueVersion: 1, viewer: { userId: 'rep-chen' as RepId, name: '陈雨桐', role: 'rep' },
    customer: {
      externalUserId: 'wmFacts0001' as CustomerId, name: '小满', avatarUrl: null, gender: 0, region: null, ageBand: null, birthdayOn: null, optOutAt: null,
      lifetimeSpendFen: 0, oneToOneAt: null, orderCount: 0, purchaseDays: 0, firstOrderAt: null, lastOrderAt: null, lastTouchAt: null, lastReplyAt: null,
      tier: 'new', highValue: false, scene: 'added', addedAt, ...customer,
    },
    owner: { userId: 'rep-chen' as RepId, name: '陈雨桐', canContact: true },
    follow: follow === null ? null : {
      userId: 'rep-chen' as RepId, userName: '陈雨桐', remark: '', description: '', addedAt, addWay: 1, state: '', channel: null, lostAt: null, pendingWrite: false, isViewers: true, ...follow,
    },
    tags: [], answers: [], notes: [], orders: [], purchaseDays: [], giftDays: [], supplyOrder: null, supplyCorrection: null, products: [], score: null, touches: [], wasEverTouched: false, saidScripts: [],
    events: [], serviceCase: null, reminders: [], closedReminders: [], personalTask: null, otherAccounts: [], isMainAccount: true, ...rest,
  }
}

type Touch = CustomerFacts['touches'][number]
let count = 0
export function aTouchFact(touch: Partial<Touch> & { startedAt: Date }): Touch {
  count += 1
  return {
    touchId: `touch-${count}`, userId: 'rep-chen' as RepId, byName: '陈雨桐', channel: 'chat', contactClass: 'proactive', lastAt: touch.startedAt, sendCount: 1,
    replyState: 'unknown', replySource: null, replyAt: null, replyAskedAt: null, isBulk: false, ...touch,
  }
}

/** A paid order of thirty bottles of instant bird's nest (15 a pack), forty days ago. */
export function anOrderFact(order: Partial<FactsOrder> = {}): FactsOrder {
  const paidAt = order.paidAt === undefined ? ago({ days: 40 }) : order.paidAt
  return {
    orderId: '1', platform: 'taobao', shop: '', orderNo: '1', state: 'completed', placedAt: paidAt ?? now, shippedAt: null, signedAt: null, paidFen: 60_000, refundFen: 0, refundSeenAt: null, matchedBy: 'phone',
    purpose: 'self', purposeReason: '', recipientMasked: null, logisticsCompany: null, logisticsNo: null,
    lines: [{ title: '即食燕窝', spec: '', productId: 'nest-instant-70x15', quantity: 2, paidFen: 60_000, refundFen: 0, isGift: false, isService: false }], ...order, paidAt,
  }
}

export function aCaseFact(found: Partial<NonNullable<CustomerFacts['serviceCase']>> = {}): NonNullable<CustomerFacts['serviceCase']> {
  const openedAt = found.openedAt ?? ago({ hours: 1 })
  return {
    caseId: 'case-1', kind: 'complaint', summary: '瓶子碎了', openedAt, openedByName: '陈雨桐', dueAt: new Date(openedAt.getTime() + 4 * 3_600_000),
    handlerUserId: 'rep-chen' as RepId, handlerName: '陈雨桐', means: [], closedAt: null, closeNote: null, ...found,
  }
}

/** A task that a mass message left: due at ten so many days after it was written, kept a week. */
export function aTaskFact({ createdAt, inDays = 1, ...task }: Partial<NonNullable<CustomerFacts['personalTask']>> & { createdAt: Date, inDays?: number }): NonNullable<CustomerFacts['personalTask']> {
  const dueAt = minuteOf(addMs(createdAt, inDays * dayMs), 600)
  return { bulkId: 'bulk-1', reason: 'one-to-one', about: '天热了，干货记得冷藏', createdAt, dueAt, windowEndAt: addMs(dueAt, 7 * dayMs), ...task }
}

export function aReminderFact(reminder: Partial<CustomerFacts['reminders'][number]> = {}): CustomerFacts['reminders'][number] {
  return {
    reminderId: 'reminder-1', userId: 'rep-chen' as RepId, rule: 'cadence', contactClass: 'proactive', state: 'open', title: '有阵子没聊了', reason: '23 天没联系', moreReasons: [], changes: [],
    dueAt: now, windowEndAt: null, snoozedUntil: null, ...reminder,
  }
}
