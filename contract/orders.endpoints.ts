import { endpoint } from './endpoint.ts'
import type { bindOrderWire, changeOrderUseWire, getOrderRhythmWire, listOrdersWire, restoreOrderWire, searchOrdersWire, unbindOrderWire } from './orders.schema.ts'

export const listOrders = endpoint<typeof listOrdersWire>('listOrders', 'GET', '/api/customers/:id/orders')
export const getOrderRhythm = endpoint<typeof getOrderRhythmWire>('getOrderRhythm', 'GET', '/api/customers/:id/orders/rhythm')
export const changeOrderUse = endpoint<typeof changeOrderUseWire>('changeOrderUse', 'PATCH', '/api/customers/:id/orders/:orderId')
export const bindOrder = endpoint<typeof bindOrderWire>('bindOrder', 'POST', '/api/customers/:id/orders/bind')
export const unbindOrder = endpoint<typeof unbindOrderWire>('unbindOrder', 'DELETE', '/api/customers/:id/orders/:orderId/bind')
export const restoreOrder = endpoint<typeof restoreOrderWire>('restoreOrder', 'POST', '/api/customers/:id/orders/:orderId/restore')
export const searchOrders = endpoint<typeof searchOrdersWire>('searchOrders', 'POST', '/api/orders/search')
