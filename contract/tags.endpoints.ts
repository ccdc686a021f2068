import { endpoint } from './endpoint.ts'
import type { changeCustomerTagsWire, getCustomerTagsWire } from './tags.schema.ts'

export const getCustomerTags = endpoint<typeof getCustomerTagsWire>('getCustomerTags', 'GET', '/api/customers/:id/tags')
export const changeCustomerTags = endpoint<typeof changeCustomerTagsWire>('changeCustomerTags', 'PATCH', '/api/customers/:id/tags')
