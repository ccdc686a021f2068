import type { CustomerId } from '../../../contract/ids.ts'
import { bindOrder, searchOrders, unbindOrder } from '../../../contract/orders.endpoints.ts'
import type { BindOrder, FoundOrder, Order } from '../../../contract/orders.schema.ts'
import { call } from '../../api/call.ts'
import type { Action } from '../../stores/action-context.ts'
import { shownName } from '../../ui/first-view/situation-card.ts'
import { openSheet } from '../../ui/sheet-stack.ts'
import { offerUndo, say } from '../../ui/toast.ts'
import FindOrderSheet from './FindOrderSheet.vue'
import OrderSheet from './OrderSheet.vue'

const search = async (q: string): Promise<FoundOrder[]> => (await call(searchOrders, { body: { q } })).items

/** An order by its number: shown where it is found, bound to this customer where it waits for one. What is bound can be taken back. */
export const findOrder: Action = async ({ customerId: id, sidebar, bridge, nowMs, refresh }) => {
  const bind = (body: BindOrder, idempotencyKey: string) => call(bindOrder, { params: { id }, body, idempotencyKey })
  const mine = [id, ...sidebar.profile.otherAccounts.flatMap(({ externalUserId }) => externalUserId ?? [])]
  const ended = await openSheet<{ kind: 'bound' | 'found', order: Order }>(FindOrderSheet, { name: shownName(sidebar.profile).first, mine, search, bind, canBind: sidebar.session.role !== 'operator', nowMs: nowMs() })
  if (!ended) return
  const { kind, order } = ended
  const copy = async (number: string): Promise<void> => say(await bridge.copy(number) ? '单号已复制' : `没能复制，单号是 ${number}`)
  if (kind === 'found') return void openSheet(OrderSheet, { order, supply: null, nowMs: nowMs(), isFixed: true, onCopy: copy })
  offerUndo('对上了，金额和提醒按它重算', async () => {
    await release(id, order)
    await refresh()
  })
  await refresh()
}

/** Bound by hand, taken back by hand. */
const release = (id: CustomerId, { orderId }: Order, idempotencyKey?: string): Promise<unknown> => call(unbindOrder, { params: { id, orderId }, idempotencyKey })
