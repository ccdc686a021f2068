import { endpoint } from './endpoint.ts'
import type { prepareSendWire, reportSendWire } from './sends.schema.ts'

export const prepareSend = endpoint<typeof prepareSendWire>('prepareSend', 'POST', '/api/customers/:id/sends')
export const reportSend = endpoint<typeof reportSendWire>('reportSend', 'POST', '/api/sends/:sendId/outcome')
