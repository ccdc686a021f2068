import * as customers from '../../../contract/customers.endpoints.ts'
import type { CaseId, ScriptId } from '../../../contract/ids.ts'
import * as cases from '../../../contract/cases.endpoints.ts'
import type { CustomerRow } from '../../../contract/customers.schema.ts'
import * as orders from '../../../contract/orders.endpoints.ts'
import * as scripts from '../../../contract/scripts.endpoints.ts'
import * as session from '../../../contract/session.endpoints.ts'
import * as team from '../../../contract/team.endpoints.ts'
import type { ServiceCase } from '../../../contract/cases.schema.ts'
import { mock, Refusal, type MockHandler } from '../mock.ts'
import { page } from '../page.ts'
import { aScript } from '../sample.ts'
import type { MockState } from '../state.ts'

export const customerHandlers = (state: MockState): MockHandler[] => [
  mock(session.getSession, () => state.sidebar.session),
  mock(session.getSignature, () => ({ corpId: 'wwsample', agentId: '1000002', timestamp: 1, nonceStr: 'n', signature: 's', expiresAt: state.now() })),
  mock(team.getSync, () => ({ status: 'done' as const, startedAt: state.now(), finishedAt: state.now(), repsDone: 1, repsTotal: 1, customers: 1, failure: null })),
  mock(team.listUnattended, () => ({ items: [] })),
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
    const rows = [rowOf(state), ...state.otherCustomers].filter(row => row.name.includes(body.q) || row.remark.includes(body.q))
    return { items: rows, nextCursor: null, total: rows.length }
  }),
  mock(orders.listOrders, ({ query }) => page([...state.sidebar.orders.lastFive, ...state.olderOrders], query)),
  mock(orders.changeOrderUse, ({ params, body }) => {
    const order = [...state.sidebar.orders.lastFive, ...state.olderOrders].find(candidate => candidate.orderId === params.orderId)
    if (!order) throw new Refusal('not-found')
    order.use = body.use
    order.useReason = `${state.sidebar.session.name}更正`
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
    state.formerSituation = state.sidebar.situation
    showCase(state, opened)
    return opened
  }),
  mock(cases.withdrawCase, ({ params }) => {
    state.cases = state.cases.filter(({ caseId }) => caseId !== params.caseId)
    if (state.formerSituation) state.sidebar.situation = state.formerSituation
    return undefined
  }),
  mock(cases.withdrawMeans, ({ params }) => {
    const found = state.cases.find(({ caseId }) => caseId === params.caseId)
    const place = found?.means.findLastIndex(({ at }) => at === params.at) ?? -1
    if (!found || place < 0) throw new Refusal('not-found')
    found.means.splice(place, 1)
    showCase(state, found)
    return found
  }),
  mock(cases.changeCase, ({ params, body }) => {
    const found = state.cases.find(candidate => candidate.caseId === params.caseId)
    if (!found) throw new Refusal('not-found')
    if (body.means) found.means.push({ means: body.means, note: body.note ?? '', amountFen: body.amountFen ?? null, at: state.now(), byName: state.sidebar.session.name })
    if (body.closed !== undefined) {
      found.closedAt = body.closed ? state.now() : null
      found.closeNote = body.closed ? body.note ?? null : null
    }
    if (found.closedAt === null) showCase(state, found)
    else if (state.formerSituation) state.sidebar.situation = state.formerSituation
    return found
  }),
]

const sorry = aScript({ scriptId: 'sorry' as ScriptId, title: '致歉', kind: 'service', parts: [{ text: '王姐，实在对不起，我马上给您处理。' }], reason: '有售后没处理完' })

function showCase(state: MockState, shown: ServiceCase): void {
  state.sidebar.situation = { kind: 'case_open', why: [], script: sorry, reminderId: null, case: structuredClone(shown) }
}

function rowOf({ sidebar: { profile } }: MockState): CustomerRow {
  const { externalUserId, name, remark, avatarUrl, tier, scene, oneToOne, lifetimeSpendFen, lastOrderAt, lastTouchAt, addedAt, ownerName, isFollowedByMe, lostAt } = profile
  return { externalUserId, name, remark, avatarUrl, tier, scene, oneToOne, lifetimeSpendFen, lastOrderAt, lastTouchAt, addedAt, ownerName, isFollowedByMe, lostAt }
}
