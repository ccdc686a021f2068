import * as endpoints from '../../../contract/bulk.endpoints.ts'
import type { BulkPreview } from '../../../contract/bulk.schema.ts'
import type { CustomerId } from '../../../contract/ids.ts'
import { mock, type MockHandler } from '../mock.ts'
import type { MockState } from '../state.ts'

/** The last of several customers is a 1V1 one. */
export function bulkHandlers(state: MockState): MockHandler[] {
  const figures = (given: readonly CustomerId[]): Omit<BulkPreview, 'earliestAt'> => {
    const ids = [...new Set(given)]
    const out = ids.length > 1 ? ids.slice(-1) : []
    const reachable = ids.length - out.length
    return {
      total: ids.length, reachable, excluded: out.length > 0 ? [{ reason: 'one-to-one', text: '1V1 客户，禁群发', count: 1, customerIds: out }] : [],
      summary: `可发 ${reachable} 位${out.length > 0 ? '，已剔除 1 位' : ''}；由负责的成员在企业微信里逐个确认后才会发出`,
    }
  }
  return [
    mock(endpoints.previewBulk, ({ body }) => ({ ...figures(body.customerIds), earliestAt: null })),
    mock(endpoints.sendBulk, ({ body }) => ({ ...figures(body.customerIds), bulkId: state.nextId() })),
  ]
}
