import * as customers from '../../../contract/customers.endpoints.ts'
import type { CaseId } from '../../../contract/ids.ts'
import * as cases from '../../../contract/cases.endpoints.ts'
import type { CustomerRow } from '../../../contract/customers.schema.ts'
import * as orders from '../../../contract/orders.endpoints.ts'
import * as scripts from '../../../contract/scripts.endpoints.ts'
import * as session from '../../../contract/session.endpoints.ts'
import * as team from '../../../contract/team.endpoints.ts'
import { mock, Refusal, type MockHandler } from '../mock.ts'
import type { MockState } from '../state.ts'

export const customerHandlers = (state: MockState): MockHandler[] => [
  mock(session.getSession, () => state.sidebar.session),
  mock(session.getSignature, () => ({ corpId: 'wwsample', agentId: '1000002', timestamp: 1, nonceStr: 'n', signature: 's', expiresAt: state.now() })),
  mock(team.getSync, () => ({ status: 'done' as const, startedAt: state.now(), finishedAt: state.now(), repsDone: 1, repsTotal: 1, customers: 1, failure: null })),
  mock(customers.getSidebar, ({ params }) => {
    if (params.id !== state.sidebar.profile.externalUserId) throw new Refusal('customer-not-found', '没有找到这位客户')
    return state.sidebar
  }),
  mock(customers.fetchCustomer, ({ params }) => {
    if (params.id !== state.sidebar.profile.externalUserId) throw new Refusal('customer-not-found', '没有找到这位客户')
    return { externalUserId: params.id }
  }),
  mock(customers.changeCustomer, ({ body }) => {
    const { remark, description, region, ageBand, optOut } = body
    const { profile } = state.sidebar
    Object.assign(profile, Object.fromEntries(Object.entries({ remark, description, region, ageBand, optOut }).filter(([, value]) => value !== undefined)))
    if (remark !== undefined || description !== undefined) profile.isWaitingForWecom = true
    return profile
  }),
  mock(customers.searchCustomers, ({ body }) => {
    const rows = [rowOf(state)].filter(row => row.name.includes(body.q) || row.remark.includes(body.q))
    return { items: rows, nextCursor: null, total: rows.length }
  }),
  mock(orders.listOrders, () => ({ items: state.sidebar.orders.lastFive, nextCursor: null })),
  mock(orders.changeOrderUse, ({ params, body }) => {
    const order = state.sidebar.orders.lastFive.find(candidate => candidate.orderId === params.orderId)
    if (!order) throw new Refusal('not-found')
    order.use = body.use
    order.useReason = '手动更正'
    return order
  }),
  mock(scripts.findScripts, ({ query }) => ({
    items: state.sidebar.scripts.filter(script => !query.q || script.title.includes(query.q) || script.parts.some(part => 'text' in part && part.text.includes(query.q ?? ''))),
  })),
  mock(cases.listCases, () => ({ items: state.cases })),
  mock(cases.openCase, ({ body }) => {
    if (state.cases.some(found => found.closedAt === null)) throw new Refusal('state-conflict', '已有一个没处理完的售后')
    const { userId, name } = state.sidebar.session
    const opened = {
      caseId: state.nextId() as CaseId, kind: body.kind, summary: body.summary, openedAt: state.now(), openedByName: name, dueAt: state.now(), handlerUserId: userId, handlerName: name,
      means: [], closedAt: null, closeNote: null,
    }
    state.cases.unshift(opened)
    state.sidebar.situation = { kind: 'case_open', why: [], script: null, reminderId: null, case: opened }
    return opened
  }),
  mock(cases.changeCase, ({ params, body }) => {
    const found = state.cases.find(candidate => candidate.caseId === params.caseId)
    if (!found) throw new Refusal('not-found')
    if (body.means) found.means.push({ means: body.means, note: body.note ?? '', amountFen: body.amountFen ?? null, at: state.now(), byName: state.sidebar.session.name })
    if (body.closed !== undefined) found.closedAt = body.closed ? state.now() : null
    return found
  }),
]

function rowOf({ sidebar: { profile } }: MockState): CustomerRow {
  const { externalUserId, name, remark, avatarUrl, tier, scene, oneToOne, lifetimeSpendFen, lastOrderAt, lastTouchAt, addedAt, ownerName, lostAt } = profile
  return { externalUserId, name, remark, avatarUrl, tier, scene, oneToOne, lifetimeSpendFen, lastOrderAt, lastTouchAt, addedAt, ownerName, lostAt }
}
