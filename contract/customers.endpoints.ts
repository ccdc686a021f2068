import type { changeCustomerWire, fetchCustomerWire, getSidebarWire, searchCustomersWire } from './customers.schema.ts'
import { endpoint } from './endpoint.ts'

export const getSidebar = endpoint<typeof getSidebarWire>('getSidebar', 'GET', '/api/customers/:id/sidebar')
export const searchCustomers = endpoint<typeof searchCustomersWire>('searchCustomers', 'POST', '/api/customers/search')
export const changeCustomer = endpoint<typeof changeCustomerWire>('changeCustomer', 'PATCH', '/api/customers/:id')
export const fetchCustomer = endpoint<typeof fetchCustomerWire>('fetchCustomer', 'POST', '/api/customers/:id/fetch')
