import { searchCustomers } from '../../../contract/customers.endpoints.ts'
import type { CustomerRow } from '../../../contract/customers.schema.ts'
import type { CustomerId } from '../../../contract/ids.ts'
import { joinCustomers, partCustomers } from '../../../contract/joins.endpoints.ts'
import { call } from '../../api/call.ts'
import type { Action } from '../../stores/action-context.ts'
import { shownName } from '../../ui/first-view/situation-card.ts'
import { openSheet } from '../../ui/sheet-stack.ts'
import { offerUndo } from '../../ui/toast.ts'
import AccountsSheet, { type AccountChange } from './AccountsSheet.vue'

const mostFound = 10

/** Two WeChat accounts of one person are joined and parted; what is done can be taken back for five seconds. */
export const showAccounts: Action = async ({ customerId: id, sidebar, refresh }) => {
  const join = (otherId: CustomerId, idempotencyKey?: string) => call(joinCustomers, { params: { id, otherId }, idempotencyKey })
  const part = (otherId: CustomerId, idempotencyKey?: string) => call(partCustomers, { params: { id, otherId }, idempotencyKey })
  const { otherAccounts } = sidebar.profile
  const known = new Set<CustomerId | null>([id, ...otherAccounts.map(({ externalUserId }) => externalUserId)])
  const search = async (q: string): Promise<CustomerRow[]> =>
    (await call(searchCustomers, { body: { q, limit: mostFound } })).items.filter(({ externalUserId }) => !known.has(externalUserId))
  const change = await openSheet<AccountChange>(AccountsSheet, { name: shownName(sidebar.profile).first, accounts: otherAccounts, search, join, part })
  if (!change) return
  const { kind, otherId } = change
  offerUndo(kind === 'joined' ? '合成一人了，订单和记录一起看' : '分开了，各看各的', async () => {
    await (kind === 'joined' ? part(otherId) : join(otherId))
    await refresh()
  })
  await refresh()
}
