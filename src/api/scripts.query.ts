import { defineQueryOptions } from '@pinia/colada'
import type { CustomerId } from '../../contract/ids.ts'
import { findScripts } from '../../contract/scripts.endpoints.ts'
import { call } from './call.ts'

export const foundScriptsKey = (id: CustomerId) => ['customer', id, 'scripts'] as const

/** Scripts that match what was typed. Each word is its own key, so a late answer for a former word is never shown. */
export const foundScriptsQuery = defineQueryOptions(({ id, q }: { id: CustomerId, q: string }) => ({
  key: [...foundScriptsKey(id), q],
  query: ({ signal }) => call(findScripts, { params: { id }, query: { q }, signal }),
  staleTime: 60_000,
}))
