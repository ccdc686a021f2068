import { endpoint } from './endpoint.ts'
import type { changeOrderUseWire, listOrdersWire } from './orders.schema.ts'

export const listOrders = endpoint<typeof listOrdersWire>('listOrders', 'GET', '/api/customers/:id/orders')
export const changeOrderUse = endpoint<typeof changeOrderUseWire>('changeOrderUse', 'PATCH', '/api/customers/:id/orders/:orderId')
