import { defineQueryOptions } from '@pinia/colada'
import { fetchCustomer, getSidebar } from '../../contract/customers.endpoints.ts'
import type { Sidebar } from '../../contract/customers.schema.ts'
import type { CustomerId } from '../../contract/ids.ts'
import { ApiError } from './api-error.ts'
import { call } from './call.ts'

export const sidebarKey = (id: CustomerId) => ['customer', id, 'sidebar'] as const

/** The one query of the first view. Another customer is another key, so a late answer lands where nobody looks. */
export const sidebarQuery = defineQueryOptions((id: CustomerId) => ({
  key: [...sidebarKey(id)],
  query: ({ signal }) => readSidebar(id, signal),
  staleTime: 60_000,
}))

/** A customer the synchronisation has not reached is fetched from WeCom once, then read again. */
async function readSidebar(id: CustomerId, signal: AbortSignal): Promise<Sidebar> {
  try {
    return await call(getSidebar, { params: { id }, signal })
  }
  catch (error) {
    if (!(error instanceof ApiError) || error.code !== 'customer-not-found') throw error
    await call(fetchCustomer, { params: { id }, signal })
    return await call(getSidebar, { params: { id }, signal })
  }
}
