import { reportSend } from '../../contract/sends.endpoints.ts'
import type { Endpoint } from '../../contract/endpoint.ts'
import { ApiError } from './api-error.ts'
import { call } from './call.ts'
import { addSealed, allSealed, removeSealed } from './sealed-store.ts'
import { importKey, seal, unseal } from './sealing.ts'

/**
 * The outbox of this device: writes whose cause cannot be undone (a message is out already) and that the server has not acknowledged.
 * Encrypted with a key that comes with the session and is never stored; deleted when delivered.
 */
export interface UnsentWrite { endpoint: keyof typeof endpoints, params: Record<string, string>, body: unknown, idempotencyKey: string }

const endpoints = { reportSend } satisfies Record<string, Endpoint>

export async function keepUnsent(outboxKey: string, write: UnsentWrite): Promise<void> {
  await addSealed(await seal(await importKey(outboxKey), JSON.stringify(write)))
}

let underWay: Promise<number> | null = null

/**
 * Delivers what waits, oldest first; resolves to how many. Stops at the first that still can't be delivered;
 * drops what the server refuses for good and what another session's key sealed. One delivery at a time.
 */
export function deliverUnsent(outboxKey: string): Promise<number> {
  underWay ??= deliver(outboxKey).finally(() => { underWay = null })
  return underWay
}

async function deliver(outboxKey: string): Promise<number> {
  const kept = await allSealed()
  if (kept.length === 0) return 0
  const key = await importKey(outboxKey)
  let delivered = 0
  for (const sealed of kept) {
    const text = await unseal(key, sealed)
    const outcome = text === null ? 'dropped' : await attempt(JSON.parse(text) as UnsentWrite)
    if (outcome === 'waits') return delivered
    if (outcome === 'delivered') delivered++
    await removeSealed(sealed.id)
  }
  return delivered
}

async function attempt({ endpoint, params, body, idempotencyKey }: UnsentWrite): Promise<'delivered' | 'waits' | 'dropped'> {
  try {
    await call(endpoints[endpoint] as Endpoint, { params, body, idempotencyKey } as never)
    return 'delivered'
  }
  catch (error) {
    return !(error instanceof ApiError) || error.mayPass || error.code === 'not-signed-in' ? 'waits' : 'dropped'
  }
}
