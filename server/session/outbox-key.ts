import { hkdfSync } from 'node:crypto'
import type { Config } from '../config.ts'

/**
 * Key of the device's outbox (AES-256, base64): the same for a member in every session and browser, so that what was written before a session
 * ended is still delivered after the next log-in, and another member on the same device cannot read it. HKDF-SHA-256 (RFC 5869) over the
 * session key: it changes only with that, and what then waits on a device is lost.
 */
export function outboxKeyOf(config: Pick<Config, 'sessionKey'>, userId: string): string {
  const keys = made.get(config) ?? new Map<string, string>()
  made.set(config, keys)
  const key = keys.get(userId) ?? Buffer.from(hkdfSync('sha256', config.sessionKey, '', `zhike outbox ${userId}`, 32)).toString('base64')
  keys.set(userId, key)
  return key
}

/** Each opening of a chat asks for it; one a member stays in memory, beside the key it is made from. */
const made = new WeakMap<object, Map<string, string>>()
