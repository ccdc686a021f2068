import type {
  changePersonalTasksWire, chooseBulkCustomersWire, getBulkTagsWire, getBulkWire, listBulkRecipientsWire, listBulkWire, listPersonalTasksWire, previewBulkWire, sendBulkWire,
} from './bulk.schema.ts'
import { endpoint } from './endpoint.ts'

export const getBulkTags = endpoint<typeof getBulkTagsWire>('getBulkTags', 'GET', '/api/bulk/tags')
export const chooseBulkCustomers = endpoint<typeof chooseBulkCustomersWire>('chooseBulkCustomers', 'POST', '/api/bulk/customers')
export const previewBulk = endpoint<typeof previewBulkWire>('previewBulk', 'POST', '/api/bulk/preview')
export const sendBulk = endpoint<typeof sendBulkWire>('sendBulk', 'POST', '/api/bulk')
export const listBulk = endpoint<typeof listBulkWire>('listBulk', 'GET', '/api/bulk')
export const getBulk = endpoint<typeof getBulkWire>('getBulk', 'GET', '/api/bulk/:bulkId')
export const listBulkRecipients = endpoint<typeof listBulkRecipientsWire>('listBulkRecipients', 'GET', '/api/bulk/:bulkId/customers')
export const listPersonalTasks = endpoint<typeof listPersonalTasksWire>('listPersonalTasks', 'GET', '/api/bulk/:bulkId/tasks')
export const changePersonalTasks = endpoint<typeof changePersonalTasksWire>('changePersonalTasks', 'PATCH', '/api/bulk/:bulkId/tasks')
