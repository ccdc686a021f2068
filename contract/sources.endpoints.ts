import { endpoint } from './endpoint.ts'
import type { changeSourceWire, createSourceWire, listSourcesWire, listUnmatchedOrdersWire, retrySourceWire, rotateSourceSecretWire } from './sources.schema.ts'

export const listSources = endpoint<typeof listSourcesWire>('listSources', 'GET', '/api/sources')
export const createSource = endpoint<typeof createSourceWire>('createSource', 'POST', '/api/sources')
export const changeSource = endpoint<typeof changeSourceWire>('changeSource', 'PATCH', '/api/sources/:id')
export const rotateSourceSecret = endpoint<typeof rotateSourceSecretWire>('rotateSourceSecret', 'POST', '/api/sources/:id/rotate')
export const retrySource = endpoint<typeof retrySourceWire>('retrySource', 'POST', '/api/sources/:id/retry')
export const listUnmatchedOrders = endpoint<typeof listUnmatchedOrdersWire>('listUnmatchedOrders', 'GET', '/api/orders/unmatched')
