import { useQueryCache } from '@pinia/colada'
import type { CustomerId } from '../../contract/ids.ts'
import type { FilledScript, findScriptsWire } from '../../contract/scripts.schema.ts'
import type { ReplyOf } from '../../contract/endpoint.ts'
import { foundScriptsKey } from '../api/scripts.query.ts'

/** A script that a search of this customer has found, wherever it was shown. */
export function foundScript(customerId: CustomerId, scriptId: string): FilledScript | null {
  const searches = useQueryCache().getEntries({ key: [...foundScriptsKey(customerId)] })
  const found = searches.flatMap(({ state }) => (state.value.data as ReplyOf<typeof findScriptsWire> | undefined)?.items ?? [])
  return found.find(script => script.scriptId === scriptId) ?? null
}
