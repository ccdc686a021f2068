/** A random id for Idempotency-Key. `crypto.randomUUID` is missing in Safari before 15.4 and on plain http. */
export function newId(source: Pick<Crypto, 'getRandomValues'> = crypto): string {
  const bytes = source.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('')
}
