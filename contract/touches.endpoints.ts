import { endpoint } from './endpoint.ts'
import type { addTouchWire, deleteTouchWire, listTimelineWire, setReplyWire } from './touches.schema.ts'

export const addTouch = endpoint<typeof addTouchWire>('addTouch', 'POST', '/api/customers/:id/touches')
export const setReply = endpoint<typeof setReplyWire>('setReply', 'PATCH', '/api/touches/:touchId')
export const deleteTouch = endpoint<typeof deleteTouchWire>('deleteTouch', 'DELETE', '/api/touches/:touchId')
export const listTimeline = endpoint<typeof listTimelineWire>('listTimeline', 'GET', '/api/customers/:id/timeline')
