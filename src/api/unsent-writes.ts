import { reportSend } from '../../contract/sends.endpoints.ts'
import type { Endpoint } from '../../contract/endpoint.ts'
import { ApiError } from './api-error.ts'
import { call } from './call.ts'
import { addSealed, readSealed, removeSealed } from './sealed-store.ts'

/**
 * The outbox of this device: writes whose cause cannot be undone (a message is out already) and that the server has not acknowledged.
 * Encrypted with a key that comes with the session and is never stored; deleted when delivered.
 */
export interface UnsentWrite { endpoint: keyof typeof endpoints, params: Record<string, string>, body: unknown, idempotencyKey: string }

const endpoints = { reportSend } satisfies Record<string, Endpoint>

export async function keepUnsent(key: string, write: UnsentWrite): Promise<void> {
  await addSealed(await importKey(key), JSON.stringify(write))
}

/** Delivers what waits, oldest first. Stops at the first that still can't be delivered; drops what the server refuses for good or another session's key sealed. */
export async function deliverUnsent(key: string): Promise<number> {
  let delivered = 0
  for (const { id, text } of await readSealed(await importKey(key))) {
    if (text !== null) {
      const { endpoint, params, body, idempotencyKey } = JSON.parse(text) as UnsentWrite
      try {
        await call(endpoints[endpoint] as Endpoint, { params, body, idempotencyKey } as never)
        delivered++
      }
      catch (error) {
        if (!(error instanceof ApiError) || error.mayPass || error.code === 'not-signed-in') return delivered
      }
    }
    await removeSealed(id)
  }
  return delivered
}

function importKey(base64: string): Promise<CryptoKey> {
  const bytes = Uint8Array.from(atob(base64), character => character.charCodeAt(0))
  return crypto.subtle.importKey('raw', bytes, 'AES-GCM', false, ['encrypt', 'decrypt'])
}
