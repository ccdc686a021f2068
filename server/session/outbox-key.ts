import { hkdfSync } from 'node:crypto'
import type { Config } from '../config.ts'

/**
 * Key of the device's outbox (AES-256, base64): the same for a member in every session and browser, so that what was written before a session
 * ended is still delivered after the next log-in, and another member on the same device cannot read it. HKDF-SHA-256 (RFC 5869) over the
 * session key: it changes only with that, and what then waits on a device is lost.
 */
export function outboxKeyOf({ sessionKey }: Pick<Config, 'sessionKey'>, userId: string): string {
  return Buffer.from(hkdfSync('sha256', sessionKey, '', `zhike outbox ${userId}`, 32)).toString('base64')
}
