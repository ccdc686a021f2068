import * as joins from '../../../contract/joins.endpoints.ts'
import * as orders from '../../../contract/orders.endpoints.ts'
import type { Order } from '../../../contract/orders.schema.ts'
import { mock, Refusal, type MockHandler } from '../mock.ts'
import type { MockState } from '../state.ts'

const all = (state: MockState): Order[] => [...state.sidebar.orders.lastFive, ...state.olderOrders]

/** Orders bound and found by hand, accounts joined by hand, and rhythm, over the one remembered customer. */
export const orderHandlers = (state: MockState): MockHandler[] => [
  mock(orders.bindOrder, ({ body }) => {
    const found = state.waitingOrders.filter(({ order }) => order.orderNo === body.orderNo.trim())
    if (found.length === 0) {
      const own = all(state).find(({ orderNo, matchedBy }) => orderNo === body.orderNo.trim() && matchedBy === 'hand')
      if (own) return own
      throw new Refusal('not-found', '没有这个订单号。请核对；如果是刚下的单，可能还没导入，导入后再对。还能试 4 次。')
    }
    const fitting = found.filter(({ order, lastFour }) => lastFour === body.lastFour && (body.platform ?? order.platform) === order.platform)
    if (fitting.length === 0) throw new Refusal('digits-do-not-fit', '手机后四位和订单上的收货手机对不上，请核对。还能试 4 次。')
    if (fitting.length > 1) throw new Refusal('order-ambiguous', '不止一个店有这个订单号，请选是哪一个。', fitting.map(({ order: { platform, shop } }) => ({ platform, shop })))
    const [only] = fitting
    if (only!.isTaken) throw new Refusal('order-taken', '这笔订单已经对在别的客户名下。如果对错了，请主管查对单记录。')
    state.waitingOrders = state.waitingOrders.filter(waiting => waiting !== only)
    const bound: Order = { ...only!.order, matchedBy: 'hand' }
    state.sidebar.orders.lastFive.unshift(bound)
    return bound
  }),
  mock(orders.unbindOrder, ({ params }) => {
    const bound = all(state).find(({ orderId }) => orderId === params.orderId)
    if (!bound) return undefined
    state.sidebar.orders.lastFive = state.sidebar.orders.lastFive.filter(order => order !== bound)
    state.olderOrders = state.olderOrders.filter(order => order !== bound)
    state.waitingOrders.push({ order: { ...bound, matchedBy: null }, lastFour: '1234', refusedMatch: bound.matchedBy })
    return undefined
  }),
  mock(orders.restoreOrder, ({ params }) => {
    const waiting = state.waitingOrders.find(({ order, refusedMatch }) => order.orderId === params.orderId && refusedMatch && refusedMatch !== 'hand')
    if (!waiting) throw new Refusal('not-found', '没有找到这笔订单')
    state.waitingOrders = state.waitingOrders.filter(other => other !== waiting)
    const restored: Order = { ...waiting.order, matchedBy: waiting.refusedMatch ?? null }
    state.sidebar.orders.lastFive.unshift(restored)
    return restored
  }),
  mock(orders.searchOrders, ({ body }) => {
    const tail = body.q.trim()
    if (tail.length < 6) throw new Refusal('invalid-value', '请填订单号，或它的后六位以上')
    const { externalUserId, name, remark } = state.sidebar.profile
    return { items: all(state).filter(({ orderNo }) => orderNo.endsWith(tail)).map(order => ({ order, customer: { externalUserId, name, remark } })) }
  }),
  mock(orders.getOrderRhythm, () => state.rhythm),
  mock(joins.joinCustomers, ({ params }) => {
    const other = state.otherCustomers.find(({ externalUserId }) => externalUserId === params.otherId)
    if (params.id === params.otherId) throw new Refusal('invalid-value', '这是同一个微信，请选另一个')
    if (!other) throw new Refusal('customer-not-found', '没有找到这位客户')
    const { profile } = state.sidebar
    if (!profile.otherAccounts.some(({ externalUserId }) => externalUserId === params.otherId)) {
      profile.otherAccounts.push({ externalUserId: params.otherId, name: other.name, remark: other.remark, ownerName: other.ownerName })
    }
    return { accounts: [params.id, params.otherId] }
  }),
  mock(joins.partCustomers, ({ params }) => {
    const { profile } = state.sidebar
    profile.otherAccounts = profile.otherAccounts.filter(({ externalUserId }) => externalUserId !== params.otherId)
    return undefined
  }),
]
