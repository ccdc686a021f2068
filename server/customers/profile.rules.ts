import type { Profile } from '../../contract/customers.schema.ts'
import type { Consumption } from '../../contract/questions.schema.ts'
import type { CustomerFacts } from './customer-facts.ts'
import { addWayLabel } from './labels.rules.ts'

const iso = (at: Date | null): string | null => at?.toISOString() ?? null

/** Who the customer is, as the first view shows it. */
export function profileOf({ customer, follow, owner, tags, otherAccounts }: CustomerFacts, consumption: Consumption): Profile {
  const { externalUserId, name, avatarUrl, region, ageBand, birthdayOn, tier, scene, highValue, lifetimeSpendFen } = customer
  return {
    externalUserId, name, avatarUrl, region, ageBand, birthdayOn, tier, scene, highValue, lifetimeSpendFen,
    remark: follow?.remark ?? '', description: follow?.description ?? '',
    addedAt: (follow?.addedAt ?? customer.addedAt).toISOString(), addWay: addWayLabel(follow?.addWay ?? 0), channel: follow?.channel ?? null,
    tags: tags.map(({ tagId, name: tag, group }) => ({ tagId, name: tag, group })),
    oneToOne: customer.oneToOneAt !== null, optOut: customer.optOutAt !== null,
    lastOrderAt: iso(customer.lastOrderAt), lastTouchAt: iso(customer.lastTouchAt), lastReplyAt: iso(customer.lastReplyAt), lostAt: iso(follow?.lostAt ?? null),
    ownerUserId: owner?.userId ?? null, ownerName: owner?.name ?? null,
    isFollowedByMe: follow?.isViewers ?? false, isWaitingForWecom: follow?.pendingWrite ?? false, consumption,
    otherAccounts: otherAccounts.map(({ externalUserId: id, name: otherName, remark, ownerName, isInScope }) => isInScope
      ? { externalUserId: id, name: otherName, remark: remark ?? '', ownerName }
      : { externalUserId: null, name: '', remark: '', ownerName }),
  }
}
