import type { Sidebar } from '../../contract/customers.schema.ts'
import { fetchCustomer, getSidebar } from '../../contract/customers.endpoints.ts'
import type { CustomerId } from '../../contract/ids.ts'
import { getSignature } from '../../contract/session.endpoints.ts'
import type { AgentSignature } from '../../contract/session.schema.ts'
import { type Failure, failureOfCode } from '../ui/first-view/failure.ts'
import { withTimeLimit } from '../utils/time-limit.ts'

export interface ServerParts {
  fetch: typeof globalThis.fetch
  isOnline: () => boolean
  /** False: it was tried already. */
  goToSignIn: () => boolean
  newId: () => string
}

export type Loaded<T> = { status: 'ready', value: T } | { status: 'leaving' } | { status: 'failed', failure: Failure }

const answerLimitMs = 15_000

/** The one request of the first view. A customer that is not known yet is fetched from WeCom once, then asked for again. */
export async function loadSidebar(id: CustomerId, parts: ServerParts): Promise<Loaded<Sidebar>> {
  const path = (pattern: string) => pattern.replace(':id', encodeURIComponent(id))
  const first = await request<Sidebar>(path(getSidebar.path), 'GET', parts)
  if (first.status !== 'failed' || first.failure !== 'not-yours') return first
  const fetched = await request<unknown>(path(fetchCustomer.path), 'POST', parts)
  return fetched.status === 'ready' ? await request<Sidebar>(path(getSidebar.path), 'GET', parts) : fetched
}

/** A fresh agent signature for the URL as the SDK sees it (without the fragment). */
export function loadSignature(url: string, parts: ServerParts): Promise<Loaded<AgentSignature>> {
  return request<AgentSignature>(`${getSignature.path}?url=${encodeURIComponent(url)}`, 'GET', parts)
}

async function request<T>(url: string, method: 'GET' | 'POST', parts: ServerParts): Promise<Loaded<T>> {
  try {
    const headers: Record<string, string> = method === 'GET' ? {} : { 'Idempotency-Key': parts.newId() }
    const answer = await withTimeLimit(parts.fetch(url, { method, headers, credentials: 'same-origin' }), answerLimitMs, url)
    if (answer.ok) return { status: 'ready', value: await answer.json() as T }
    if (answer.status === 401) return parts.goToSignIn() ? { status: 'leaving' } : { status: 'failed', failure: 'not-signed-in' }
    const body = await answer.json().catch(() => ({})) as { code?: string }
    return { status: 'failed', failure: failureOfCode(body.code ?? '') }
  }
  catch {
    return { status: 'failed', failure: parts.isOnline() ? 'server-away' : 'offline' }
  }
}
