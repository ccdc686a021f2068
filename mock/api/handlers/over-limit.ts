import type { CustomerId, RepId } from '../../../contract/ids.ts'
import { listOverLimit } from '../../../contract/over-limit.endpoints.ts'
import type { OverLimitContact } from '../../../contract/over-limit.schema.ts'
import { mock, type MockHandler } from '../mock.ts'
import { page } from '../page.ts'
import type { MockState } from '../state.ts'

/** Two of the one customer: one sent, one told afterwards. */
export function overLimitHandlers({ sidebar }: MockState): MockHandler[] {
  const { session: { userId, name, now }, profile } = sidebar
  const common = { byUserId: userId as RepId, byName: name, customerId: profile.externalUserId as CustomerId, customerName: profile.remark || profile.name }
  const items: OverLimitContact[] = [
    { ...common, id: 'o1', at: now, channel: 'chat', kind: 'sent', reason: 'customer_arranged', warning: '30 天内已主动联系 2 次，上限 2 次；上次主动联系是 5 天前，建议至少隔 12 天。' },
    { ...common, id: 'o2', at: '2026-05-03T03:00:00.000Z', channel: 'call', kind: 'by_hand', reason: 'urgent', warning: null },
  ]
  const counts = items.map(({ byUserId, byName, reason }) => ({ byUserId, byName, reason, count: 1 }))
  return [mock(listOverLimit, ({ query }) => {
    const chosen = items.filter(({ byUserId, reason }) => (!query.member || byUserId === query.member) && (!query.reason || reason === query.reason))
    return { ...page(chosen, query), total: chosen.length, counts }
  })]
}
