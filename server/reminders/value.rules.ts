import type { PlanFacts } from '../customers/plan-facts.ts'

/** What her chance and her ticket are told by. */
export interface ValueFacts { score: Pick<NonNullable<PlanFacts['score']>, 'p30' | 'ticketFen'> | null, customer: Pick<PlanFacts['customer'], 'orderCount' | 'lifetimeSpendFen'> }

/** Chance of a purchase within 30 days for who was not scored yet: never bought, or bought for the first time since last night. */
const neverBoughtChance = 0.03
const notScoredChance = 0.2
/** Ticket of who never bought, in a shop that has not been fitted. */
const usualTicketFen = 50_000

/** Her chance to buy within 30 days, 0–1: the night's score (the shop's own fit; in a young shop the priors moved by her RFM sum), else a fixed figure. */
export function buyingChance({ score, customer }: ValueFacts): number {
  return score?.p30 ?? (customer.orderCount > 0 ? notScoredChance : neverBoughtChance)
}

/** What her next purchase is expected to bring, fen: Gamma–Gamma by the night's score, else her own mean, else a usual ticket. */
export function expectedTicketFen({ score, customer }: ValueFacts): number {
  if (score?.ticketFen != null) return Math.max(0, score.ticketFen)
  return customer.orderCount > 0 ? Math.max(0, customer.lifetimeSpendFen / customer.orderCount) : usualTicketFen
}

/** Expected value of touching her for this reason, yuan: chance × what the reason can turn of it into an order now × expected ticket. */
export const expectedValue = (facts: ValueFacts, pull: number): number => buyingChance(facts) * pull * expectedTicketFen(facts) / 100
