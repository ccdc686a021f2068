import type { previewBulkWire, sendBulkWire } from './bulk.schema.ts'
import { endpoint } from './endpoint.ts'

export const previewBulk = endpoint<typeof previewBulkWire>('previewBulk', 'POST', '/api/bulk/preview')
export const sendBulk = endpoint<typeof sendBulkWire>('sendBulk', 'POST', '/api/bulk')
