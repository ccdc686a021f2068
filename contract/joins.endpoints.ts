import { endpoint } from './endpoint.ts'
import type { joinCustomersWire, partCustomersWire } from './joins.schema.ts'

export const joinCustomers = endpoint<typeof joinCustomersWire>('joinCustomers', 'POST', '/api/customers/:id/join/:otherId')
export const partCustomers = endpoint<typeof partCustomersWire>('partCustomers', 'DELETE', '/api/customers/:id/join/:otherId')
