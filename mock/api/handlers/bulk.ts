import * as endpoints from '../../../contract/bulk.endpoints.ts'
import type { BulkCustomer, BulkPreview, BulkResult, PersonalTask } from '../../../contract/bulk.schema.ts'
import type { CustomerId, RepId } from '../../../contract/ids.ts'
import { mock, Refusal, type MockHandler } from '../mock.ts'
import { page } from '../page.ts'
import type { MockState } from '../state.ts'

const text = '1V1 客户，禁群发'
const aCustomer = (customerId: CustomerId): BulkCustomer => ({ customerId, name: `客户${customerId.slice(-2)}`, tier: 'middle' })

/** The last of several customers is a 1V1 one. What was sent is remembered, and waits for the members. */
export function bulkHandlers({ sidebar: { session }, nextId, now }: MockState): MockHandler[] {
  const sends: BulkResult[] = []
  const split = (given: readonly CustomerId[]) => {
    const ids = [...new Set(given)]
    const out = ids.length > 1 ? ids.slice(-1) : []
    return { ids, out, reached: ids.filter(id => !out.includes(id)) }
  }
  const figures = (given: readonly CustomerId[]): Omit<BulkPreview, 'earliestAt' | 'named'> => {
    const { ids, out, reached } = split(given)
    return {
      total: ids.length, reachable: reached.length, excluded: out.length > 0 ? [{ reason: 'one-to-one', text, count: 1, customerIds: out }] : [],
      tasks: { count: out.length, days: out.length, noRoom: 0, hasOne: 0 },
      summary: `可发 ${reached.length} 位${out.length > 0 ? '，已剔除 1 位，其中 1 位转成 1V1 任务' : ''}；由负责的成员在企业微信里逐个确认后才会发出`,
    }
  }
  const named = (given: readonly CustomerId[]): BulkPreview['named'] => {
    const { out, reached } = split(given)
    return [{ reason: null, customers: reached.map(aCustomer) }, ...out.length > 0 ? [{ reason: 'one-to-one' as const, customers: out.map(aCustomer) }] : []]
  }
  const find = (bulkId: string): BulkResult => {
    const found = sends.find(send => send.bulkId === bulkId)
    if (!found) throw new Refusal('not-found')
    return found
  }
  return [
    mock(endpoints.getBulkTags, () => ({ families: [{ key: 'nest', label: '燕窝' }, { key: 'maw', label: '花胶' }], groups: [{ groupId: 'g1', name: '口味', tags: [{ tagId: 't1', name: '喜甜' }, { tagId: 't2', name: '无糖' }] }] })),
    mock(endpoints.chooseBulkCustomers, ({ body }) => {
      const customerIds = ['wmBulk01', 'wmBulk02', 'wmBulk03'].slice(body.tagIds.length) as CustomerId[]
      return { total: customerIds.length, customerIds }
    }),
    mock(endpoints.previewBulk, ({ body }) => ({ ...figures(body.customerIds), named: named(body.customerIds), earliestAt: null })),
    mock(endpoints.sendBulk, ({ body }) => {
      const counted = figures(body.customerIds)
      const refused = counted.total - counted.reachable
      const bulkId = nextId()
      sends.unshift({
        bulkId, byName: session.name, createdAt: now(), text: body.text, total: counted.total, notFound: 0, sent: 0, pending: counted.reachable, notSent: 0, refused,
        members: [{ userId: session.userId as RepId, name: session.name, state: 'created', sent: 0, pending: counted.reachable, notSent: 0 }],
        tasks: { ...counted.tasks, open: counted.tasks.count, done: 0, skipped: 0, expired: 0, withdrawn: 0 },
        refusedBy: counted.excluded.map(({ reason, text: words, count }) => ({ reason, text: words, count })), notSentBy: [],
      })
      return { ...counted, bulkId }
    }),
    mock(endpoints.listBulk, ({ query }) => ({ ...page(sends, query), total: sends.length })),
    mock(endpoints.getBulk, ({ params }) => find(params.bulkId)),
    mock(endpoints.listBulkRecipients, ({ params, query }) => {
      const { pending, refused } = find(params.bulkId)
      const count = { sent: 0, not_sent: 0, pending, refused }[query.outcome]
      const items = Array.from({ length: count }, (_, at) => ({ ...aCustomer(`wmBulk0${at + 1}` as CustomerId), memberName: session.name, outcome: query.outcome, why: query.outcome === 'refused' ? text : null }))
      return { ...page(items, query), total: count }
    }),
    mock(endpoints.listPersonalTasks, ({ params, query }) => {
      const { tasks } = find(params.bulkId)
      const items = Array.from({ length: tasks.count }, (_, at): PersonalTask =>
        ({ ...aCustomer(`wmBulk0${at + 1}` as CustomerId), ownerName: session.name, state: tasks.withdrawn > 0 ? 'withdrawn' : 'open', dueOn: now().slice(0, 10), why: text }))
      return { ...page(items, query), total: items.length }
    }),
    mock(endpoints.changePersonalTasks, ({ params, body: { withdrawn } }) => {
      const { tasks } = find(params.bulkId)
      return Object.assign(tasks, withdrawn ? { open: 0, withdrawn: tasks.count } : { open: tasks.count, withdrawn: 0 })
    }),
  ]
}
