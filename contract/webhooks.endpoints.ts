import { endpoint } from './endpoint.ts'
import type { pushEventsWire, pushOrderWire } from './webhooks.schema.ts'

/** Called by other systems, signed; never by the app. */
export const pushOrder = endpoint<typeof pushOrderWire>('pushOrder', 'POST', '/api/webhooks/orders/:source')
export const pushEvents = endpoint<typeof pushEventsWire>('pushEvents', 'POST', '/api/webhooks/events')
