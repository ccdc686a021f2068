import type { RuleKey } from '../../../contract/words.ts'
import type { Catalogue } from '../../catalogue/catalogue-holder.ts'
import { productsById } from '../../catalogue/products.rules.ts'
import type { PlanFacts } from '../../customers/plan-facts.ts'
import { familyInUse } from '../supply-end.rules.ts'
import type { RuleSubject } from './rule-settings.rules.ts'

/** Families that a reminder of this rule is about: of the pack that ends, of the goods that were signed for, else of all she bought; and her channel. */
export function subjectOf(key: RuleKey, facts: PlanFacts, catalogue: Pick<Catalogue, 'products'>): RuleSubject {
  const known = productsById(catalogue.products)
  const ids = {
    bought: () => facts.products.map(({ productId }) => productId),
    signed: () => facts.orders.find(({ signedAt }) => signedAt !== null)?.lines.map(({ productId }) => productId) ?? [],
  }
  const familiesOf = (productIds: readonly (string | null)[]): string[] => [...new Set(productIds.flatMap(id => known.get(id ?? '')?.family ?? []))]
  const inUse = key === 'replenishment' ? familyInUse(facts, catalogue) : null
  const families = inUse !== null ? [inUse] : familiesOf(key === 'usage_check' || key === 'trial_follow_up' ? ids.signed() : ids.bought())
  return { families, channel: facts.follow?.state || null }
}
