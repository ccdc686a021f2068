import type { CustomerId } from '../../contract/ids.ts'
import type { CustomerFacts, CustomerScore, FactsCase, FactsOrder, FactsReminder } from './customer-facts.ts'

type Follow = NonNullable<CustomerFacts['follow']>
type Line = FactsOrder['lines'][number]

/**
 * Of a customer's facts what the rules of a next touch and of contact ask for: the planner reads these of everybody (plan-facts-statement.queries.ts),
 * a third of what the sidebar needs of one. Whatever takes them takes the whole facts too. What a rule is to know more is added to both.
 */
export interface PlanFacts {
  customer: Pick<CustomerFacts['customer'],
    'externalUserId' | 'region' | 'birthdayOn' | 'optOutAt' | 'lifetimeSpendFen' | 'orderCount' | 'lastOrderAt' | 'lastTouchAt' | 'lastReplyAt' | 'highValue' | 'scene' | 'addedAt'>
  owner: Pick<NonNullable<CustomerFacts['owner']>, 'userId' | 'canContact'> | null
  follow: Pick<Follow, 'userId' | 'addedAt' | 'state' | 'channel' | 'lostAt'> | null
  answers: Pick<CustomerFacts['answers'][number], 'questionKey' | 'state' | 'options' | 'answeredAt'>[]
  /** The newest is enough. */
  notes: Pick<CustomerFacts['notes'][number], 'text' | 'notedAt'>[]
  /** Those that were signed for within sixty days are enough. */
  orders: (Pick<FactsOrder, 'state' | 'paidAt' | 'signedAt' | 'purpose' | 'paidFen'> & { lines: Pick<Line, 'title' | 'productId' | 'isGift'>[] })[]
  purchaseDays: string[]
  giftDays: string[]
  supplyOrder: Pick<FactsOrder, 'placedAt' | 'paidAt' | 'signedAt'> & { lines: Pick<Line, 'productId' | 'spec' | 'quantity' | 'isGift'>[] } | null
  supplyCorrection: CustomerFacts['supplyCorrection']
  products: Pick<CustomerFacts['products'][number], 'productId' | 'firstAt'>[]
  score: Pick<CustomerScore, 'p30' | 'expectedGapDays' | 'driftsOn' | 'ticketFen' | 'scoredAt'> | null
  touches: Pick<CustomerFacts['touches'][number], 'contactClass' | 'startedAt' | 'lastAt' | 'replyState'>[]
  wasEverTouched: boolean
  events: CustomerFacts['events']
  serviceCase: Pick<FactsCase, 'caseId' | 'kind' | 'openedAt' | 'dueAt' | 'handlerUserId' | 'closedAt'> | null
  reminders: Pick<FactsReminder, 'reminderId' | 'rule' | 'contactClass' | 'state' | 'dueAt' | 'windowEndAt' | 'snoozedUntil'>[]
  closedReminders: Pick<CustomerFacts['closedReminders'][number], 'rule' | 'state' | 'closedAt' | 'dueAt'>[]
  personalTask: CustomerFacts['personalTask']
  isMainAccount: boolean
}

/** As read for a plan: with all accounts of the person, herself included. */
export type ReadPlanFacts = PlanFacts & { accounts: CustomerId[] }
