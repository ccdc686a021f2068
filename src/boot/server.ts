import type { Sidebar } from '../../contract/customers.schema.ts'
import { getSidebar } from '../../contract/customers.endpoints.ts'
import type { CustomerId } from '../../contract/ids.ts'
import { getSignature } from '../../contract/session.endpoints.ts'
import type { AgentSignature } from '../../contract/session.schema.ts'
import { withTimeLimit } from '../utils/time-limit.ts'

export interface ServerParts {
  fetch: typeof globalThis.fetch
  isOnline: () => boolean
  /** False: it was tried already. */
  goToSignIn: () => boolean
}

export type Loaded<T> = { status: 'ready', value: T } | { status: 'leaving' } | { status: 'not-signed-in' } | { status: 'refused' }

const answerLimitMs = 15_000

/** The one request of the first view. */
export function loadSidebar(id: CustomerId, parts: ServerParts): Promise<Loaded<Sidebar>> {
  return get<Sidebar>(getSidebar.path.replace(':id', encodeURIComponent(id)), parts)
}

/** A fresh agent signature for the URL as the SDK sees it (without the fragment). */
export function loadSignature(url: string, parts: ServerParts): Promise<Loaded<AgentSignature>> {
  return get<AgentSignature>(`${getSignature.path}?url=${encodeURIComponent(url)}`, parts)
}

async function get<T>(url: string, parts: ServerParts): Promise<Loaded<T>> {
  try {
    const answer = await withTimeLimit(parts.fetch(url), answerLimitMs, url)
    if (answer.ok) return { status: 'ready', value: await answer.json() as T }
    if (answer.status === 401) return { status: parts.goToSignIn() ? 'leaving' : 'not-signed-in' }
  }
  catch { /* No answer, or none that can be read: the same as a refusal. */ }
  return { status: 'refused' }
}
